"""Who listens at a mailbox, and until when that is to be believed; its table, which SQLite has made anew, is marked again."""

from django.db import migrations, models

from opora.ledger.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("channels", "0015_journal")]
    operations = [
        migrations.AddField(model_name="mailbox", name="listen_id", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="mailbox", name="listen_until", field=models.DateTimeField(null=True)),
        mark("mailboxes", "channels_mailbox", "address", "smtp_host", "office_id", "head", "plus"),
    ]
