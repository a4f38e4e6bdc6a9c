"""What will happen, as a page shows it: the sentences, and the zone in which their moments are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from opora.flow.foresee import Foreseen
from opora.lib import moments
from opora.offices.queries import Office, is_quiet
from opora.web.portal.frame import language


@dataclass(frozen=True, slots=True)
class Ahead:
    """Sentences in the order in which a reader wants them; ``zone`` names the zone of all moments in them."""

    moments: str
    hours: str
    who: str
    level: str
    zone: str


def ahead(foreseen: Foreseen, offices: Iterable[Office], now: datetime) -> Ahead:
    """What was foreseen, with its zone by name: a reader may be anywhere."""
    told = foreseen.told
    if is_quiet(now):
        soon = _("This service is about to begin: your request is registered now and answered once it works.")
        return Ahead(soon, "", told.who, "", zone_text(foreseen.facts.zone, offices, now))
    return Ahead(told.moments, told.hours, told.who, told.level, zone_text(foreseen.facts.zone, offices, now))


def zone_text(zone: str, offices: Iterable[Office], now: datetime) -> str:
    """«Екатеринбург, UTC+5»: by the names of the offices that work in this zone, else by that of the zone."""
    first = [one for one in offices if one.line == 1 and one.zone == zone]
    here = sorted(one.name if language() == "ru" else one.name_en for one in first)
    name, mark = ", ".join(here) or zone.replace("_", " "), moments.zone_mark(now, zone)
    return f"{name}, {mark}" if name != mark else mark
