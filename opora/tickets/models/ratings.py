"""What customers say of our answers."""

from django.db import models
from django.db.models import Q

from opora.registry.models import Contact
from opora.tickets.models.messages import Message
from opora.tickets.models.ticket import Ticket


class AskedRating(models.Model):
    """Whom the letter with an answer asked whether it helped, and when: each address seldom."""

    answer = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address", "at"], name="asked_rating_of_address")]

    def __str__(self) -> str:
        return f"asked rating {self.pk}"


class Rating(models.Model):
    """Whether an answer helped: 1 no, 2 in part, 3 yes; one of each answer, the latest word of its customer (S1).

    What was said before stands in the ledger.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    answer = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    mark = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(mark__in=[1, 2, 3]), name="rating_mark_known")]

    def __str__(self) -> str:
        return f"rating {self.pk}"
