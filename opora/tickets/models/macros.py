"""Texts that are written once and used often."""

from django.db import models
from django.db.models import Q

from opora.registry.models import Product


class Macro(models.Model):
    """A text with fields (`core.macros`) for one of the three verbs, or for a note; of one product, or of any.

    It fills the composer, nothing is sent by it. Whoever keeps them ends one: ``ended_at`` is when.
    """

    name = models.CharField(max_length=80)
    verb = models.CharField(max_length=8)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=["ask", "tell", "answer", "note"]), name="macro_verb_known"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(name=""), name="macro_says_something"),
            models.UniqueConstraint(fields=["name"], condition=Q(ended_at=None), name="macro_name_once"),
        ]

    def __str__(self) -> str:
        return f"macro {self.pk}"
