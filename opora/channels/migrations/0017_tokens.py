"""A mailbox may sign in by token: where tokens are got, and as whom."""

from django.db import migrations, models

from opora.ledger.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("channels", "0016_listening")]
    operations = [
        migrations.AddField("mailbox", "token_url", models.CharField(max_length=500, blank=True, default=""), False),
        migrations.AddField("mailbox", "oauth_client", models.CharField(max_length=250, blank=True, default=""), False),
        migrations.AddField("mailbox", "oauth_secret", models.CharField(max_length=500, blank=True, default=""), False),
        mark("mailboxes", "channels_mailbox", "address", "smtp_host", "office_id", "head", "plus"),
    ]
