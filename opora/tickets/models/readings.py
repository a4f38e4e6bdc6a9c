"""Who has read a ticket that no office of theirs has to do with (E3)."""

from django.conf import settings
from django.db import models
from django.db.models import F

from opora.tickets.models.ticket import Ticket


class Reading(models.Model):
    """One reading: who, which ticket, when, and through what. The auditor sees these rows, and no message."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    via = models.CharField(max_length=8)

    class Meta:
        indexes = [
            models.Index(F("at").desc(), F("id").desc(), name="reading_newest"),
            models.Index(fields=["user", "ticket", "at"], name="reading_of_whom"),
        ]

    def __str__(self) -> str:
        return f"reading {self.pk}"
