"""Texts that wait to be sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from opora.tickets.models.ticket import Ticket


class Draft(models.Model):
    """A text for the customer of one ticket, made elsewhere: whoever has the ticket finds it in the composer, and sends
    it by a verb or drops it. Nothing sends it by itself, but what was sent and can still be taken back.

    ``origin`` and the row of it say what it is about, one draft of each; ``verb`` is what it was written as;
    ``made_by`` is null for a program's. ``leaves_at``: it was sent ``at`` and leaves then, with ``options``; its
    origin is "sending" and the row of its sender, who has one such at a time.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=8)
    text = models.TextField()
    origin = models.CharField(max_length=16)
    origin_id = models.BigIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    leaves_at = models.DateTimeField(null=True)
    options = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "origin", "origin_id"], name="draft_of_origin_once"),
            models.CheckConstraint(condition=Q(verb__in=["ask", "tell", "answer"]), name="draft_verb_known"),
            models.CheckConstraint(condition=~Q(text=""), name="draft_says_something"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"
