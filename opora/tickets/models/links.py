"""Links to a ticket: valid by their code, unless somebody has revoked them."""

from django.conf import settings
from django.db import models

from opora.tickets.models.ticket import Ticket


class LinkRevocation(models.Model):
    """From ``at`` on, what an address had got before opens this ticket no more; later letters carry a new link.

    The number of an address's rows is the generation of its links: letters lie frozen in mailboxes, so that a link
    is judged when it is used.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=254)
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["ticket", "address"], name="link_revocation_of")]

    def __str__(self) -> str:
        return f"revocation {self.pk}"
