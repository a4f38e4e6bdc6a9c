"""An invitation by calendar as staff read it: what, when by their own clock, where and who."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from opora.accounts.queries import User
from opora.core.addresses import readable
from opora.core.facts import Invite, Sender
from opora.lib import moments
from opora.tickets.queries import Message, invite_of
from opora.web.desk import words
from opora.web.desk.words import Words

METHODS: Words = {
    "request": _("Invitation"),
    "add": _("Invitation"),
    "cancel": _("The meeting is cancelled"),
    "reply": _("Answer to an invitation"),
    "counter": _("Another time is proposed"),
    "refresh": _("Asks for the invitation again"),
    "declinecounter": _("The proposed time does not suit"),
}
ANSWERS: Words = {
    "accepted": pgettext_lazy("invitation", "will come"),
    "declined": pgettext_lazy("invitation", "will not come"),
    "tentative": pgettext_lazy("invitation", "will perhaps come"),
}


@dataclass(frozen=True, slots=True)
class Invited:
    """The words of an invitation; what it does not say is empty."""

    what: str
    title: str
    when: str
    place: str
    organiser: str
    people_title: str
    people: list[str]
    repeats: bool


def invited(message: Message, user: User, now: datetime) -> Invited | None:
    """The invitation that a message brought; null: none."""
    invite = invite_of(message)
    if invite is None:
        return None
    is_answer = invite.method == "reply"
    answer = words.said(ANSWERS, invite.answer) if invite.answer in ANSWERS else ""
    what = words.said(METHODS, invite.method)
    return Invited(
        what=f"{what} ({answer})" if answer else what,
        title=invite.title,
        when=_when(invite, user, now),
        place=invite.place,
        organiser=_named(invite.organiser),
        people_title=str(pgettext_lazy("invitation", "Answers") if is_answer else pgettext_lazy("invitation", "Whom")),
        people=[_named(one) for one in invite.people],
        repeats=invite.repeats,
    )


def _when(invite: Invite, user: User, now: datetime) -> str:
    """By the reader's clock; whole days are days everywhere."""
    starts, ends = _placed(invite.starts, user), _placed(invite.ends, user) if invite.ends else None
    if isinstance(starts, datetime):
        return _moments(starts, ends if isinstance(ends, datetime) else None, user, now)
    last = starts if ends is None or isinstance(ends, datetime) else ends
    elsewhen = last.year != now.astimezone(ZoneInfo(user.zone)).year
    return moments.days(starts, last, words.language()) + (f" {last.year}" if elsewhen else "")


def _moments(starts: datetime, ends: datetime | None, user: User, now: datetime) -> str:
    language, zone = words.language(), ZoneInfo(user.zone)
    begins = moments.short(starts, now, user.zone, language)
    if ends is None or ends == starts:
        return begins
    if ends.astimezone(zone).date() == starts.astimezone(zone).date():
        return f"{begins} – {moments.clock(ends, user.zone, language)}"
    return f"{begins} – {moments.short(ends, now, user.zone, language)}"


def _placed(at: datetime | date, user: User) -> datetime | date:
    """A moment without a zone means the clock on the wall, which is taken for the reader's."""
    return at.replace(tzinfo=ZoneInfo(user.zone)) if isinstance(at, datetime) and at.tzinfo is None else at


def _named(person: Sender) -> str:
    address = readable(person.address)
    return f"{person.name} <{address}>" if person.name and address else person.name or address
