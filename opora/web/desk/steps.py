"""The way of a letter that came in, step by step: kept, parsed and filed or set aside, what was sent back, moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opora.accounts.queries import User, names_of
from opora.channels.mail.sentences import in_language
from opora.channels.queries import InboundMail, sent_back
from opora.core import events as e
from opora.core.step import Noted
from opora.ledger.queries import history_of
from opora.lib import moments
from opora.tickets.queries import number_of
from opora.web.desk import verdicts, words


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that became of the letter; ``url`` leads to the letter of ours that it is about."""

    at: datetime
    when: str
    text: str
    url: str = ""


def steps_of(letter: InboundMail, user: User, now: datetime) -> list[Happened]:
    """Everything that became of it, in order."""
    history = history_of("letter", letter.pk)
    people = names_of(noted.actor.id for noted in history if noted.actor.kind == "staff")
    said = [(letter.kept_at, _("kept, through the mailbox %(name)s") % {"name": letter.mailbox.name}, "")]
    for noted in history:
        text = _said(noted, letter)
        who = people.get(noted.actor.id or 0, "") if noted.actor.kind == "staff" else ""
        said.append((noted.at, f"{text} ({who})" if who else text, ""))
        if isinstance(noted.event, e.LetterFiled):
            said += _ours(noted.event.ticket, noted.at)
    return [Happened(at, moments.short(at, now, user.zone, words.language()), text, url) for at, text, url in said]


def _said(noted: Noted, letter: InboundMail) -> str:
    event = noted.event
    if isinstance(event, e.LetterFiled):
        why = verdicts.rule(event.rule, "filed")
        return _("parsed and filed into %(number)s: %(why)s") % {"number": number_of(event.ticket), "why": why}
    if isinstance(event, e.LetterSetAside):
        return _("parsed and set aside: %(why)s") % {"why": verdicts.rule(event.rule, "aside")}
    if isinstance(event, e.LetterFailed):
        return _("could not be read: %(why)s") % {"why": in_language(letter.trouble) or event.trouble}
    if isinstance(event, e.LetterRefiled):
        named = {"before": number_of(event.before), "number": number_of(event.ticket)}
        return _("filed by hand out of %(before)s into %(number)s") % named
    if isinstance(event, e.ProposalDismissed):
        return _("%(number)s is not the one") % {"number": number_of(event.ticket)}
    return type(event).__name__


def _ours(ticket_id: int, at: datetime) -> Iterator[tuple[datetime, str, str]]:
    for row in sent_back(ticket_id, at):
        named = {"name": words.said(words.LETTERS, row.reaction), "state": words.said(words.OUTBOUND, row.state)}
        url = reverse("letter", args=[number_of(ticket_id), row.pk])
        yield row.sent_at or row.created_at, _("sent back: %(name)s, %(state)s") % named, url
