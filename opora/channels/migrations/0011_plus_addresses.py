"""A mailbox may take what is sent to its address with something behind a plus; marked as its address is."""

from django.db import migrations, models

from opora.ledger.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("channels", "0010_verdicts")]
    operations = [
        migrations.AddField(model_name="mailbox", name="plus", field=models.BooleanField(default=False)),
        mark("mailboxes", "channels_mailbox", "address", "smtp_host", "office_id", "head", "plus"),
    ]
