"""Somebody decides: one function per verb. A face has got the ticket through `access` and passes its row's number."""

from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User
from opora.channels import queries as letters
from opora.core import stages
from opora.core.facts import AttachedFile, Kind, Stage, Verb
from opora.core.standing import RELEASE_WORD_AT_MOST, Standing
from opora.core.step import Actor, Step, Via
from opora.flow.post import recipient_of
from opora.flow.step import begin
from opora.flow.tick import catch_up, catch_up_for_reading, end_if_over, let_pass
from opora.lib.errors import Refused
from opora.offices.queries import Office, is_quiet, policy_at
from opora.promises import actions as promises
from opora.promises.queries import standing_of
from opora.tickets import actions as tickets
from opora.tickets.queries import Message, Ticket, addresses_in, last_answer, number_of, repeats_last


def send(
    ticket_id: int,
    user: User,
    verb: Verb,
    text: str,
    now: datetime,
    *,
    word_until: datetime | None = None,
    consent: str = "",
    late: bool = False,
    draft: int = 0,
    files: Iterable[AttachedFile] = (),
    via: Via = "desk",
) -> Message:
    """Send by one of the three verbs (domain.md 5). Raises Refused on a quiet desk, in a wrong stage, without text.

    ``late``: the text says why a moment that the customer knows will not be kept (P2). ``draft``: the row of the text
    that waited for this letter, which has done its work then.
    """
    _want_voice(now)
    if not text.strip():
        raise Refused(_("There is no text to send. Write what the customer is to read."))
    with _acting(ticket_id, user, now, via) as (step, ticket):
        if not recipient_of(ticket):
            raise Refused(_("There is no address to write to. Correct first who the customer is."))
        if verb is Verb.TELL and repeats_last(ticket, text):
            if late:
                raise Refused(_("This text repeats the last letter. Write why we shall be late."))
            # A repeat is no word (P9): what has passed follows its course as if nothing were sent.
            let_pass(step, ticket)
        if not stages.may_send(Stage(ticket.stage), verb):
            raise Refused(_("The customer has answered already: say first what their words are, then write."))
        if verb is Verb.TELL and word_until is not None:
            check_word(standing_of(ticket, policy_at(now)), word_until, consent, now)
        if late:
            _check_late(standing_of(ticket, policy_at(now)), verb, word_until, now)
        catch_up(step, ticket)
        if draft:
            tickets.use_draft(step, ticket, draft)
        return tickets.say(
            step, ticket, user, verb, text,
            word_until=word_until, consent=consent, late=late, files=files, store=letters.store(),
        )  # fmt: skip


def ask(ticket_id: int, user: User, text: str, now: datetime) -> Message:
    """«Спросить»: the resolution pauses until the customer answers (P3)."""
    return send(ticket_id, user, Verb.ASK, text, now)


def tell(
    ticket_id: int, user: User, text: str, now: datetime, word_until: datetime | None = None, consent: str = ""
) -> Message:
    """«Сообщить о ходе работы»: the next word starts anew, or falls on the promised moment (P9)."""
    return send(ticket_id, user, Verb.TELL, text, now, word_until=word_until, consent=consent)


def answer(ticket_id: int, user: User, text: str, now: datetime) -> Message:
    """«Ответить по существу»: the resolution is met."""
    return send(ticket_id, user, Verb.ANSWER, text, now)


def note(
    ticket_id: int,
    user: User,
    text: str,
    now: datetime,
    *,
    files: Iterable[AttachedFile] = (),
    via: Via = "desk",
) -> Message:
    """Write an internal note; allowed in any stage, also on a quiet desk."""
    if not text.strip():
        raise Refused(_("The note is empty. Write what your colleagues are to know."))
    with _acting(ticket_id, user, now, via) as (step, ticket):
        return tickets.write_note(step, ticket, user, text, files=files, store=letters.store())


def drop_draft(ticket_id: int, user: User, draft_id: int, now: datetime) -> None:
    """Nobody is to send this draft. Raises Refused when it is gone."""
    with _acting(ticket_id, user, now) as (step, ticket):
        tickets.drop_draft(step, ticket, draft_id)


def move(ticket_id: int, user: User, stage: Stage, now: datetime) -> None:
    """Change the stage by hand; the next word comes nearer (P3)."""
    with _acting(ticket_id, user, now) as (step, ticket):
        if not stages.may_move(Stage(ticket.stage), stage):
            raise Refused(_("From this stage the ticket can't be moved there by hand."))
        tickets.move(step, ticket, stage)


def set_kind(ticket_id: int, user: User, kind: Kind, now: datetime) -> None:
    """Say what the ticket is about, in any stage: letters do not say it, and forms at times wrongly."""
    with _acting(ticket_id, user, now) as (step, ticket):
        tickets.set_kind(step, ticket, kind)


def await_release(ticket_id: int, user: User, on: date, now: datetime) -> None:
    """«Ждёт выпуска исправления»: a defect was confirmed, the customer hears from us by this date, news or not (P4).

    The dated word falls at the end of that day's working time. It may be thirty days ahead at most; each «Сообщить»
    sets the next one. By the nearest rules: what the customer writes there sets a look, as after an answer, and ends
    nothing (P7), the dated word stays; «Продолжение» leads back to the work; a question waits as everywhere, and the
    reply brings this stage back (P3). A dated word that was told and missed is confessed (P1). The answer stays given,
    so the resolution stays met.
    """
    _want_voice(now)
    with _acting(ticket_id, user, now) as (step, ticket):
        sentence = _("Answer first that the defect is confirmed and what the plan is; then the ticket can wait for it.")
        _want(ticket, {Stage.ANSWERED}, sentence)
        if last_answer(ticket) is None:
            raise Refused(sentence)
        catch_up(step, ticket)
        calendar = standing_of(ticket, policy_at(now)).calendar
        today = now.astimezone(calendar.tz).date()
        if on <= today:
            raise Refused(_("The date must lie ahead. Choose tomorrow or a later day."))
        if on > today + timedelta(days=RELEASE_WORD_AT_MOST):
            raise Refused(_("The word on a release may be at most thirty days ahead. Choose an earlier date."))
        tickets.await_release(step, ticket, calendar.end_of(on, now))


