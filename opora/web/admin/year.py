"""A year of a work calendar at a glance: twelve months, each day with its kind and, where it is not ordinary, why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opora.calendars.access import calendar_for, calendars_for, may_change_calendars
from opora.calendars.doubt_words import said as said_of
from opora.calendars.ical import written
from opora.calendars.ical.words import causes
from opora.calendars.queries import versions_in_force
from opora.contracts.queries import duties_by
from opora.core.doubts import DecreeMissing
from opora.core.hours import WorkCalendar
from opora.core.year import Date, year_of
from opora.flow.calendar_doubts import doubts_of
from opora.lib import moments
from opora.offices.access import offices_for
from opora.web.admin.calendar_said import BUILT_IN, changes_within
from opora.web.admin.duties import lines_of
from opora.web.admin.gate import setup_page, show_tab
from opora.web.desk import named
from opora.web.desk.frame import signed_in
from opora.web.desk.words import Words, language, said
from opora.web.words import LAWS, document_said

FIRST, LAST = 2000, 2099
KINDS: Words = {
    "work": gettext_lazy("working day"),
    "weekend": gettext_lazy("weekend"),
    "holiday": gettext_lazy("holiday"),
    "moved": gettext_lazy("moved day off"),
    "shortened": gettext_lazy("shortened day"),
    "working_saturday": gettext_lazy("worked day off"),
    "office": gettext_lazy("the office's own"),
    "night": gettext_lazy("closed"),
}
LETTERS: Words = {
    "holiday": gettext_lazy("H"),
    "moved": gettext_lazy("M"),
    "shortened": gettext_lazy("S"),
    "working_saturday": gettext_lazy("W"),
    "office": gettext_lazy("O"),
}
"""Beside the colour, so that nobody needs to see it; weekends are known by their column."""
MONTHS = (
    gettext_lazy("January"), gettext_lazy("February"), gettext_lazy("March"), gettext_lazy("April"),
    gettext_lazy("May"), gettext_lazy("June"), gettext_lazy("July"), gettext_lazy("August"), gettext_lazy("September"),
    gettext_lazy("October"), gettext_lazy("November"), gettext_lazy("December"),
)  # fmt: skip
WEEKDAYS = (
    gettext_lazy("Mon"), gettext_lazy("Tue"), gettext_lazy("Wed"), gettext_lazy("Thu"), gettext_lazy("Fri"),
    gettext_lazy("Sat"), gettext_lazy("Sun"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A day in its week; no number: it belongs to another month."""

    number: int = 0
    kind: str = ""
    letter: str = ""
    words: str = ""
    today: bool = False


@dataclass(frozen=True, slots=True)
class Special:
    """A day, or several in a row for one reason, that is not as its weekday."""

    days: str
    kind: str
    kind_text: str
    why: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its weeks, what it comes to, and its days that are not ordinary."""

    name: str
    weeks: tuple[tuple[Cell, ...], ...]
    working: str
    hours: str
    special: tuple[Special, ...]


@setup_page
def calendars(request: HttpRequest) -> HttpResponse:
    """All calendars, with the offices that go by them."""
    now, user = timezone.now(), signed_in(request)
    places = offices_for(user)
    lines = [
        (name or said(BUILT_IN, code), code, reverse("setup-year", args=[code, now.year]), not name,
         ", ".join(named.office(one) for one in places if one.calendar == code))
        for code, name in calendars_for(user)
    ]  # fmt: skip
    return show_tab(request, "setup-calendars", "admin/calendars.html", {"lines": lines}, now)


@setup_page
def year(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One year of one calendar."""
    now, user = timezone.now(), signed_in(request)
    found = calendar_for(user, code)
    if found is None or not FIRST <= number <= LAST:
        raise Http404
    name, calendar = found
    context = _told(calendar, number, now) | {
        "name": name or said(BUILT_IN, code),
        "doubts": [said_of(one, calendar.zone) for one in doubts_of(code, now) if one != DecreeMissing(number)],
        "changes": changes_within(versions_in_force(code), number),
        "calendar": reverse("setup-calendar", args=[code]) if name else "",
        "may_change": may_change_calendars(user),
        "duties": lines_of(duties_by(code, number), now),
        "events": reverse("setup-year-events", args=[code, number]),
        "before": reverse("setup-year", args=[code, number - 1]) if number > FIRST else "",
        "after": reverse("setup-year", args=[code, number + 1]) if number < LAST else "",
        "offices": ", ".join(named.office(one) for one in offices_for(user) if one.calendar == code),
    }
    return show_tab(request, "setup-calendars", "admin/year.html", context, now)


