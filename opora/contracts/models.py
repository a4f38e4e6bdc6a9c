"""Contracts for individual support and duties (domain.md 2, T9)."""

from django.db import models
from django.db.models import F, Q

from opora.offices.models import Office
from opora.registry.models import Organisation


class Contract(models.Model):
    """Own terms of one organisation between two dates, both included. Empty product codes: all products."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=80)
    from_on = models.DateField()
    until_on = models.DateField()
    calendar = models.SlugField(blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    products = models.JSONField(default=list)
    editions = models.JSONField(default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="contract_ends_after")]
        indexes = [models.Index(fields=["from_on"], name="contract_from")]

    def __str__(self) -> str:
        return self.number


class Term(models.Model):
    """One figure of a contract: working seconds for first_response and resolution, working days for word."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="terms")
    kind = models.CharField(max_length=16)
    klass = models.CharField(max_length=40, blank=True)
    span = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind", "klass"], name="term_once"),
            models.CheckConstraint(condition=Q(kind__in=["first_response", "resolution", "word"]), name="term_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.span}"


class Duty(models.Model):
    """Dated extra hours of an organisation with named staff and a reason; may not start before it is entered (T9).

    ``counts``: its hours are working time for the clocks of the organisation's tickets. From ``withdrawn_at`` on it is
    none any more; what passed before stays as it was.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    staff = models.JSONField(default=list)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    counts = models.BooleanField(default=True)
    reason = models.CharField(max_length=250)

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="duty_ends_after"),
            models.CheckConstraint(condition=Q(from_at__gte=F("entered_at")), name="duty_entered_before"),
        ]

    def __str__(self) -> str:
        return self.reason
