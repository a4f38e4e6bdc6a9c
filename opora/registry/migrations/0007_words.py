"""Contacts and organisations that are there already get the words by which they are found."""

from typing import Any

from django.db import migrations

from opora.search.actions import fill
from opora.search.words import of_address, of_phone, of_text


def contacts(apps: Any, schema_editor: Any) -> None:
    people = apps.get_model("registry", "Contact").objects.prefetch_related("addresses").order_by("pk")
    fill(
        apps.get_model("search", "Word"), "contact",
        (
            (one.pk, of_text(one.name) | of_phone(one.phone) | {
                word for each in one.addresses.all() for word in of_address(each.normalised)
            })
            for one in people.iterator(chunk_size=1000)
        ),
    )


def organisations(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("registry", "Organisation").objects.order_by("pk")
    named = rows.values_list("pk", "name", "city", "tax_number").iterator(chunk_size=1000)
    fill(apps.get_model("search", "Word"), "organisation", ((pk, of_text(*texts)) for pk, *texts in named))


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_revisions"), ("search", "0001_words")]
    operations = [
        migrations.RunPython(contacts, migrations.RunPython.noop),
        migrations.RunPython(organisations, migrations.RunPython.noop),
    ]
