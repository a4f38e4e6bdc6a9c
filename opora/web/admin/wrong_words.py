"""What is wrong with an iCalendar file, in words: which line, which event, which value, and what to write instead."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.calendars.ical import Wrong
from opora.calendars.ical.blocks import MOST_EVENTS
from opora.web.desk.words import Words, said

WHOLE: Words = {
    "no_utf8": gettext_lazy("line %(line)d is not written in UTF-8; save the file in it."),
    "no_calendar": gettext_lazy("the file does not begin with BEGIN:VCALENDAR; choose an iCalendar file."),
    "no_events": gettext_lazy("there is no event in it."),
    "cut_off": gettext_lazy("it ends in the middle, at line %(line)d; fetch it again."),
    "too_large": gettext_lazy("it is larger than 512 KB; leave out the years that are not wanted."),
    "too_many": gettext_lazy("it has more than %(most)d events; leave out the years that are not wanted."),
}
WHY: Words = {
    "no_start": gettext_lazy("it has no beginning"),
    "no_date": gettext_lazy("it is no date or time that fits here"),
    "no_zone": gettext_lazy("there is no such time zone; write a name such as Europe/Moscow"),
    "no_length": gettext_lazy("it has no length: it wants an end after its beginning"),
    "too_long": gettext_lazy("it is too long: hours are within a day, whole days within a year"),
    "rule": gettext_lazy("this recurrence is not understood; write it by days, weeks, months or years"),
    "rule_too_long": gettext_lazy("this recurrence has too many dates; give it a later beginning or an end"),
    "closed_and_open": gettext_lazy("this day is closed by another event and has hours by this one; leave one"),
    "overlap": gettext_lazy("its hours overlap those of another event; write each hour once"),
}


def wrong_said(wrong: Wrong) -> str:
    """A sentence about one thing that is wrong."""
    if wrong.why in WHOLE:
        sentence = said(WHOLE, wrong.why) % {"line": wrong.line, "most": MOST_EVENTS}
        return _("The file cannot be taken: %(why)s") % {"why": sentence}
    place = f"{wrong.field}:{wrong.value}" if wrong.value else wrong.field
    words = {"line": wrong.line, "event": wrong.event, "place": place[:120], "why": said(WHY, wrong.why)}
    if wrong.event:
        return _("Line %(line)d, event “%(event)s”, %(place)s: %(why)s.") % words
    return _("Line %(line)d, %(place)s: %(why)s.") % words