def _told(calendar: WorkCalendar, number: int, now: datetime) -> dict[str, Any]:
    """What the calendar says of a year."""
    dates = year_of(calendar, number)
    today = now.astimezone(calendar.tz).date()
    return {
        "number": number,
        "zone": calendar.zone,
        "months": [_month(month, [one for one in dates if one.on.month == month], today) for month in range(1, 13)],
        "total": _totals(dates),
        "preliminary": calendar.preliminary(number),
        "sums": _sums(dates),
        "decrees": _decrees(dates),
        "week": _week(calendar),
        "legend": [(kind, said(LETTERS, kind), text) for kind, text in KINDS.items() if kind in LETTERS],
        "weekdays": WEEKDAYS,
    }


@setup_page
def events(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The year as an iCalendar file, to be kept."""
    found = calendar_for(signed_in(request), code)
    if found is None or not FIRST <= number <= LAST:
        raise Http404
    name, calendar = found
    content = written(
        calendar, number, code=code, name=name or said(BUILT_IN, code), words=causes(), language=language(),
        stamp=timezone.now(),
    )  # fmt: skip
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-{number}.ics"'
    return response


def _month(month: int, dates: Sequence[Date], today: date) -> Month:
    cells = [Cell()] * dates[0].on.weekday() + [_cell(one, today) for one in dates]
    cells += [Cell()] * (-len(cells) % 7)
    working, hours = _totals(dates)
    weeks = tuple(tuple(cells[first : first + 7]) for first in range(0, len(cells), 7))
    return Month(str(MONTHS[month - 1]), weeks, working, hours, tuple(_special(dates)))


def _cell(one: Date, today: date) -> Cell:
    ordinary = one.kind in ("work", "weekend")
    return Cell(
        number=one.on.day,
        kind=one.kind,
        letter=said(LETTERS, one.kind) if one.kind in LETTERS else "",
        words="" if ordinary else said(KINDS, one.kind),
        today=one.on == today,
    )


def _totals(dates: Sequence[Date]) -> tuple[str, str]:
    working = sum(one.works for one in dates)
    days = ngettext("%(count)d working day", "%(count)d working days", working) % {"count": working}
    return days, moments.span(sum((one.counted for one in dates), timedelta()), language())


def _sums(dates: Sequence[Date]) -> list[tuple[str, str, str]]:
    """Working days and hours of each quarter and of the year."""
    quarters = [[one for one in dates if (one.on.month - 1) // 3 == number] for number in range(4)]
    named = [_("quarter %(number)s") % {"number": roman} for roman in ("I", "II", "III", "IV")]
    return [(name, *_totals(part)) for name, part in zip([*named, _("year")], [*quarters, list(dates)], strict=True)]


def _decrees(dates: Sequence[Date]) -> list[tuple[str, str]]:
    """The documents that the year's days rest on, each with its days."""
    found: dict[str, list[date]] = {}
    for one in dates:
        if one.because.document:
            found.setdefault(one.because.document, []).append(one.on)
    return [
        (document_said(document), ", ".join(moments.days(on, on, language()) for on in days))
        for document, days in found.items()
    ]


def _special(dates: Sequence[Date]) -> Iterator[Special]:
    """Neighbours of one kind and reason are said together: «1–8 января»."""
    run: list[Date] = []
    for one in [*dates, None]:
        if run and (one is None or (one.kind, one.because) != (run[-1].kind, run[-1].because)):
            yield Special(
                days=moments.days(run[0].on, run[-1].on, language()),
                kind=run[0].kind,
                kind_text=said(KINDS, run[0].kind),
                why=_why(run[0]),
            )
            run = []
        if one is not None and one.kind in LETTERS:
            run.append(one)


def _why(one: Date) -> str:
    because = one.because
    parts = [because.said(language())]
    if one.kind == "moved" and (because.other_day is None or because.document in LAWS):
        parts.append(_("a holiday fell on a day off"))
    if because.other_day is not None:
        other = moments.full_date(because.other_day, language())
        parts.append(_("exchanged with %(day)s") % {"day": other})
    if one.kind == "shortened":
        parts = [_("before: %(holiday)s") % {"holiday": parts[0]}] if parts[0] else []
    return "; ".join(filter(None, [*parts, document_said(because.document)]))


def _week(calendar: WorkCalendar) -> list[tuple[Any, str]]:
    """The hours of the week: each weekday with its intervals."""
    hours = [", ".join(str(one).replace("-", "–") for one in day) or _("closed") for day in calendar.weekly.days]
    return list(zip(WEEKDAYS, hours, strict=True))
