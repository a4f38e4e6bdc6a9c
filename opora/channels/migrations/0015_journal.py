"""The journal finds letters by date, address and Message-ID; those that are filed already by what their messages know."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Lower

INBOUND = "inboundmail"


def fill(apps: Any, schema_editor: Any) -> None:
    """What was set aside before is found by date alone: its address stands in its bytes only."""
    letters = apps.get_model("channels", "InboundMail").objects
    message = apps.get_model("tickets", "Message").objects.filter(pk=OuterRef("message"))
    letters.filter(message__isnull=False).exclude(rule="forward").update(
        sender=Subquery(message.annotate(lower=Lower("sender_address")).values("lower")[:1])
    )
    letters.exclude(letter_key="").exclude(letter_key__startswith="sha256:").update(own_id=models.F("letter_key"))


class Migration(migrations.Migration):
    dependencies = [("channels", "0014_pace"), ("tickets", "0012_signed_and_invites")]
    operations = [
        migrations.AddField(INBOUND, "sender", models.CharField(blank=True, default="", max_length=254), False),
        migrations.AddField(INBOUND, "own_id", models.CharField(blank=True, default="", max_length=998), False),
        migrations.AddIndex(INBOUND, models.Index(fields=["server_at", "id"], name="letter_by_date")),
        migrations.AddIndex(INBOUND, models.Index(fields=["sender", "server_at", "id"], name="letter_by_sender")),
        migrations.AddIndex(
            INBOUND,
            models.Index(fields=["own_id"], name="letter_by_own_id", condition=~Q(own_id="")),
        ),
        # PostgreSQL makes no index of a table in whose rows something was written in the same transaction.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
