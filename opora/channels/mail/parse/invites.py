"""Invitations by calendar (RFC 5546): what, when, where and who, read by the icalendar library; bounded."""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from opora.channels.mail.parse.charset import decode, storable
from opora.channels.mail.parse.mime import Part
from opora.channels.mail.parse.troubles import Troubles
from opora.channels.mail.parse.words import one_line
from opora.channels.mail.parse.zones import Zones, apart, placed
from opora.core.addresses import for_mail
from opora.core.facts import Invite, Sender

# An event of icalendar: its types name all that could stand in any field.
Event = Any

# A calendar of a whole year is a file and no invitation.
LARGEST = 200_000
MOST_PEOPLE = 50
TYPES = ("text/calendar", "application/ics")
METHODS = {"request", "cancel", "reply", "counter", "add", "refresh", "declinecounter"}

_FOLD = re.compile(r"\r?\n[ \t]")
_METHOD = re.compile(rb"(?im)^METHOD:[ \t]*([A-Za-z]{1,20})[ \t]*\r?$")
_ADDRESS = re.compile(r"(?i)(?:mailto:)?([^\s<>@]{1,100}@[^\s<>@]{1,200})")


def invitation(root: Part, troubles: Troubles) -> tuple[Invite | None, str]:
    """The invitation of a letter, and its own words; null where there is none, or none that can be read."""
    parts = sorted(_calendars(root), key=lambda one: TYPES.index(one.type))
    for part in parts[:3]:
        raw = part.content(Troubles())
        found = _METHOD.search(raw[:LARGEST])
        method = (found[1].decode("ascii") if found else part.content_type.ascii("method")).lower()
        if method not in METHODS or len(raw) > LARGEST:
            continue
        try:
            return _read(raw, method)
        except Exception:
            # icalendar raises many things at what strangers write.
            troubles.note("bad-invite")
            return None, ""
    return None, ""


def _calendars(root: Part) -> list[Part]:
    found, waiting = [], [root]
    for part in waiting:
        waiting += part.parts
        if part.type in TYPES and not part.parts:
            found.append(part)
    return found


def _read(raw: bytes, method: str) -> tuple[Invite, str]:
    from icalendar import Calendar

    text, zones = apart(_FOLD.sub("", decode(raw, "", Troubles())))
    event: Event = next(iter(Calendar.from_ical(text).walk("VEVENT")))
    starts = _moment(event["DTSTART"], zones)
    ends = _ends(event, starts, zones)
    people = [_person(one) for one in _every(event, "ATTENDEE")[:MOST_PEOPLE]]
    answers = [str(one.params.get("PARTSTAT", "")).lower() for one in _every(event, "ATTENDEE")[:1]]
    invite = Invite(
        method=method,
        title=_line(event, "SUMMARY"),
        starts=starts,
        ends=ends,
        place=_line(event, "LOCATION"),
        organiser=_person(event["ORGANIZER"]) if "ORGANIZER" in event else Sender(""),
        people=tuple(one for one in people if one.address or one.name),
        repeats="RRULE" in event,
        answer=answers[0][:20] if method == "reply" and answers else "",
    )
    return invite, storable(str(event.get("DESCRIPTION", "")), Troubles()).replace("\r\n", "\n")


def _ends(event: Event, starts: datetime | date, zones: Zones) -> datetime | date | None:
    """The end; of whole days the last one, though the file names the day behind it."""
    with suppress(KeyError, AttributeError, TypeError):
        ends = _moment(event["DTEND"], zones) if "DTEND" in event else starts + event["DURATION"].dt
        if type(ends) is not type(starts) or ends < starts:
            return None
        whole_days = not isinstance(ends, datetime) and ends > starts
        return ends - timedelta(days=1) if whole_days else ends
    return None


def _moment(field: Any, zones: Zones) -> datetime | date:
    """A day, or a moment; one without a zone is as the reader's clock shows it, and stays so."""
    value = field.dt
    if not isinstance(value, date) or not 1970 <= value.year < 2200:
        raise ValueError
    rules = zones.get(str(field.params.get("TZID", "")), [])
    if isinstance(value, datetime) and value.tzinfo is None and rules:
        return placed(value, rules)
    return value


def _every(event: Event, name: str) -> list[Any]:
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def _line(event: Event, name: str) -> str:
    return one_line(storable(str(event.get(name, "")), Troubles()))[:500]


def _person(value: object) -> Sender:
    named = getattr(value, "params", {}).get("CN", "")
    found = _ADDRESS.fullmatch(str(value).strip())
    name = one_line(storable(str(named), Troubles())).strip("\"' ")[:250]
    return Sender(for_mail(found[1].lower()) if found else "", name)
