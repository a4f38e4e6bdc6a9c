"""Whose letters open nothing."""

from django.conf import settings
from django.db import models


class Block(models.Model):
    """Letters from this address, or from this domain and those below it («@example.org»), are set aside; from ``since``
    to ``until`` (null: in force). Made and lifted by a colleague."""

    target = models.CharField(max_length=255)
    since = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target"], condition=models.Q(until=None), name="block_once_at_a_time")
        ]

    def __str__(self) -> str:
        return self.target
