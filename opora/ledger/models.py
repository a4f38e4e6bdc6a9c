"""The one table of events, and what tells of changes elsewhere."""

from django.db import models


class Event(models.Model):
    """What happened to one thing, in order. ``at`` is the Step's instant, ``recorded_at`` that of the writing."""

    subject = models.CharField(max_length=16)
    subject_id = models.BigIntegerField()
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.BigIntegerField(null=True)
    via = models.CharField(max_length=8)
    step_id = models.UUIDField()
    type = models.CharField(max_length=40)
    type_version = models.PositiveSmallIntegerField(default=1)
    payload = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "subject_id", "sequence"], name="event_sequence"),
        ]
        indexes = [models.Index(fields=["type", "at"], name="event_type_at")]

    def __str__(self) -> str:
        return f"{self.type} {self.subject}:{self.subject_id}#{self.sequence}"


class Revision(models.Model):
    """As what tables that seldom change stand there: a random value, which triggers write with each change."""

    room = models.SlugField(primary_key=True)
    value = models.CharField(max_length=36)

    def __str__(self) -> str:
        return self.room
