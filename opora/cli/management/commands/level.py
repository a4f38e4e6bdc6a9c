"""`opora level`: which support level somebody has, until when and why."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from opora.cli.plain import PlainCommand
from opora.contracts.answers import answer_for, plain
from opora.core.facts import Because, Coverage, Entitlement
from opora.registry.queries import (
    Contact,
    Organisation,
    Product,
    choices_of,
    contact_of,
    organisation_by,
)


class Command(PlainCommand):
    """Asks the purchase book and the contracts (domain.md 2); writes nothing."""

    help = "Say which support level a customer has for a version of a product, until when and why."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """The option --version is the product's here, not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom, what, and on which day."""
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("--organisation", metavar="KEY", help="tax number or external key of an organisation")
        whom.add_argument("--person", metavar="ADDRESS", help="e-mail address of a person")
        parser.add_argument("--product", required=True, help="code or name of the product")
        parser.add_argument("--edition", default="", help="code or name of its edition; all editions when not given")
        parser.add_argument("--version", required=True, help="name of its version")
        parser.add_argument("--on", metavar="DATE", help="a day, 2026-05-31; today at the home office when not given")
        parser.add_argument(
            "--known-at", metavar="INSTANT", help="as known then, 2026-05-31T18:00+05:00; as known now when not given"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer."""
        now = timezone.now()
        contact, organisation = _customer(options)
        product = _named("product", options["product"], choices_of())
        edition = _named("edition", options["edition"], product.editions.all()).code if options["edition"] else ""
        version = _version(product, options["version"])
        on = _day(options["on"]) if options["on"] else None
        known_at = _instant(options["known_at"]) if options["known_at"] else None
        coverage = answer_for(contact, organisation, product.code, edition, version, on, now, known_at)
        self.stdout.write(json.dumps(plain(coverage), ensure_ascii=False) if options["json"] else _told(coverage))


def _customer(options: dict[str, Any]) -> tuple[Contact | None, Organisation | None]:
    """An unknown address is anyone at all; an unknown organisation is a slip of the pen."""
    if options["person"]:
        return contact_of(options["person"]), None
    organisation = organisation_by(options["organisation"])
    if organisation is None:
        raise CommandError(
            f"No organisation, or more than one, has the tax number or external key {options['organisation']}."
        )
    return None, organisation


def _named(what: str, wanted: str, rows: Iterable[Any]) -> Any:
    found = {row.code: row for row in rows}
    by_name = {row.name.casefold(): row for row in found.values()}
    row = found.get(wanted) or by_name.get(wanted.casefold())
    if row is None:
        raise CommandError(f"There is no {what} {wanted}; there are {', '.join(sorted(found))}.")
    return row


def _version(product: Product, wanted: str) -> str:
    found = {version.name.casefold(): version.name for version in product.versions.all()}
    if wanted.casefold() not in found:
        raise CommandError(f"{product.name} has no version {wanted}; there are {', '.join(sorted(found.values()))}.")
    return found[wanted.casefold()]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--on {text}: write a day as 2026-05-31.") from None


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise CommandError(f"--known-at {text}: write an instant as 2026-05-31T18:00+05:00.")
    return found


def _told(coverage: Coverage) -> str:
    lines = [f"{coverage.level.code} {_until(coverage)}"]
    for one in coverage.entitlements:
        reasons = "; ".join(f"{why.rule} {why.code}{_rows(why)}" for why in one.because)
        lines.append(f"  {one.level.code:<11}{_until(one):<18}{reasons}")
    return "\n".join(lines)


def _until(one: Coverage | Entitlement) -> str:
    """No last day is "for ever", but for an advance update that is not out yet."""
    if one.until:
        return f"until {one.until.isoformat()}"
    waits = any(why.code == "advance_until_told" for why in one.because)
    return "until the release" if waits else "for ever"


def _rows(why: Because) -> str:
    return f" (rows {', '.join(str(row) for row in why.rows)})" if why.rows else ""
