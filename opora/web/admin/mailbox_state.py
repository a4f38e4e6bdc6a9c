"""How a mailbox does, in words and as a table of days: for its page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from opora.accounts.queries import User
from opora.channels.queries import Mailbox
from opora.flow import watch
from opora.flow.watch import Seen
from opora.lib import moments
from opora.web.desk.words import language


@dataclass(frozen=True, slots=True)
class Week:
    """A row of the table: its days in words, and letters by day; days that are ahead are left out."""

    days: str
    letters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class State:
    """What the page says; ``most`` is the greatest number of letters on one day, for the bars."""

    alarm: str
    looked: str
    last: str
    waiting: str
    habit: str
    weeks: tuple[Week, ...]
    most: int


def state_of(row: Mailbox, user: User, now: datetime) -> State:
    """A mailbox as this person reads of it."""
    seen = watch.seen(row, now)
    return State(
        alarm=alarm(row, user, now),
        looked=_looked(row, user, now),
        last=_last(seen, user, now),
        waiting=_waiting(seen, user, now),
        habit=_habit(seen),
        weeks=tuple(_weeks(seen)),
        most=max(count for _on, count in seen.dates) or 1,
    )


def alarm(row: Mailbox, user: User, now: datetime) -> str:
    """The alarm that stands, and when it was told; empty when all is well."""
    if row.alarm_at is None:
        return ""
    said = {
        "failing": _("Alarm: the mailbox cannot be looked into. The administrators were written to %(when)s."),
        "silent": _("Alarm: the mailbox is silent against its habit. The administrators were written to %(when)s."),
    }
    return said[row.alarm] % {"when": _when(row.alarm_at, user, now)}


def _looked(row: Mailbox, user: User, now: datetime) -> str:
    if not row.host:
        return _("nobody looks: letters are handed over")
    looked = _when(row.looked_at, user, now) if row.looked_at else pgettext("a look", "never")
    if not row.failures:
        return looked
    failed = ngettext("failed %(count)d time in a row", "failed %(count)d times in a row", row.failures)
    return _("%(failed)s, the last good look %(when)s") % {"failed": failed % {"count": row.failures}, "when": looked}


def _last(seen: Seen, user: User, now: datetime) -> str:
    if seen.last is None:
        return _("none has come yet")
    server_at, kept_at = seen.last
    if kept_at - server_at < timedelta(minutes=1):
        return _("%(when)s, reached the desk at once") % {"when": _when(server_at, user, now)}
    late = moments.span(kept_at - server_at, language())
    return _("%(when)s, reached the desk in %(span)s") % {"when": _when(server_at, user, now), "span": late}


def _waiting(seen: Seen, user: User, now: datetime) -> str:
    letters, since = seen.waiting.letters, seen.waiting.since
    if since is None:
        return _("nothing waits")
    said = ngettext("%(count)d letter, since %(when)s", "%(count)d letters, the first since %(when)s", letters)
    return said % {"count": letters, "when": _when(since, user, now)}


def _habit(seen: Seen) -> str:
    if seen.habit.expected is None:
        return _("none yet")
    days, letters = len(seen.habit.counts), sum(count for _on, count in seen.habit.counts)
    return _("an alarm after %(span)s of working time without a letter: %(letters)s came in %(days)s") % {
        "span": moments.span(seen.habit.expected, language()),
        "letters": ngettext("%(count)d letter", "%(count)d letters", letters) % {"count": letters},
        "days": ngettext("%(count)d working day", "%(count)d working days", days) % {"count": days},
    }


def _weeks(seen: Seen) -> Iterator[Week]:
    for days in _by_sevens(seen.dates):
        monday = days[0][0]
        yield Week(moments.days(monday, monday + timedelta(days=6), language()), tuple(count for _on, count in days))


def _by_sevens(dates: tuple[tuple[date, int], ...]) -> Iterator[tuple[tuple[date, int], ...]]:
    for first in range(0, len(dates), 7):
        yield dates[first : first + 7]


def _when(at: datetime, user: User, now: datetime) -> str:
    return moments.short(at, now, user.zone, language())
