"""Offices and who sits in them (domain.md 7, 8); the dated policy of the desk."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Office(models.Model):
    """A place where tickets are worked on; line 1 are offices, 2 the central service, 3 development."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    name_where = models.CharField(max_length=120, help_text="«в Екатеринбурге», after «офис»; empty for line 2")
    line = models.PositiveSmallIntegerField(default=1)
    lat = models.FloatField()
    lon = models.FloatField()
    zone = models.CharField(max_length=64)
    calendar = models.SlugField()
    address = models.EmailField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(line__in=[1, 2, 3]), name="office_line_known")]

    def __str__(self) -> str:
        return self.code


class Seat(models.Model):
    """Who works where and as what, between two dates (both included, null: open)."""

    class SeatRole(models.TextChoices):
        SPECIALIST = "specialist"
        MANAGER = "manager"
        DEPUTY = "deputy"

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16, choices=SeatRole.choices, default=SeatRole.SPECIALIST)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="seat_ends_after")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.office_id}"


class Absence(models.Model):
    """Somebody is away between two instants; whoever holds a rung then is passed over (E4)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="absence_ends_after")]

    def __str__(self) -> str:
        return f"{self.user_id} away"


class PolicySetting(models.Model):
    """One dated setting of the desk: in force from ``valid_from`` until the next row of that name."""

    name = models.SlugField()
    value = models.JSONField()
    valid_from = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "valid_from", "recorded_at"], name="policy_once")]

    def __str__(self) -> str:
        return self.name
