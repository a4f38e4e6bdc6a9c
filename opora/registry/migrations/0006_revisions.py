"""A change of the catalogue is marked, so that processes know when to read it again."""

from django.db import migrations

from opora.ledger.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_readers_and_dealings"), ("ledger", "0002_revisions")]
    operations = [
        mark("catalogue", "registry_product"),
        mark("catalogue", "registry_edition"),
        mark("catalogue", "registry_version"),
    ]
