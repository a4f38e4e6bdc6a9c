"""Tickets that are there already get the words by which they are found, and the ways from words to them an index."""

from typing import Any

from django.db import migrations, models

from opora.lib.damm import with_check_digit
from opora.search.actions import fill
from opora.search.words import of_text

FIRST_NUMBER = 100_000


def tickets(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("tickets", "Ticket").objects.order_by("pk")
    named = rows.values_list("pk", "subject", "product__name", "version__name").iterator(chunk_size=1000)
    fill(
        apps.get_model("search", "Word"), "ticket",
        (
            (pk, of_text(with_check_digit(FIRST_NUMBER - 1 + pk), *(text for text in texts if text)))
            for pk, *texts in named
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_duty_calls"), ("registry", "0007_words")]
    operations = [
        migrations.AddIndex(
            "ticket",
            models.Index(fields=["contact"], name="ticket_open_of_contact", condition=models.Q(next_at__isnull=False)),
        ),
        migrations.AddIndex(
            "ticket",
            models.Index(
                fields=["organisation"], name="ticket_open_of_organisation", condition=models.Q(next_at__isnull=False)
            ),
        ),
        migrations.AddIndex(
            "ticket",
            models.Index(fields=["closed_at"], name="ticket_closed", condition=models.Q(closed_at__isnull=False)),
        ),
        migrations.RunPython(tickets, migrations.RunPython.noop),
    ]
