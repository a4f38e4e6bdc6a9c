"""What happened to a ticket, as sentences: each event of its ledger says who did what."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.accounts.queries import User
from opora.core import events as e
from opora.core.step import Noted
from opora.lib import moments
from opora.offices.queries import Office
from opora.programme.queries import number_of as number_of_defect
from opora.tickets.queries import number_of
from opora.web.desk import named, words
from opora.web.kinds import KINDS, kind_of
from opora.web.words import MARKS, said


@dataclass(frozen=True, slots=True)
class Known:
    """What the sentences name: people by row, offices by code, the reader and the hour, how calls fared by number."""

    names: Mapping[int, str]
    offices: Mapping[str, Office]
    user: User
    now: datetime
    fates: Mapping[int, str]

    def when(self, at: datetime) -> str:
        """A moment in the reader's zone."""
        return moments.short(at, self.now, self.user.zone, words.language())

    def office(self, code: str) -> str:
        """An office by its name."""
        return named.office(self.offices.get(code)) or code


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timeline."""

    at: datetime
    when: str
    text: str
    detail: str
    who: str


def timeline(history: Sequence[Noted], known: Known) -> list[Line]:
    """The events of a ticket, the youngest first."""
    return [_line(one, known) for one in reversed(history)]


def people_in(history: Iterable[Noted]) -> set[int]:
    """The staff that the timeline names: who acted, who got the ticket, who holds a rung."""
    named_there = set()
    for one in history:
        if one.actor.kind == "staff":
            named_there.add(one.actor.id)
        named_there.add(getattr(one.event, "user", None))
        named_there.add(getattr(one.event, "holder", None))
    return {person for person in named_there if person is not None}


def _line(noted: Noted, known: Known) -> Line:
    detail = DETAILS.get(type(noted.event), _nothing)
    return Line(
        at=noted.at,
        when=known.when(noted.at),
        text=words.said(words.EVENTS, type(noted.event).__name__),
        detail=detail(noted.event, known),
        who=known.names.get(noted.actor.id or 0, "") if noted.actor.kind == "staff" else "",
    )


def _nothing(event: e.Event, known: Known) -> str:
    return ""


def _opened(event: e.Opened, known: Known) -> str:
    return known.office(event.office) if event.office else ""


def _received(event: e.Received, known: Known) -> str:
    return "" if event.human else _("automatic")


def _informed(event: e.Informed, known: Known) -> str:
    told = sorted(event.moments.items(), key=lambda one: one[1])
    return "; ".join(f"{words.said(words.KINDS, kind)} {known.when(at)}" for kind, at in told)


def _told(event: e.Told, known: Known) -> str:
    if event.repeat:
        return _("the same text again, no moment moves")
    promised = _("promised to write by %(when)s") % {"when": known.when(event.word_until)} if event.word_until else ""
    late = _("said in advance that we shall be late") if event.late else ""
    return "; ".join(filter(None, [_spoken(event, known), late, promised]))


def _spoken(event: e.Asked | e.Told | e.Answered, known: Known) -> str:
    return (
        _("in a call or visit that began %(when)s") % {"when": known.when(event.spoken_at)} if event.spoken_at else ""
    )


def _office_of(event: e.OfficeGivenSight, known: Known) -> str:
    return known.office(event.office)


def _sight(event: e.SightGiven, known: Known) -> str:
    return known.names.get(event.user, "")


def _corrected(event: e.Corrected, known: Known) -> str:
    facts = ", ".join(words.said(words.FACTS, one) for one in event.changed)
    before, after = (words.said(words.LEVELS, one) for one in (event.level_before, event.level))
    level = f"{before} → {after}" if before != after else ""
    return "; ".join(filter(None, [facts, level, words.said(words.WHY_CORRECTED, event.reason)]))


def _recounted(event: e.Recounted | e.DutiesCounted, known: Known) -> str:
    moved = sorted(event.due.items(), key=lambda one: one[1])
    return "; ".join(
        f"{words.said(words.KINDS, kind)}: {known.when(event.was[kind])} → {known.when(due)}" for kind, due in moved
    )


def _gained(event: e.Gained, known: Known) -> str:
    before, after = (words.said(words.LEVELS, one) for one in (event.level_before, event.level))
    level = f"{before} → {after}" if before != after else after
    return "; ".join([level, words.said(words.WHY_GAINED, event.because)])


def _consented(event: e.ConsentGiven, known: Known) -> str:
    return _("version %(version)s of the text") % {"version": event.text_version}


def _readdressed(event: e.Readdressed, known: Known) -> str:
    return "; ".join(filter(None, [known.office(event.office), words.said(words.LEVELS, event.level)]))


def _kind_set(event: e.KindSet, known: Known) -> str:
    return str(KINDS[kind_of(event.kind)])


def _moved(event: e.Moved, known: Known) -> str:
    return words.said(words.STAGES, event.stage)


def _awaits(event: e.AwaitsRelease, known: Known) -> str:
    return _("promised to write by %(when)s") % {"when": known.when(event.word_until)}


def _assigned(event: e.Assigned, known: Known) -> str:
    return known.names.get(event.user or 0, "") or _("nobody")


def _handed_over(event: e.HandedOver, known: Known) -> str:
    return known.office(event.office)


def _other_ticket(event: e.Split | e.Merged | e.MessageMoved | e.TookIn, known: Known) -> str:
    return number_of(event.ticket)


def _closed(event: e.Closed, known: Known) -> str:
    return words.said(words.WHY_CLOSED, event.why)


def _missed(event: e.Missed, known: Known) -> str:
    return f"{words.said(words.KINDS, event.kind)}, {known.when(event.due_at)}"


def _confessed(event: e.Confessed, known: Known) -> str:
    return _("we explain by %(when)s") % {"when": known.when(event.until)}


def _climbed(event: e.Climbed | e.Reminded, known: Known) -> str:
    holder = known.names.get(event.holder or 0, "")
    return ", ".join(filter(None, [words.said(words.RUNGS, str(event.rung)), holder, known.when(event.until)]))


def _replaced(event: e.HolderReplaced, known: Known) -> str:
    holder = known.names.get(event.holder or 0, "")
    return ", ".join(filter(None, [words.said(words.RUNGS, str(event.rung)), holder]))


def _called_out(event: e.CalledOut, known: Known) -> str:
    until = _("until %(when)s") % {"when": moments.clock(event.until, known.user.zone, words.language())}
    return "; ".join(filter(None, [known.names.get(event.user, ""), until, known.fates.get(event.number, "")]))


def _accepted(event: e.DutyAccepted, known: Known) -> str:
    after = ngettext("after %(count)d minute", "after %(count)d minutes", event.minutes) % {"count": event.minutes}
    return ", ".join(filter(None, [known.names.get(event.user, ""), after]))


def _unanswered(event: e.CallsUnanswered, known: Known) -> str:
    return _("the manager and the head were told")


def _called_off(event: e.CalledOff, known: Known) -> str:
    return words.said(words.WHY_CALLED_OFF, event.because)


def _defect(event: e.DefectLinked | e.DefectUnlinked, known: Known) -> str:
    return number_of_defect(event.defect)


def _draft(event: e.DraftMade | e.DraftUsed | e.DraftDropped, known: Known) -> str:
    number = "" if event.origin == "sending" else number_of_defect(event.about)
    return words.said(words.DRAFTS, event.origin) % {"number": number}


def _defect_status(event: e.DefectStatusSet, known: Known) -> str:
    return words.said(words.DEFECTS, event.status)


def _rated(event: e.Rated, known: Known) -> str:
    return said(MARKS, str(event.mark))


def _returned(event: e.LetterReturned, known: Known) -> str:
    why = _("the address is dead") if event.permanent else _("it was tried in vain for too long")
    return f"{why} ({event.status})" if event.status else why


DETAILS: dict[type[e.Event], Callable[[Any, Known], str]] = {
    e.Opened: _opened,
    e.Received: _received,
    e.Informed: _informed,
    e.Asked: _spoken,
    e.Told: _told,
    e.Answered: _spoken,
    e.SightGiven: _sight,
    e.OfficeGivenSight: _office_of,
    e.ConsentGiven: _consented,
    e.Corrected: _corrected,
    e.Gained: _gained,
    e.Recounted: _recounted,
    e.DutiesCounted: _recounted,
    e.Readdressed: _readdressed,
    e.KindSet: _kind_set,
    e.Moved: _moved,
    e.AwaitsRelease: _awaits,
    e.Assigned: _assigned,
    e.HandedOver: _handed_over,
    e.Split: _other_ticket,
    e.Merged: _other_ticket,
    e.MessageMoved: _other_ticket,
    e.TookIn: _other_ticket,
    e.Closed: _closed,
    e.LetterReturned: _returned,
    e.Missed: _missed,
    e.Confessed: _confessed,
    e.Reminded: _climbed,
    e.Climbed: _climbed,
    e.HolderReplaced: _replaced,
    e.CalledOut: _called_out,
    e.DutyAccepted: _accepted,
    e.CallsUnanswered: _unanswered,
    e.CalledOff: _called_off,
    e.Rated: _rated,
    e.DefectLinked: _defect,
    e.DefectUnlinked: _defect,
    e.DefectStatusSet: _defect_status,
    e.DraftMade: _draft,
    e.DraftUsed: _draft,
    e.DraftDropped: _draft,
}
