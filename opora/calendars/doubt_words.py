"""What a doubt about a calendar says to people, and what to do about it, in the language of the reader."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opora.core.doubts import (
    DayIsNotEight,
    DayTwice,
    DecreeMissing,
    Doubt,
    ExceptionOutside,
    NothingOpen,
    OfficeClosed,
)
from opora.lib import moments


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and what to do."""

    sentence: str
    mend: str


def said(doubt: Doubt, zone: str) -> Said:
    """A doubt in words; ``zone`` is the calendar's."""
    match doubt:
        case NothingOpen():
            return _nothing_open(doubt)
        case DecreeMissing(year):
            return Said(
                _("The decree on the days off of %(year)d is not known: statutory holidays alone count.")
                % {"year": year},
                _("Update Opora when the decree is out, in autumn; until then moments of that year are preliminary."),
            )
        case DayTwice():
            return _twice(doubt)
        case ExceptionOutside():
            return _outside(doubt)
        case OfficeClosed():
            return _closed(doubt, zone)
        case DayIsNotEight(days):
            names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
            hours = ", ".join(f"{names[day]} {_hours(seconds)}" for day, seconds in days)
            return Said(
                _("Eight working hours are not a day here: %(hours)s.") % {"hours": hours},
                _("If these hours are meant so, leave them: promises count hours, not days. Else correct the week."),
            )


def _nothing_open(doubt: NothingOpen) -> Said:
    mend = _(
        "Correct the hours of the week or the exceptions. If the office is closed for good, give it another calendar."
    )
    if doubt.opens_on is None:
        return Said(_("No hour is open, now or later: weekdays 9–18 UTC count in its place."), mend)
    day = moments.full_date(doubt.opens_on, _language())
    return Said(_("Nothing is open in the next 30 days; the first hours are those of %(day)s.") % {"day": day}, mend)


def _twice(doubt: DayTwice) -> Said:
    days = {"days": moments.days(doubt.first, doubt.last, _language()), "year": doubt.first.year}
    if doubt.one == "exception":
        return Said(
            _("The exception on %(days)s %(year)d says what the calendar says without it.") % days,
            _("Take it away, or write the hours that you mean."),
        )
    mend = _("Correct the moved days of the calendar; those that come with Opora are mended by its next version.")
    if doubt.one == "holiday":
        return Said(
            _("The holiday on %(days)s %(year)d is given twice: for every year, and for this one.") % days,
            _("Leave the day of this year out; calendars that come with Opora are mended by its next version."),
        )
    if doubt.one == "taken" and doubt.other == "holiday":
        return Said(_("A decree makes %(days)s %(year)d a working day, and a holiday wins: nobody works.") % days, mend)
    if doubt.other == "holiday":
        return Said(_("A decree frees %(days)s %(year)d, which is a holiday already.") % days, mend)
    if doubt.one == "moved":
        return Said(_("One decree frees %(days)s %(year)d, another takes it.") % days, mend)
    return Said(_("The day off of %(days)s %(year)d is moved twice.") % days, mend)


def _outside(doubt: ExceptionOutside) -> Said:
    day, begins = (moments.full_date(on, _language()) for on in (doubt.on, doubt.valid_from))
    mend = _("Enter it again: it goes to the version that holds on that day.")
    if doubt.closes is None or doubt.on < doubt.valid_from:
        words = {"day": day, "begins": begins}
        return Said(_("The exception on %(day)s never counts: its version holds from %(begins)s on.") % words, mend)
    words = {"day": day, "closes": moments.full_date(doubt.closes, _language())}
    return Said(_("The exception on %(day)s never counts: another version holds from %(closes)s on.") % words, mend)


def _closed(doubt: OfficeClosed, zone: str) -> Said:
    language = _language()
    words = {
        "number": doubt.contract,
        "moment": moments.on_at(doubt.from_at, zone, language),
        "span": moments.span(doubt.until_at - doubt.from_at, language),
    }
    if doubt.begun:
        sentence = _("The contract %(number)s promises round the clock, and its office is closed now, for %(span)s.")
    else:
        sentence = _("The contract %(number)s promises round the clock; its office is closed %(moment)s, for %(span)s.")
    return Said(
        sentence % words,
        _("Enter a duty for such hours, or name an office in the contract that is open then."),
    )


def _hours(seconds: int) -> str:
    hours, rest = divmod(seconds // 60, 60)
    return f"{hours}:{rest:02}"


def _language() -> Literal["ru", "en"]:
    return "en" if (get_language() or "ru").startswith("en") else "ru"
