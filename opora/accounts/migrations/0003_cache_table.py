"""The table of Django's database cache: what is tried too often is counted there, for all processes together."""

from typing import Any

from django.core.management import call_command
from django.db import migrations


def make(apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", "cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_api_keys")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
