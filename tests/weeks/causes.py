"""Defects behind tickets: found, linked, fixed or not; drafts for whoever waits; none of it moves a moment."""

from datetime import timedelta

from opora.core.facts import Verb
from opora.flow import act, defects
from opora.programme.models import Defect, DefectLink
from opora.tickets.models import Draft
from tests.weeks.deeds import At


def cause(at: At) -> None:
    """The cause is found: a defect that there is, or a new one."""
    known = list(Defect.objects.order_by("pk"))
    with at.desk.judge.nothing_moves(at.ticket, "a cause", at.desk.found):
        if known and at.dice.random() < 0.7:
            defects.link(at.ticket.pk, at.staff, at.dice.choice(known).pk, at.now)
        else:
            facts = {"title": at.text("Дефект"), "public_title": at.dice.choice(["", "Сборка не открывается"])}
            defects.find(at.ticket.pk, at.staff, at.now, **facts)


def cause_unlinked(at: At) -> None:
    """It was not the cause."""
    with at.desk.judge.nothing_moves(at.ticket, "a cause", at.desk.found):
        defects.unlink(at.ticket.pk, at.staff, at.now)


def cause_becomes(at: At) -> None:
    """What becomes of a defect: drafts for whom it concerns."""
    known, world = list(Defect.objects.order_by("pk")), at.desk.world
    if not known:
        return
    defect, status = at.dice.choice(known), at.dice.choice(["confirmed", "planned", "fixed", "fixed", "wont_fix"])
    version = at.dice.choice([world.v22, world.v23]) if status == "fixed" else None
    if version is not None and defect.product_id is None:
        defects.correct(defect.pk, at.staff, at.now, product=world.drawing, version=world.v22)
    with at.desk.judge.nothing_moves(at.ticket, "a defect", at.desk.found):
        defects.set_status(defect.pk, at.staff, status, at.now, reason="По замыслу.", fixed_in=version)


def news_for_all(at: At) -> None:
    """One text for all who wait for a defect."""
    link = DefectLink.objects.order_by("pk").first()
    if link is not None:
        with at.desk.judge.nothing_moves(at.ticket, "a draft", at.desk.found):
            defects.write_to_all(link.defect_id, at.staff, Verb.TELL, at.text("О дефекте"), at.now)


def draft_sent(at: At) -> None:
    """A draft goes out as a colleague's letter."""
    for draft in Draft.objects.order_by("pk")[:1]:
        act.send(draft.ticket_id, at.staff, Verb(draft.verb), at.text(draft.text), at.now, draft=draft.pk)


def draft_dropped(at: At) -> None:
    """A draft is not to be sent."""
    for draft in Draft.objects.order_by("pk")[:1]:
        act.drop_draft(draft.ticket_id, at.staff, draft.pk, at.now)


def waits_for_fix(at: At) -> None:
    """«Дефект подтверждён» in a letter, and at once the ticket waits for the release with its correction (P4)."""
    act.answer(at.ticket.pk, at.staff, at.text("Подтвердили дефект"), at.now)
    on = (at.now + timedelta(hours=5)).date() + timedelta(days=at.dice.choice([1, 3, 9, 30]))
    act.await_release(at.ticket.pk, at.staff, on, at.now)