def assign(ticket_id: int, user: User, assignee: User | None, now: datetime) -> None:
    """Give the ticket to a specialist, or to nobody."""
    with _acting(ticket_id, user, now) as (step, ticket):
        tickets.assign(step, ticket, assignee)


def hand_over(ticket_id: int, user: User, office: Office, now: datetime) -> None:
    """Give the ticket to another office or line; its calendar and its promises stay (T3)."""
    with _acting(ticket_id, user, now) as (step, ticket):
        if ticket.owning_office_id == office.pk:
            raise Refused(_("That office has the ticket already."))
        tickets.hand_over(step, ticket, office)


def resume(ticket_id: int, user: User, now: datetime) -> None:
    """«Больше сведений нет»: the wait ends, the clock runs again (P8)."""
    with _acting(ticket_id, user, now) as (step, ticket):
        _want(ticket, {Stage.WAITING}, _("The ticket waits for nobody."))
        tickets.resume(step, ticket)


def thank(ticket_id: int, user: User, now: datetime) -> None:
    """«Благодарность»: closes five working days after the answer, or at once when they are over (P7)."""
    with _acting(ticket_id, user, now) as (step, ticket):
        _want(ticket, stages.TO_LOOK, _("Only words after an answer can be thanks."))
        catch_up_for_reading(step, ticket)
        tickets.thank(step, ticket)
        end_if_over(step, ticket, "thanked")


def reject(ticket_id: int, user: User, now: datetime) -> None:
    """«Продолжение»: the answer did not suit; the resolution resumes from the customer's words (P7)."""
    with _acting(ticket_id, user, now) as (step, ticket):
        _want(ticket, stages.TO_LOOK, _("Only an answered ticket can be continued."))
        catch_up(step, ticket)
        tickets.reject(step, ticket, standing_of(ticket, policy_at(now)).words_since or now)


def revoke_links(ticket_id: int, user: User, address: str, now: datetime) -> None:
    """The links in the letters that this address has got open the ticket no more; its next letter has a new one."""
    with _acting(ticket_id, user, now) as (step, ticket):
        if address not in addresses_in(ticket):
            raise Refused(_("This address takes no part in the ticket."))
        tickets.revoke_links(step, ticket, address, user)


def close(ticket_id: int, user: User, why: str, now: datetime) -> None:
    """End the ticket by hand, for a named reason."""
    with _acting(ticket_id, user, now) as (step, ticket):
        if ticket.stage == Stage.CLOSED:
            raise Refused(_("The ticket is closed already."))
        catch_up(step, ticket)
        tickets.close(step, ticket, why)


@contextmanager
def _acting(ticket_id: int, user: User, now: datetime, via: Via = "desk") -> Iterator[tuple[Step, Ticket]]:
    """The frame of every verb: a Step, the ticket locked, and settled afterwards."""
    with begin(now, Actor("staff", user.pk), via) as step:
        ticket = tickets.lock(ticket_id)
        check_goes_on(ticket)
        yield step, ticket
        promises.settle(step, ticket, policy_at(now))


def check_goes_on(ticket: Ticket) -> None:
    """Raises Refused for one that was merged into another, which it names."""
    if ticket.merged_into_id:
        there = number_of(ticket.merged_into_id)
        raise Refused(_("This ticket was merged and goes on as %(number)s. Work there.") % {"number": there})


def _want(ticket: Ticket, among: Set[Stage], sentence: object) -> None:
    if ticket.stage not in among:
        raise Refused(sentence)


def _want_voice(now: datetime) -> None:
    if is_quiet(now):
        raise Refused(_("The desk is quiet: it does not write to customers yet. Start it with: opora start-answering"))


def check_word(standing: Standing, until: datetime, consent: str, now: datetime) -> None:
    """P9: any earlier next word; a later one, up to what P4 allows, only with consent. Raises Refused."""
    if until <= now:
        raise Refused(_("The next word would lie in the past. Choose a later moment."))
    usual, latest = standing.usual_word_at(now), standing.latest_word_at(now)
    if until > latest and standing.stage is Stage.RELEASE:
        raise Refused(_("The word on a release may be at most thirty days ahead. Choose an earlier date."))
    if until > latest:
        raise Refused(_("The next word may be at most ten working days ahead."))
    if until > usual and not consent.strip():
        raise Refused(_("A later word than usual needs the customer's consent. Write how they agreed."))


def _check_late(standing: Standing, verb: Verb, until: datetime | None, now: datetime) -> None:
    """P2: there is a told moment before the date that this word names. Raises Refused."""
    if verb is not Verb.TELL:
        raise Refused(_("Only a word of progress can say that we shall be late."))
    if standing.given_up(now, until or standing.usual_word_at(now)) is None:
        raise Refused(
            _(
                "No moment that the customer was told lies between now and the date of this word. Take the mark away, "
                "or name a later date."
            )
        )
