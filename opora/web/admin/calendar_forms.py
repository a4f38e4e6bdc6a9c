"""The forms of a calendar's page, and the change that each of them asks for: a version's file and from when."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opora.calendars import ical, preset
from opora.calendars.edits import own_exceptions, with_days, with_week
from opora.calendars.ical.blocks import MOST_BYTES
from opora.calendars.queries import CalendarVersion, day_before_next, version_on
from opora.core.hours import WorkCalendar
from opora.core.hours.spec import WEEKDAYS
from opora.lib import moments
from opora.lib.errors import Refused
from opora.web.admin.forms import Field, Form, refusal
from opora.web.admin.typed_hours import hours_said, hours_typed
from opora.web.admin.wrong_words import wrong_said
from opora.web.admin.year import WEEKDAYS as WEEKDAY_NAMES
from opora.web.desk.words import language

MOST_DAYS = 366
SHOWN = 20
CORRECTS = gettext_lazy("Corrects an error")
COUNTED_ANEW = gettext_lazy("What was counted before is counted anew. Otherwise only time from now on changes.")


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked for: the file that takes the place of the ``held`` version's, and from when.

    ``said`` is what there is to know of it; ``days`` are those of a file that was read, as JSON.
    """

    spec: Mapping[str, Any]
    held: CalendarVersion
    valid_from: date
    correcting: bool
    said: tuple[str, ...] = ()
    days: str = ""


def forms(calendar: WorkCalendar, today: date) -> dict[str, Form]:
    """All of them, by the part of the page that has them."""
    return {"exception": exception_form(), "week": week_form(calendar, today), "file": file_form()}


def exception_form() -> Form:
    """A day or several: closed, other hours, or as the calendar says."""
    kinds = [
        ("closed", _("closed")),
        ("hours", _("open at other hours")),
        ("usual", _("as the calendar says without it")),
    ]
    example = _("As 09:00–13:00, 14:00–17:00; only where it is open.")
    reason = _("Whoever asks why a moment is that moment reads it, customers too.")
    return Form(
        [
            Field("first", _("Day"), kind="date", must=True, wide=False),
            Field("last", _("Until, included"), kind="date", hint=_("Empty: one day."), wide=False),
            Field("kind", _("What it is"), "closed", "select", choices=kinds),
            Field("hours", _("Hours"), hint=example),
            Field("reason", _("Why"), hint=reason, most=120),
            Field("error", CORRECTS, kind="check", hint=COUNTED_ANEW),
        ]
    )


def week_form(calendar: WorkCalendar, today: date) -> Form:
    """The hours of the seven weekdays, and the day from which they hold."""
    hours = zip(WEEKDAYS, WEEKDAY_NAMES, calendar.weekly.days, strict=True)
    tomorrow = (today + timedelta(days=1)).isoformat()
    return Form(
        [
            *(Field(name, label, hours_said(day)) for name, label, day in hours),
            Field("from", _("Holds from"), tomorrow, "date", must=True, wide=False),
            Field("week_error", CORRECTS, kind="check", hint=COUNTED_ANEW),
        ]
    )


def file_form() -> Form:
    """A file of events."""
    hint = _("Days off are whole days; the hours of a day are events with a time. At most 512 KB.")
    over = _("Days of this year that are over count too, and what was counted before is counted anew.")
    return Form([
        Field("file", _("File, .ics"), kind="file", hint=hint),
        Field("file_error", CORRECTS, kind="check", hint=over),
    ])  # fmt: skip


def exception_asked(form: Form, code: str, today: date) -> Change | None:
    """The change that the form of an exception asks for; null when something is wrong, which the form says then."""
    first = form.day("first") if form["first"] else None
    last = form.day("last") if form["last"] else first
    written = _written(form)
    if first is None or last is None or not form.ok:
        return None
    if not first <= last < first + timedelta(days=MOST_DAYS):
        form.wrong("last", _("The last day comes after the first, within a year."))
        return None
    held = _held(form, code, (first, last), today, "error")
    if held is None:
        return None
    dates = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if written is None:
        there = own_exceptions(held.spec)
        dates = [on for on in dates if on.isoformat() in there]
        if not dates:
            form.wrong("kind", _("There is no exception on these days that could be taken away."))
            return None
    return Change(with_days(held.spec, dict.fromkeys(dates, written)), held, held.valid_from, bool(form["error"]))


def _written(form: Form) -> Any:
    """The exception as a calendar file writes it; null: none is wanted."""
    if form["kind"] == "usual":
        return None
    hours = _hours(form, "hours") if form["kind"] == "hours" else []
    if form["kind"] == "hours" and not hours:
        form.wrong("hours", _("Write the hours, or choose “closed”."))
    return {"hours": hours, "name": form["reason"]} if form["reason"] else hours


