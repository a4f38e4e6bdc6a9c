"""A mailbox may be the head's own, to which customers may write; that it is so is marked as its address is."""

from django.db import migrations, models

from opora.ledger.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("channels", "0005_revisions")]
    operations = [
        migrations.AddField(model_name="mailbox", name="head", field=models.BooleanField(default=False)),
        mark("mailboxes", "channels_mailbox", "address", "smtp_host", "office_id", "head"),
    ]
