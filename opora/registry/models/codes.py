"""Codes by which a contact signs in to the portal."""

from django.db import models

from opora.registry.models.people import Address


class SignInCode(models.Model):
    """A code that somebody asked for. ``address`` is null where nobody here has the address that was typed.

    The digits stand nowhere: they are made anew from ``nonce`` by the desk's secret. ``asked_for`` and ``client`` are
    keyed names of the address typed and of where it came from, so that limits can be counted and nobody read out.
    """

    address = models.ForeignKey(Address, on_delete=models.CASCADE, null=True, related_name="+")
    asked_for = models.CharField(max_length=32)
    client = models.CharField(max_length=32)
    nonce = models.UUIDField()
    at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked_for", "at"], name="code_by_address"),
            models.Index(fields=["client", "at"], name="code_by_client"),
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"
