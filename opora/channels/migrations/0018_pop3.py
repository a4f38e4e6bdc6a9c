"""A mailbox may be a POP3 account: what its server still has is remembered by name."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from opora.ledger.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("channels", "0017_tokens")]
    operations = [
        migrations.CreateModel(
            "ServerLetter",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uidl", models.CharField(max_length=200)),
                (
                    "letter",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+",
                        to="channels.inboundmail",
                    ),
                ),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="on_server", to="channels.mailbox"
                    ),
                ),
            ],
            {"constraints": [models.UniqueConstraint(fields=("mailbox", "uidl"), name="server_letter_once")]},
        ),
        migrations.RemoveConstraint("mailbox", "mailbox_kind_known"),
        migrations.AddConstraint(
            "mailbox",
            models.CheckConstraint(condition=Q(kind__in=["imap", "pop3", "pipe"]), name="mailbox_kind_known"),
        ),
        mark("mailboxes", "channels_mailbox", "address", "smtp_host", "office_id", "head", "plus"),
    ]
