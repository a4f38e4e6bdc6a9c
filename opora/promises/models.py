"""A promise: a dated commitment (domain.md 4)."""

from django.db import models
from django.db.models import Q

from opora.tickets.models import Ticket

RUNS = Q(met_at=None, missed_at=None, withdrawn_because="", paused_at=None)
"""Whose time passes: it lives and does not stand still."""


class Promise(models.Model):
    """One moment by which something is owed on a ticket; rewritten by settle from the ledger, never by hand.

    ``span`` and ``spent`` are seconds of working time, ``basis`` the calendar's code. The row lives while it is
    neither met nor missed nor withdrawn; at most one of a kind lives on a ticket. ``warn_at`` and ``soon_at``: when
    three quarters and nine tenths of its time have passed (*policy*); null while it stands still or is over, and until
    the worker has reckoned them for a row that a recount moved.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    opened_by = models.PositiveIntegerField()
    span = models.PositiveIntegerField(null=True)
    basis = models.SlugField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    told_due_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    met_by = models.PositiveIntegerField(null=True)
    missed_at = models.DateTimeField(null=True)
    confessed_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    spent = models.PositiveIntegerField(default=0)
    withdrawn_because = models.CharField(max_length=40, blank=True)
    warn_at = models.DateTimeField(null=True)
    soon_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "kind", "number"], name="promise_number"),
            models.UniqueConstraint(
                fields=["ticket", "kind"],
                condition=Q(met_at=None, missed_at=None, withdrawn_because=""),
                name="promise_one_live",
            ),
        ]
        indexes = [
            models.Index(fields=["warn_at", "id"], name="promise_warn", condition=Q(warn_at__isnull=False)),
            models.Index(fields=["soon_at", "id"], name="promise_soon", condition=Q(soon_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} until {self.due_at:%Y-%m-%d %H:%M}"
