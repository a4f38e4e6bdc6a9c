"""What the page of a calendar says: edits in words, who recorded which version, how far a recount is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opora.accounts.queries import names_of
from opora.calendars.actions import FROM_THE_BEGINNING
from opora.calendars.edits import Edited, differences, own_exceptions
from opora.calendars.queries import CalendarVersion
from opora.core.events import CalendarChanged
from opora.flow.recount import Progress
from opora.ledger.queries import history_of
from opora.lib import moments
from opora.web.desk.words import Words, language, said

BUILT_IN: Words = {
    "ru": gettext_lazy("Russian production calendar"),
    "ru-ba": gettext_lazy("Bashkortostan"),
    "ru-ta": gettext_lazy("Tatarstan"),
    "by": gettext_lazy("Belarus"),
    "kz": gettext_lazy("Kazakhstan"),
    "24x7": gettext_lazy("Round the clock"),
}
"""The calendars that come with Opora."""
PARTS: Words = {
    "weekly": gettext_lazy("hours of the week"),
    "zone": gettext_lazy("time zone"),
    "preset": gettext_lazy("the calendar it stands on"),
    "yearly_days_off": gettext_lazy("holidays"),
    "moved_days_off": gettext_lazy("moved days"),
    "days_off": gettext_lazy("days off of one year"),
    "overlays": gettext_lazy("overlays"),
    "years_entered": gettext_lazy("years of decrees"),
    "eve_shorter_by": gettext_lazy("shortened days"),
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A version in the list: when, by whom, from which day, what it says otherwise."""

    at_text: str
    by: str
    from_text: str
    correcting: bool
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """An exception that is still to come, with what a form needs to take it away."""

    days: str
    what: str
    first: str
    last: str


def edited(one: Edited | str) -> str:
    """A change in words: «7–8 декабря 2026: закрыто, Переезд»."""
    if isinstance(one, str):
        return said(PARTS, one)
    return f"{days(one.first, one.last)}: {what(one.written)}"


def days(first: date, last: date) -> str:
    """Days with their year."""
    return f"{moments.days(first, last, language())} {last.year}"


def what(written: Any) -> str:
    """What an exception says, its reason included; null: it was taken away."""
    if written is None:
        return _("as the calendar says")
    hours = written.get("hours", []) if isinstance(written, dict) else written
    name = written.get("name", "") if isinstance(written, dict) else ""
    name = (language() == "en" and isinstance(written, dict) and written.get("name_en")) or name
    stretches = ", ".join("–".join(map(str, pair)) for pair in hours) or _("closed")
    return f"{stretches}; {name}" if name else stretches


def ahead(spec: Mapping[str, Any], today: date) -> list[Ahead]:
    """The exceptions of a version from today on, neighbours together."""
    written = {on: value for on, value in own_exceptions(dict(spec)).items() if on >= today.isoformat()}
    runs = [one for one in differences({}, {"exceptions": written}) if isinstance(one, Edited)]
    return [
        Ahead(days(one.first, one.last), what(one.written), one.first.isoformat(), one.last.isoformat()) for one in runs
    ]


def held_on(versions: Sequence[CalendarVersion], on: date) -> CalendarVersion | None:
    """The version that says what a date is like, as far as it is known now."""
    begun = [one for one in versions if one.valid_from <= on]
    return max(begun or versions, key=lambda one: (one.valid_from, one.recorded_at), default=None)


def recorded(versions: Sequence[CalendarVersion], now: datetime, zone: str) -> list[Recorded]:
    """The versions as they were recorded, the newest first."""
    by: dict[int, int | None] = {}
    for noted in history_of("calendar", versions[0].calendar_id) if versions else []:
        if isinstance(noted.event, CalendarChanged):
            by[noted.event.version] = noted.actor.id if noted.actor.kind == "staff" else None
    names = names_of(by.values())
    return [
        Recorded(
            at_text=moments.short(one.recorded_at, now, zone, language()),
            by=names.get(by.get(one.pk) or 0, _("the set-up")),
            from_text=from_day(one.valid_from),
            correcting=one.correcting,
            what=tuple(_what_of(one, versions[place + 1 :])),
        )
        for place, one in enumerate(versions)
    ]


def from_day(on: date) -> str:
    """The day from which a version counts."""
    return _("the beginning") if on <= FROM_THE_BEGINNING else moments.full_date(on, language())


def _what_of(one: CalendarVersion, earlier: Sequence[CalendarVersion]) -> Iterator[str]:
    """What a version says otherwise than the one that held from its day on."""
    before = held_on(earlier, one.valid_from)
    if before is None:
        yield _("the first version")
        return
    for change in differences(before.spec, one.spec, one.valid_from):
        yield edited(change)


def changes_within(versions: Sequence[CalendarVersion], year: int) -> list[tuple[str, str]]:
    """The versions in force that begin within a year: from when, and what is different from then on."""
    return [
        (from_day(one.valid_from), "; ".join(map(edited, differences(before.spec, one.spec, one.valid_from))))
        for before, one in pairwise(versions)
        if one.valid_from.year == year
    ]


def progress(found: Progress | None, now: datetime, zone: str) -> dict[str, Any] | None:
    """How far the latest recount is; null: there was none."""
    if found is None:
        return None
    words = {"examined": found.examined, "total": found.total, "moved": found.moved, "told": found.told}
    counting = _("Recounted %(examined)d of %(total)d tickets, %(moved)d moved.") % words
    if found.ended_at is None:
        writing = _("Letters about later moments: %(told)d of %(to_tell)d.") % (words | {"to_tell": found.to_tell})
        return {"ended": False, "sentence": counting, "letters": writing if found.counted_at else "",
                "value": found.examined, "most": found.total}  # fmt: skip
    if found.superseded:
        return None
    at = moments.short(found.ended_at, now, zone, language())
    letters = ngettext("%(count)d letter says a later moment.", "%(count)d letters say a later moment.", found.told)
    return {"ended": True, "sentence": counting, "letters": letters % {"count": found.told}, "at": at}
