"""The ticket: one matter of one customer (domain.md 1, P4, 6)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from opora.lib.damm import with_check_digit
from opora.offices.models import Office
from opora.registry.models import Contact, Edition, Organisation, Product, Site, Version

STAGES = ["received", "office", "central", "research", "waiting", "answered", "release", "closed"]
KINDS_OF_NEXT = [
    "first_response",
    "goal",
    "resolution",
    "recovery",
    "word",
    "escalation",
    "look",
    "nudge",
    "closing",
    "release_word",
]
LEVELS = ["initial", "basic", "warranty", "extended", "individual"]
FIRST_NUMBER = 100_000


class Ticket(models.Model):
    """One matter. ``next_at`` is the earliest live moment of whatever kind; null exactly when closed (P4).

    ``level``, ``because``, ``place_because``, home and registering office and ``calendar`` are pinned at
    registration (L7). ``row_version`` counts writes, for whoever edits at the same time.
    """

    registered_at = models.DateTimeField()
    subject = models.CharField(max_length=500)
    channel = models.CharField(max_length=8)
    kind = models.CharField(max_length=16, default="other")
    language = models.CharField(max_length=2, default="ru")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    unclear = models.JSONField(default=list)
    level = models.CharField(max_length=12)
    covered_until = models.DateField(null=True)
    because = models.JSONField(default=list)
    place_because = models.JSONField(default=list)
    home_office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    registering_office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    owning_office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    line = models.PositiveSmallIntegerField(default=1)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    calendar = models.SlugField()
    customer_zone = models.CharField(max_length=64)
    stage = models.CharField(max_length=12, default="received")
    stage_before = models.CharField(max_length=12, blank=True)
    work_stopped = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True)
    next_kind = models.CharField(max_length=16, blank=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=16, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    row_version = models.PositiveIntegerField(default=1)
    lease_id = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage="closed", next_at=None, next_kind="", closed_at__isnull=False)
                | (~Q(stage="closed") & Q(next_at__isnull=False, closed_at=None) & ~Q(next_kind="")),
                name="nobody_is_forgotten",
            ),
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="ticket_stage_known"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="ticket_level_known"),
            models.CheckConstraint(condition=Q(next_kind__in=["", *KINDS_OF_NEXT]), name="ticket_next_kind_known"),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], name="ticket_next", condition=Q(next_at__isnull=False)),
            models.Index(
                fields=["owning_office", "next_at", "id"],
                name="ticket_office_next",
                condition=Q(next_at__isnull=False),
            ),
            models.Index(F("registered_at").desc(), name="ticket_newest"),
            models.Index(fields=["contact"], name="ticket_open_of_contact", condition=Q(next_at__isnull=False)),
            models.Index(
                fields=["organisation"], name="ticket_open_of_organisation", condition=Q(next_at__isnull=False)
            ),
            models.Index(fields=["closed_at"], name="ticket_closed", condition=Q(closed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """``SD-1000002``: the row's number with a Damm check digit; never reused, since rows' numbers are not."""
        return f"SD-{with_check_digit(FIRST_NUMBER - 1 + self.pk)}"


class Participant(models.Model):
    """An address that takes part in a ticket: its letters join by the number alone, it gets copies.

    One that is "removed" was put there by a slip: nothing of the ticket is for it, and nothing from it joins.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="participants")
    address = models.CharField(max_length=254)
    name = models.CharField(max_length=250, blank=True)
    role = models.CharField(max_length=8, default="author")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "address"], name="participant_once"),
            models.CheckConstraint(condition=Q(role__in=["author", "copy", "removed"]), name="participant_role_known"),
        ]

    def __str__(self) -> str:
        return self.address


class Sight(models.Model):
    """An office or a person who may read the internal messages of one ticket beyond the standing rule (E3)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="sights")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=40)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.because
