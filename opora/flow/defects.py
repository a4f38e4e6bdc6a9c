"""Defects: found behind tickets, linked, and what becomes of them. A face has asked `access` before."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import ApiKey, User
from opora.core.facts import Verb
from opora.core.step import Actor, Step
from opora.flow import drafts
from opora.flow.step import begin
from opora.lib.errors import Refused
from opora.lib.moments import Language
from opora.programme import actions as programme
from opora.programme.queries import Defect, defect_by_id, defect_by_key
from opora.registry.queries import Version, product_by, version_by
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket, number_of

TRIES = 2
"""Two trackers, or one twice, that enter a defect at one instant: the later one looks again."""


def find(ticket_id: int, user: User, now: datetime, **facts: Any) -> Defect:
    """A new defect behind this ticket, which waits for it from now on; product and version are the ticket's.

    ``facts`` as in `programme.actions`. Raises Refused for facts that do not do.
    """
    with _with(ticket_id, user, now) as (step, ticket):
        defect = programme.enter(step, product=ticket.product, version=ticket.version, **facts)
        _link(step, ticket, defect, user)
    return defect


def enter(user: User, now: datetime, **facts: Any) -> Defect:
    """A new defect for which no ticket waits yet. Raises Refused for facts that do not do."""
    with begin(now, Actor("staff", user.pk), "desk") as step:
        return programme.enter(step, **facts)


def link(ticket_id: int, user: User, defect_id: int, now: datetime) -> None:
    """The ticket waits for this defect. Raises Refused when it does already, and for a defect that there isn't."""
    with _with(ticket_id, user, now) as (step, ticket):
        defect = defect_by_id(defect_id)
        if defect is None:
            raise Refused(_("There is no such defect. Look for it by its key or its title."))
        _link(step, ticket, defect, user)


def unlink(ticket_id: int, user: User, now: datetime) -> None:
    """The ticket waits for no defect. Raises Refused when it does not anyway."""
    with _with(ticket_id, user, now) as (step, ticket):
        drafts.free(step, ticket, programme.unlink(step, ticket))


def correct(defect_id: int, user: User, now: datetime, **facts: Any) -> Defect:
    """Other facts of a defect. Raises Refused for those that do not do."""
    with begin(now, Actor("staff", user.pk), "desk") as step:
        defect = programme.lock(defect_id)
        programme.correct(step, defect, **facts)
    return defect


def set_status(
    defect_id: int, user: User, status: str, now: datetime, *, reason: str = "", fixed_in: Version | None = None
) -> Defect:
    """What becomes of a defect; whom a fix concerns, or that there will be none, gets a draft that says so.

    Raises Refused for a fix without a version, and for none without a reason.
    """
    with begin(now, Actor("staff", user.pk), "desk") as step:
        waiting = drafts.lock_waiting(defect_id)
        defect = programme.lock(defect_id)
        _set_status(step, waiting, defect, user, status, reason, fixed_in)
    return defect


def write_to_all(defect_id: int, user: User, verb: Verb, text: str, now: datetime, english: str = "") -> int:
    """One text becomes a draft on each open ticket that waits, with a greeting by name; gives how many there are.

    In Russian and in ``english``; the ticket's language chooses. Raises Refused without the one that a ticket wants.
    """
    texts: dict[Language, str] = {"ru": text.strip(), "en": english.strip()}
    if not any(texts.values()):
        raise Refused(_("There is no text to send. Write what the customer is to read."))
    with begin(now, Actor("staff", user.pk), "desk") as step:
        waiting = drafts.lock_waiting(defect_id)
        wanted = {drafts.language_of(ticket) for ticket in waiting}
        if "en" in wanted and not texts["en"]:
            raise Refused(_("Some who wait are written to in English. Write the text in English, too."))
        if "ru" in wanted and not texts["ru"]:
            raise Refused(_("Some who wait are written to in Russian. Write the text in Russian, too."))
        drafts.tell_all(step, waiting, defect_id, verb, texts, user)
    return len(waiting)


