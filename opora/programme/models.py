"""Defects: causes that tickets wait for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from opora.lib.damm import with_check_digit
from opora.registry.models import Product, Version
from opora.tickets.models import Ticket

FIRST_NUMBER = 1000
STATUSES = ("found", "confirmed", "planned", "fixed", "wont_fix")


class Defect(models.Model):
    """A cause in one of our programs. ``title`` is for colleagues, ``public_title`` for customers; empty: they read the
    status alone. ``version`` is where it was found; ``tracker_key`` its name in the developers' tracker.

    It is fixed in a version of the catalogue, perhaps one that is only announced; it will not be fixed for a
    ``reason``, which customers read.
    """

    title = models.CharField(max_length=250)
    public_title = models.CharField(max_length=250, blank=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    tracker_key = models.CharField(max_length=80, blank=True)
    tracker_url = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=10, default="found")
    reason = models.CharField(max_length=500, blank=True)
    fixed_in = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="defect_status_known"),
            models.CheckConstraint(
                condition=Q(status="fixed", fixed_in__isnull=False) | (~Q(status="fixed") & Q(fixed_in=None)),
                name="defect_fixed_in_a_version",
            ),
            models.CheckConstraint(
                condition=(Q(status="wont_fix") & ~Q(reason="")) | (~Q(status="wont_fix") & Q(reason="")),
                name="defect_not_fixed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(tracker_url="")
                | Q(tracker_url__startswith="http://")
                | Q(tracker_url__startswith="https://"),
                name="defect_url_of_the_web",
            ),
            models.UniqueConstraint(Upper("tracker_key"), condition=~Q(tracker_key=""), name="defect_key_once"),
        ]
        indexes = [models.Index(F("found_at").desc(), F("id").desc(), name="defect_newest")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """``D-10008``: the row's number with a Damm check digit, as colleagues call it; never reused."""
        return f"D-{with_check_digit(FIRST_NUMBER - 1 + self.pk)}"


class DefectLink(models.Model):
    """The defect behind a ticket: one matter has one cause at most."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="+")
    defect = models.ForeignKey(Defect, on_delete=models.PROTECT, related_name="links")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"link {self.pk}"
