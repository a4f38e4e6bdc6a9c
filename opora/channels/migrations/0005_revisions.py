"""A change of where a mailbox writes from is marked; how far it was read is not."""

from django.db import migrations

from opora.ledger.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("channels", "0004_recipients"), ("ledger", "0002_revisions")]
    operations = [
        mark("mailboxes", "channels_mailbox", "address", "smtp_host", "office_id"),
    ]
