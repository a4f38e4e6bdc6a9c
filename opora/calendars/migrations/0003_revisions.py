"""A change of a calendar is marked, so that processes know when to read it again."""

from django.db import migrations

from opora.ledger.triggers import mark


class Migration(migrations.Migration):
    dependencies = [("calendars", "0002_recount"), ("ledger", "0002_revisions")]
    operations = [
        mark("calendars", "calendars_calendar"),
        mark("calendars", "calendars_calendarversion"),
    ]