def _hours(form: Form, name: str) -> list[list[str]]:
    try:
        return [str(one).split("-") for one in hours_typed(form[name])]
    except Refused as refused:
        refusal(form, refused, name)
        return []


def _held(form: Form, code: str, days: tuple[date, date], today: date, error: str) -> CalendarVersion | None:
    """The one version that says what these days are like; else what to do instead stands beside the first field."""
    held, until = (version_on(code, on) for on in days)
    first = form.fields[0].name if error == "error" else "from"
    if held is None or until is None or held.pk != until.pk:
        day = moments.full_date(until.valid_from if until else days[0], language())
        sentence = _("From %(day)s on another version holds: enter the two parts one after the other.")
        form.wrong(first, sentence % {"day": day})
        return None
    if days[0] < today and not form[error]:
        form.wrong(first, _("That day is over: a change counts for it only if it corrects an error."))
        return None
    return held


def week_asked(form: Form, code: str, today: date) -> Change | None:
    """The change that the form of the week asks for."""
    week = {name: hours for name in WEEKDAYS if (hours := _hours(form, name))}
    valid_from = form.day("from") if form["from"] else None
    if valid_from is None or not form.ok:
        return None
    held = _held(form, code, (valid_from, valid_from), today, "week_error")
    if held is None:
        return None
    until = day_before_next(code, held)
    said = (
        (_("It holds until %(day)s: another version follows.") % {"day": moments.full_date(until, language())},)
        if until
        else ()
    )
    return Change(with_week(held.spec, week, valid_from), held, valid_from, bool(form["week_error"]), said)


# --- a file of events -----------------------------------------------------------------------------------------------


def file_asked(form: Form, request: HttpRequest, code: str, calendar: WorkCalendar, today: date) -> Change | None:
    """The change that a file asks for, or the days of one that was looked at before."""
    held = version_on(code, today)
    if held is None:
        return None
    correcting = bool(form["file_error"])
    if "days" in request.POST:
        return _looked_at(form, request.POST["days"], held, correcting)
    first = date(today.year, 1, 1) if correcting else today
    last = min(filter(None, [date(today.year + 1, 12, 31), day_before_next(code, held)]))
    file = request.FILES.get("file")
    if file is None:
        form.wrong("file", _("Choose a file."))
        return None
    # No more of it is read than it may be long.
    found = ical.read(file.read(MOST_BYTES + 1), zone=calendar.zone, first=max(first, held.valid_from), last=last)
    for wrong in found.wrong[:SHOWN]:
        form.general.append(wrong_said(wrong))
    if len(found.wrong) > SHOWN:
        form.general.append(_("And %(count)d more.") % {"count": len(found.wrong) - SHOWN})
    if found.wrong:
        return None
    return _of_file(form, found, held, calendar, correcting)


def _of_file(
    form: Form, found: ical.Read, held: CalendarVersion, calendar: WorkCalendar, correcting: bool
) -> Change | None:
    """What is different from what the calendar says already; null: nothing is."""
    new = {on: one for on, one in found.days.items() if calendar.day(on).intervals != one.intervals}
    if not new:
        form.wrong("file", _("Nothing in this file is different from what the calendar says."))
        return None
    same, outside = len(found.days) - len(new), found.outside
    so = ngettext("%(count)d day is so already.", "%(count)d days are so already.", same) % {"count": same}
    left = ngettext(
        "%(count)d day is over or too far ahead, and is left out.",
        "%(count)d days are over or too far ahead, and are left out.",
        outside,
    ) % {"count": outside}
    said = tuple(sentence for count, sentence in ((same, so), (outside, left)) if count)
    written = WorkCalendar(held.calendar.code, calendar.zone, calendar.weekly, new).to_spec()["exceptions"]
    spec = with_days(held.spec, {date.fromisoformat(on): value for on, value in written.items()})
    return Change(spec, held, held.valid_from, correcting, said, json.dumps(written))


def _looked_at(form: Form, text: str, held: CalendarVersion, correcting: bool) -> Change | None:
    try:
        written = json.loads(text)
        spec = with_days(held.spec, {date.fromisoformat(on): value for on, value in written.items()})
        preset.from_spec(spec)
    except (ValueError, AttributeError, TypeError, RecursionError):
        form.wrong("file", _("Choose the file again."))
        return None
    return Change(spec, held, held.valid_from, correcting, days=text)
