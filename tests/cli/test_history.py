"""The history of the demo, played over the real street: the same twice, nobody forgotten, nothing sent again."""

import hashlib
import json
from collections import Counter
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from opora.channels.models import ApiRequest, InboundMail, Outbound, SentForm
from opora.cli import demo_desk, demo_letters, preset
from opora.cli.history import load
from opora.cli.history.load import History
from opora.cli.history.play import Played
from opora.core.step import MACHINE
from opora.flow import tour
from opora.flow.demo import progress
from opora.flow.doctor import examine
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.registry.models import Organisation
from opora.tickets.models import Rating, Ticket
from tests import world

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
"""Wednesday, 15:00 in Moscow; Friday 8 May was the short day before the holidays."""
FEW = 40
IDS = (
    "message", "ticket", "user", "organisation", "site", "purchase", "contract", "duty", "holder", "split_from",
    "defect",
)  # fmt: skip


def _furnish(tickets: int = FEW) -> None:
    demo_desk.furnish(NOW, history=History("2026-05-20", seed=3, tickets=tickets))
    demo_letters.feed(NOW)


def _load() -> list[Played]:
    return [played for _, played in load.load(lambda: NOW, nullcontext)]


def _digest() -> str:
    """The whole ledger of tickets and history, rows' own numbers left out: they differ from database to database."""
    told = []
    for row in Event.objects.filter(subject__in=["ticket", "history"]).order_by("pk"):
        payload = {name: value for name, value in row.payload.items() if name not in IDS}
        told.append([row.subject, row.sequence, row.at.isoformat(), row.type, row.via, payload])
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@pytest.mark.django_db(transaction=True)
def test_two_runs_write_the_same_ledger_and_so_does_one_that_was_broken_off() -> None:
    """With real transactions, each ticket in one of its own."""
    _furnish()
    whole = len(list(load.load(lambda: NOW)))
    first = _digest()
    call_command("flush", interactive=False, verbosity=0)
    _furnish()
    begun = [done for done, _ in islice(load.load(lambda: NOW), 7)]
    assert begun == [1, 2, 3, 4, 5, 6, 7]
    rest = len(list(load.load(lambda: NOW)))
    assert (whole, rest) == (FEW, FEW - 7)
    assert _digest() == first


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_breaks_leaves_nothing_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    _furnish(5)
    running = load.load(lambda: NOW)
    next(running)
    before = Event.objects.count(), Ticket.objects.count(), InboundMail.objects.count()
    with monkeypatch.context() as broken:
        broken.setattr(Played, "_taken", lambda played, at: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            next(running)
    assert (Event.objects.count(), Ticket.objects.count(), InboundMail.objects.count()) == before
    assert len(_load()) == 4


def test_a_year_on_the_desk() -> None:
    _furnish()
    played = _load()
    # Nobody is forgotten (P4) and every promise is as its ledger says; no verb was refused on the way.
    assert [str(found) for found in examine(NOW)] == []
    assert [refused for one in played for refused in one.refused] == []
    assert not Ticket.objects.filter(next_at__lt=NOW - timedelta(minutes=2)).exists()
    _check_letters_against_tickets()
    _check_what_happened()
    # The past is not sent again: each letter was taken when it was written. What waits is of today's six letters.
    assert set(Outbound.objects.values_list("state", flat=True)) == {"sent", "queued"}
    assert Outbound.objects.filter(state="queued").count() == 6
    assert not any(row.sent_at is None or row.sent_at < row.created_at for row in Outbound.objects.filter(state="sent"))
    assert progress(NOW) == (FEW, FEW)
    # The tour finds what it shows by what happened, in a history as small as this.
    assert {code for code, number in tour.stops(NOW).items() if not number} == set()


def _check_letters_against_tickets() -> None:
    """Each kept letter went somewhere; each ticket of the channel mail was opened by a letter, or split from one."""
    letters = Counter(InboundMail.objects.values_list("state", flat=True))
    assert set(letters) == {"filed", "aside"}
    opened = InboundMail.objects.filter(state="filed", rule__in=["new", "linked"]).count()
    channels = Counter(Ticket.objects.values_list("channel", flat=True))
    split = Event.objects.filter(type="Split").count()
    assert split > 0
    assert channels["mail"] == opened + split
    received = Event.objects.filter(type="Received", via="mail").count()
    assert received == letters["filed"]
    # Forms, calls and what an integration wrote came the other ways.
    assert channels["form"] == SentForm.objects.count()
    assert channels["api"] == ApiRequest.objects.count()
    assert sum(channels.values()) == Ticket.objects.count()


def _check_what_happened() -> None:
    # A third of some forty answers; each after its answer.
    assert Rating.objects.count() >= 5
    assert not Rating.objects.filter(at__lte=F("answer__at")).exists()
    stages = set(Ticket.objects.values_list("stage", flat=True))
    assert stages == {"received", "office", "central", "research", "waiting", "answered", "release", "closed"}
    assert set(Ticket.objects.values_list("level", flat=True)) == {
        "initial", "basic", "warranty", "extended", "individual",
    }  # fmt: skip
    # Letters say no kind; whoever takes a ticket sets it mostly, so that most of them have one.
    kinds = Counter(Ticket.objects.values_list("kind", flat=True))
    assert kinds["other"] < FEW / 2
    assert {"setup", "how_to", "fault"} <= set(kinds)
    happened = Counter(Event.objects.values_list("type", flat=True))
    for event in (
        "Confessed",
        "Climbed",
        "Nudged",
        "Thanked",
        "Rejected",
        "HandedOver",
        "Moved",
        "AwaitsRelease",
        "DefectLinked",
        "Corrected",
        "KindSet",
    ):
        assert happened[event] > 0, event
    # A confession is a letter, and it was taken within the minute in which the worker looks.
    confessions = Outbound.objects.filter(reaction="confess", audience="customer")
    assert len(confessions) > 0
    assert all(row.sent_at == row.created_at for row in confessions)


def test_a_second_run_adds_nothing() -> None:
    _furnish(3)
    assert len(_load()) == 3
    before = Event.objects.count()
    assert _load() == []
    assert Event.objects.count() == before


@pytest.mark.parametrize("preset_only", [False, True])
def test_a_desk_that_opora_demo_has_not_made_takes_nothing(preset_only: bool) -> None:
    """Not even one into which `opora setup` wrote the same vendor; a marked desk takes it, as is shown above."""
    if preset_only:
        with begin(NOW, MACHINE, "cli") as step:
            preset.load(step, "demo", on=NOW.date())
    else:
        world.build()
    before = Event.objects.count(), Organisation.objects.count()
    with pytest.raises(CommandError, match="not made by"):
        _load()
    assert (Event.objects.count(), Organisation.objects.count()) == before


def _options(**named: object) -> dict[str, object]:
    return {"anchor": None, "seed": None, "history": None} | named


def test_a_later_start_keeps_the_history_of_the_first() -> None:
    _furnish(5)
    load.agree(History("2026-05-21"), _options(), NOW)
    load.agree(History("2026-05-20", seed=3), _options(anchor="2026-05-20", seed=3), NOW)
    assert load.marked(NOW) == History("2026-05-20", seed=3, tickets=5)
    with pytest.raises(CommandError, match="--seed"):
        load.agree(History("2026-05-20", seed=8), _options(seed=8), NOW)
    with pytest.raises(CommandError, match="--anchor"):
        load.agree(History("2026-01-05", seed=3), _options(anchor="2026-01-05"), NOW)
    load.agree(History("2026-05-20", seed=3, tickets=9), _options(history=9), NOW)
    assert load.marked(NOW).tickets == load.ahead(NOW) == 9
