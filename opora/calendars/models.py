"""Work calendars as dated versions (T6)."""

from django.db import models


class Calendar(models.Model):
    """A named work calendar; what it says stands in its versions."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.code


class CalendarVersion(models.Model):
    """What a calendar says from ``valid_from`` on, as known since ``recorded_at``.

    ``spec`` is the calendar file of `opora worktime`, or ``{"preset": "ru", "zone": …, "weekly": …, "exceptions": …}``.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    valid_from = models.DateField()
    recorded_at = models.DateTimeField()
    correcting = models.BooleanField(default=False)
    spec = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "valid_from", "recorded_at"], name="calendar_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} from {self.valid_from}"
