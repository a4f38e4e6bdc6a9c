"""So many letters a minute leave from a mailbox; its table, which SQLite has made anew, is marked again."""

from django.db import migrations, models
from django.db.models import Q

from opora.ledger.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("channels", "0013_proof")]

    operations = [
        migrations.AddField(model_name="mailbox", name="letters_a_minute", field=models.PositiveIntegerField(null=True)),
        mark("mailboxes", "channels_mailbox", "address", "smtp_host", "office_id", "head", "plus"),
        migrations.AddIndex(
            model_name="outbound",
            index=models.Index(condition=Q(("tried_at__isnull", False)), fields=["mailbox", "tried_at"],
                               name="outbound_pace"),
        ),
    ]  # fmt: skip
