"""Staff on duty who are called out to a ticket, one after the other."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from opora.contracts.models import Duty
from opora.tickets.models.ticket import Ticket


class DutyCall(models.Model):
    """One person called out to one ticket (O3). ``number`` counts the calls of the ticket from 1; those of one
    ``round`` follow each other, from what brought them on until somebody accepts or nobody is left.

    At ``next_at`` the next one is called; null exactly when that is over, and ``ended`` says why: "next" (the next
    person was called), "accepted", "taken", "closed", "quiet", "unanswered".
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    called_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=10, blank=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lease_id = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="duty_call_once"),
            models.UniqueConstraint(fields=["ticket", "round", "user"], name="duty_call_once_a_round"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(next_at__isnull=False), name="duty_call_one_lives"),
            models.UniqueConstraint(
                fields=["ticket", "round"], condition=Q(accepted_at__isnull=False), name="duty_call_accepted_once"
            ),
            models.CheckConstraint(
                condition=Q(next_at__isnull=False, ended="")
                | Q(next_at__isnull=True, ended__in=["next", "accepted", "taken", "closed", "quiet", "unanswered"]),
                name="duty_call_ends_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, next_at__isnull=True),
                name="duty_call_accepted_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["next_at", "id"], name="duty_call_due", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return f"call {self.number} of ticket {self.ticket_id}"
