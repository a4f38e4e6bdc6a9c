"""A change of an office or of a setting is marked, so that processes know when to read them again."""

from django.db import migrations

from opora.ledger.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_initial"), ("ledger", "0002_revisions")]
    operations = [
        mark("offices", "offices_office"),
        mark("policy", "offices_policysetting"),
    ]
