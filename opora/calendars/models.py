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


class Recount(models.Model):
    """How far the open tickets were recounted after a version: those up to ``reached`` (a ticket's row) are done.

    ``since``: when the first of the versions was recorded that it takes in. ``total`` had clocks by this calendar when
    it began; so many were ``examined`` and ``moved``. Then the letters: of ``to_tell`` tickets with a moment that was
    told and lies later now so many were ``told``, up to the ticket ``told_up_to``. ``ended_at`` is null while something
    is left; ``superseded``: a later version's recount took its place.
    """

    version = models.OneToOneField(CalendarVersion, on_delete=models.PROTECT, related_name="recount")
    since = models.DateTimeField()
    total = models.PositiveIntegerField()
    reached = models.BigIntegerField(default=0)
    examined = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    to_tell = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    told_up_to = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    superseded = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.examined} of {self.total}"