@dataclass(frozen=True, slots=True)
class Becomes:
    """What becomes of a defect, as a program says it: the status, its reason, its version by name."""

    status: str
    reason: str = ""
    fixed_in: str = ""


def put(key: ApiKey, tracker_key: str, now: datetime, becomes: Becomes | None, **said: str) -> bool:
    """The tracker says all of a defect; gives whether it is a new one. ``said``: title, tracker_url, product, version.

    Raises Refused for what nobody here knows, and as the actions do.
    """
    for attempt in range(1, TRIES + 1):
        known = defect_by_key(tracker_key)
        if known is not None:
            patch(key, known.pk, now, becomes, **said)
            return False
        try:
            with begin(now, Actor("key", key.pk), "api") as step:
                defect = programme.enter(step, tracker_key=tracker_key, **_facts(said))
                _become(step, [], defect, key, becomes)
            return True
        except IntegrityError:
            if attempt == TRIES:
                raise
    raise AssertionError("the last try returns or raises")


def patch(key: ApiKey, defect_id: int, now: datetime, becomes: Becomes | None, **said: str) -> None:
    """The tracker says what changes of a defect; what it does not name stays."""
    with begin(now, Actor("key", key.pk), "api") as step:
        waiting = drafts.lock_waiting(defect_id) if becomes else []
        defect = programme.lock(defect_id)
        programme.correct(step, defect, **_facts(said, defect))
        _become(step, waiting, defect, key, becomes)


def _become(step: Step, waiting: Sequence[Ticket], defect: Defect, key: ApiKey, becomes: Becomes | None) -> None:
    if becomes is not None:
        version = version_by(defect.product.code, becomes.fixed_in) if defect.product else None
        _set_status(step, waiting, defect, key.user, becomes.status, becomes.reason, version)


def _set_status(
    step: Step, waiting: Sequence[Ticket], defect: Defect, user: User | None, status: str, reason: str,
    fixed_in: Version | None,
) -> None:  # fmt: skip
    """``waiting`` are locked: they get drafts of a fix or of none, and lose them when it is otherwise after all."""
    before = defect.status
    if not programme.set_status(step, defect, status, reason=reason, fixed_in=fixed_in):
        return
    if before != defect.status:
        drafts.take_back(step, waiting, defect, before)
    if defect.status == "fixed":
        drafts.tell_fix(step, waiting, defect, user)
    elif defect.status == "wont_fix":
        drafts.tell_no_fix(step, waiting, defect, user)


def _facts(said: Mapping[str, str], defect: Defect | None = None) -> dict[str, Any]:
    """Names as rows. A version is one of the product that is named beside it, else of the defect's own."""
    facts: dict[str, Any] = dict(said)
    product = defect.product if defect else None
    if "product" in said:
        facts["product"] = product = product_by(said["product"]) if said["product"] else None
        if said["product"] and product is None:
            raise Refused(f"Nobody here knows the product {said['product']}.")
    if "version" in said:
        facts["version"] = version_by(product.code, said["version"]) if product and said["version"] else None
        if said["version"] and facts["version"] is None:
            raise Refused(f"Nobody here knows the version {said['version']} of that product.")
    return facts


def _link(step: Step, ticket: Ticket, defect: Defect, user: User) -> None:
    freed_of = programme.link(step, ticket, defect, user)
    if freed_of is not None:
        drafts.free(step, ticket, freed_of)


@contextmanager
def _with(ticket_id: int, user: User, now: datetime) -> Iterator[tuple[Step, Ticket]]:
    """A Step with the ticket locked. No moment moves by a defect, so that nothing is settled."""
    with begin(now, Actor("staff", user.pk), "desk") as step:
        ticket = tickets.lock(ticket_id)
        if ticket.merged_into_id:
            there = number_of(ticket.merged_into_id)
            raise Refused(_("This ticket was merged and goes on as %(number)s. Work there.") % {"number": there})
        yield step, ticket
