"""Jobs and schedules: what is to be done in the background, once or by the clock."""

from django.db import models
from django.db.models import Q

LIVE = ["ready", "running"]


class Job(models.Model):
    """One call of a task, at least once: leased, retried with backoff, given up after ``max_attempts`` takings.

    ``run_at`` is the earliest moment of the next try. ``again``: asked for once more under its unique key while it
    ran. ``trouble`` names the last error by kind and place. State: ready, running, done, failed.
    """

    task = models.CharField(max_length=250)
    queue = models.CharField(max_length=32, default="default")
    priority = models.SmallIntegerField(default=0)
    arguments = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=250, null=True)
    state = models.CharField(max_length=8, default="ready")
    again = models.BooleanField(default=False)
    run_at = models.DateTimeField()
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=8)
    trouble = models.TextField(blank=True)
    error = models.CharField(max_length=250, blank=True)
    result = models.JSONField(null=True)
    lease_id = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[*LIVE, "done", "failed"]), name="job_state_known"),
            models.UniqueConstraint(fields=["unique_key"], condition=Q(state__in=LIVE), name="job_unique_while_live"),
        ]
        indexes = [models.Index(fields=["-priority", "id"], name="job_due", condition=Q(state__in=LIVE))]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk}"


class Schedule(models.Model):
    """A task that fires by a cron text, once over all workers; ``next_at`` is claimed by a conditional UPDATE.

    ``done_until``: a task that looks at what happened since its last look has looked until then.
    """

    name = models.SlugField(unique=True)
    task = models.CharField(max_length=250)
    cron = models.CharField(max_length=80)
    zone = models.CharField(max_length=64, default="UTC")
    next_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    done_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
