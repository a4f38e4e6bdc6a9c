"""The purchase book: dated rows, never rewritten (domain.md 1, L2-L4)."""

from django.db import models
from django.db.models import Q

from opora.registry.models.catalogue import Edition, Product, Version
from opora.registry.models.people import Contact, Organisation


class Purchase(models.Model):
    """One row: a product, an update or an advance update, or a transfer, cancellation, correction of another row."""

    class Kind(models.TextChoices):
        PRODUCT = "product"
        UPDATE = "update"
        ADVANCE = "advance"
        TRANSFER = "transfer"
        CANCELLATION = "cancellation"
        CORRECTION = "correction"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="purchases")
    person = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="purchases")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    refers_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="received")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveIntegerField(default=1)
    licence_number = models.CharField(max_length=80, blank=True)
    on = models.DateField()
    told_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=40, default="desk")
    external_key = models.CharField(max_length=80, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, person=None) | Q(organisation=None, person__isnull=False),
                name="purchase_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["product", "update", "advance"], refers_to=None)
                | Q(kind__in=["transfer", "cancellation", "correction"], refers_to__isnull=False),
                name="purchase_refers_when_it_must",
            ),
            models.UniqueConstraint(fields=["source", "external_key"], name="purchase_once_by_source"),
        ]
        indexes = [
            models.Index(fields=["licence_number"], name="purchase_licence_number"),
            models.Index(fields=["on"], name="purchase_on"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.on}"
