"""What the form suggests: products, versions, editions, zones, kinds; and the text to which consent is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from opora.core import zones
from opora.flow.decide import sound_zone
from opora.offices.queries import Office, setting_at
from opora.registry.queries import Contact, choices_of, end_customers
from opora.web.kinds import KINDS
from opora.web.portal.ahead import zone_text
from opora.web.portal.frame import language


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The text to which a sender agrees, its version, and where the whole of it stands."""

    version: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a list."""

    value: str
    text: str
    chosen: bool


def consent_of(now: datetime) -> ConsentText:
    """The text in force: the setting ``consent``, of which each version has a name of its own."""
    said: Any = setting_at("consent", now)
    said = said if isinstance(said, dict) else {}
    usual = _("I agree that you keep and use what I write here, my name and address, in order to answer me.")
    return ConsentText(
        version=str(said.get("version") or "1")[:40],
        text=str(said.get(language()) or usual),
        link=str(said.get("link") or ""),
    )


def field_choices(typed: Mapping[str, str], offices: Iterable[Office], now: datetime) -> dict[str, Any]:
    """Suggestions for the fields that are typed, choices for those that are chosen."""
    products = choices_of()
    today = now.date()
    released = [
        version.name
        for product in products
        for version in sorted(product.versions.all(), key=lambda one: -one.order)
        if version.released_on and version.released_on <= today
    ]
    return {
        "products": [product.name for product in products],
        "versions": list(dict.fromkeys(released)),
        "editions": list(dict.fromkeys(edition.name for product in products for edition in product.editions.all())),
        "kinds": [Choice(kind.value, str(text), typed.get("kind") == kind.value) for kind, text in KINDS.items()],
        "zones": _zones(typed.get("zone", ""), offices, now),
    }


def customer_choices(contact: Contact | None, chosen: str) -> list[Choice]:
    """For whom a dealer's contact may write: first their own organisation; nothing to choose for anybody else."""
    theirs = end_customers(contact)
    if contact is None or contact.organisation is None or not theirs:
        return []
    own = Choice("", contact.organisation.name, not chosen)
    return [own, *(Choice(str(one.pk), one.name, chosen == str(one.pk)) for one in theirs)]


def _zones(chosen: str, offices: Iterable[Office], now: datetime) -> list[Choice]:
    """The zones of our offices, from west to east, and whichever was named."""
    known = {sound_zone(one.zone) for one in offices if one.line == 1} | ({chosen} if chosen else set())
    in_order = sorted(known, key=lambda zone: (now.astimezone(zones.zone(zone)).isoformat()[:16], zone))
    return [Choice(zone, zone_text(zone, offices, now), zone == chosen) for zone in in_order]
