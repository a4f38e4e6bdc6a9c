"""A quiet desk reads, computes and shows; what it did not promise it need not confess when it begins to answer."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command

from opora.channels.models import InboundMail, Mailbox, Outbound
from opora.flow import act, arrive, start, tick
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.offices.queries import is_quiet
from opora.promises.models import Promise
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, ours, receive, to_colleagues, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA, SERGEY = "anna@gear.example.org", "sergey@bridge.example.org"


def utc(at: str) -> datetime:
    return local(at).astimezone(UTC)


def opened(world: World, at: str = "05-06 10:00", sender: str = ANNA) -> Street:
    street = Street(world, sender)
    street.happen("opens", local(at))
    return street


def names_of(street: Street) -> list[str]:
    return [type(one.event).__name__ for one in history_of("ticket", street.ticket_id)]


def test_the_acknowledgement_is_shown_and_promises_nothing(quiet_world: World) -> None:
    street = opened(quiet_world)
    assert [row.state for row in Outbound.objects.all()] == ["shown"]
    assert "Informed" not in names_of(street)
    # The clocks run all the same: as in story A.
    assert (street.ticket.next_at, street.ticket.next_kind) == (local("05-07 10:00"), "first_response")
    assert not Promise.objects.exclude(told_due_at=None).exists()


def test_a_desk_that_answers_queues_it_and_notes_what_it_told(world: World) -> None:
    street = opened(world)
    assert [row.state for row in Outbound.objects.all()] == ["queued"]
    assert "Informed" in names_of(street)


def test_verbs_are_refused_with_the_way_out_and_notes_are_not(quiet_world: World) -> None:
    street = opened(quiet_world)
    for verb in (act.ask, act.tell, act.answer):
        with pytest.raises(Refused, match="start-answering"):
            verb(street.ticket_id, quiet_world.irina, "Здравствуйте.", utc("05-06 11:00"))
    act.note(street.ticket_id, quiet_world.irina, "Посмотрю.", utc("05-06 11:00"))
    assert street.ticket.stage == "received"
    start.start(None, {}, utc("05-06 11:30"))
    act.tell(street.ticket_id, quiet_world.irina, "Смотрим.", utc("05-06 11:31"))
    assert street.ticket.stage == "office"


def test_misses_are_recorded_untold_and_nothing_is_confessed(quiet_world: World) -> None:
    street = opened(quiet_world)
    street.happen("tick", local("05-07 10:01"))
    missed = Promise.objects.get(ticket=street.ticket_id, kind="first_response")
    assert (missed.missed_at, missed.confessed_at) == (local("05-07 10:00"), None)
    assert names_of(street).count("Missed") == 1
    assert "Confessed" not in names_of(street)
    # The manager's notice is written too, and shown.
    assert len(to_colleagues(recipient="olga@vendor.test")) == 1
    assert {row.state for row in Outbound.objects.all()} == {"shown"}
    # What is next is the word: 3 working days from 6 May 10:00 are 12 May 10:00.
    assert (street.ticket.next_at, street.ticket.next_kind) == (local("05-12 10:00"), "word")


def test_old_letters_are_archive_and_open_no_ticket(world: World) -> None:
    box = Mailbox.objects.create(name="pipe", kind="pipe", connected_at=local("05-06 00:00"))
    old = receive(letter(ANNA, "Старое", "Чертёж-3D v22 не работал.", local("05-05 10:00")), local("05-05 10:00"))
    assert (old.mailbox, old.archive, old.state, old.rule, old.ticket_id) == (box, True, "aside", "archive", None)
    assert not Outbound.objects.exists()
    new = receive(letter(ANNA, "Новое", "Чертёж-3D v22 не работает.", local("05-06 10:00")), local("05-06 10:00"))
    assert (new.archive, new.state) == (False, "filed")


def three(world: World) -> tuple[Street, Street, Street]:
    """A warranty ticket whose first response has passed, another in time, and a basic one."""
    return opened(world), opened(world, "05-07 10:30"), opened(world, "05-07 10:40", SERGEY)


def test_the_groups_are_by_level_and_lateness(quiet_world: World) -> None:
    late, fresh, basic = three(quiet_world)
    found = start.groups(utc("05-07 11:00"))
    assert [(group.key, group.tickets) for group in found] == [
        ("warranty", (fresh.ticket_id,)),
        ("warranty-late", (late.ticket_id,)),
        ("basic", (basic.ticket_id,)),
    ]


def test_each_group_gets_what_was_chosen_once(quiet_world: World) -> None:
    late, fresh, basic = three(quiet_world)
    now = utc("05-07 11:00")
    assert start.start(quiet_world.galina, {"warranty": "tell", "warranty-late": "close"}, now) == 1
    assert not is_quiet(now)
    assert (late.ticket.stage, late.ticket.closed_why, fresh.ticket.stage) == ("closed", "unanswered", "received")
    assert [row.state for row in Outbound.objects.filter(ticket=fresh.ticket_id)] == ["shown", "queued"]
    assert {row.state for row in Outbound.objects.filter(ticket=late.ticket_id)} == {"shown"}
    assert {row.state for row in Outbound.objects.filter(ticket=basic.ticket_id)} == {"shown"}
    # FR of the one told: Thu 7 10:30-13 (2.5), 14-18 (6.5), Fri 8 9-10:30 (8).
    assert "в пятницу, 8 мая" in words(ours(fresh.ticket)[-1]) or "до пятницы, 8 мая" in words(ours(fresh.ticket)[-1])
    # Again: nothing.
    before = Outbound.objects.count()
    assert start.start(None, {"warranty": "tell", "basic": "tell"}, now + timedelta(minutes=1)) == 0
    assert Outbound.objects.count() == before


def test_what_passed_while_quiet_is_never_confessed(quiet_world: World) -> None:
    late, _, _ = three(quiet_world)
    start.start(None, {"warranty-late": "tell"}, utc("05-07 11:00"))
    letter_now = words(ours(late.ticket)[-1])
    assert "7 мая" not in letter_now  # the moment that has passed is not named
    late.happen("tick", local("05-07 11:01"))
    assert "Missed" in names_of(late)
    assert "Confessed" not in names_of(late)


def test_what_is_told_from_now_on_is_confessed(quiet_world: World) -> None:
    _, fresh, basic = three(quiet_world)
    start.start(None, {"warranty": "tell", "basic": "silent"}, utc("05-07 11:00"))
    fresh.happen("tick", local("05-08 10:31"))
    assert "Confessed" in names_of(fresh)
    # Goal 16 wh: Thu 10:40-13, 14-18 (6:20), Fri 9-13, 14-17 (13:20), Tue 12 9-11:40 (16). Silent: not told.
    assert (basic.ticket.next_at, basic.ticket.next_kind) == (local("05-12 11:40"), "goal")
    basic.happen("tick", local("05-12 11:41"))
    assert "Missed" in names_of(basic)
    assert "Confessed" not in names_of(basic)


def test_a_customer_with_many_tickets_is_told_of_each(quiet_world: World) -> None:
    """The daily limit of acknowledgements stops machines that answer each other, not a list that somebody approved."""
    streets = [opened(quiet_world, f"05-07 09:{minute:02d}") for minute in range(7)]
    assert start.start(None, {"warranty": "tell"}, utc("05-07 11:00")) == 7
    told = Outbound.objects.filter(recipient=ANNA, state="queued", reaction="acknowledge")
    assert {row.ticket_id for row in told} == {street.ticket_id for street in streets}


def test_letters_that_were_only_shown_do_not_use_up_the_daily_limit(quiet_world: World) -> None:
    for minute in range(5):
        opened(quiet_world, f"05-07 09:{minute:02d}")
    start.start(None, {}, utc("05-07 11:00"))
    assert len(ours(opened(quiet_world, "05-07 11:30").ticket, "acknowledge")) == 1


def test_a_start_that_breaks_in_the_middle_has_not_begun(quiet_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the rest is never told: the desk answers already, so nobody is asked again."""
    three(quiet_world)
    now, reached = utc("05-07 11:00"), []

    def reach(*given: object) -> int:
        reached.append(given)
        if len(reached) == 2:
            raise RuntimeError("the machine stops here")
        return real(*given)  # type: ignore[arg-type]

    real = start._reach
    monkeypatch.setattr(start, "_reach", reach)
    choices: dict[str, start.Choice] = {"warranty": "tell", "warranty-late": "tell", "basic": "tell"}
    with pytest.raises(RuntimeError):
        start.start(None, choices, now)
    assert is_quiet(now)
    monkeypatch.undo()
    assert start.start(None, choices, now) == 3


def test_the_command_asks_for_each_group_and_begins(quiet_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    late, _, _ = three(quiet_world)
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return {1: "what", 2: "t", 3: "c", 4: "s"}[len(asked)]

    monkeypatch.setattr("builtins.input", answer)
    said = io.StringIO()
    with time_machine.travel(utc("05-07 11:00"), tick=False):
        call_command("start_answering", stdout=said)
    assert len(asked) == 4
    # Each group is shown before it is asked for: number, when, whose, about what.
    number = late.ticket.number
    assert f"  {number}  today, 10:00  Демо-завод «Шестерня»: Не открывается сборка\n" in said.getvalue()
    assert sorted(Ticket.objects.values_list("stage", flat=True)) == ["closed", "received", "received"]
    said = io.StringIO()
    with time_machine.travel(utc("05-07 11:05"), tick=False):
        call_command("start_answering", "--json", stdout=said)
    assert json.loads(said.getvalue()) == {"answering": True, "told": 0}


def test_the_list_alone_asks_nothing_and_begins_nothing(quiet_world: World) -> None:
    late, fresh, basic = three(quiet_world)
    said, lines = io.StringIO(), io.StringIO()
    with time_machine.travel(utc("05-07 11:00"), tick=False):
        call_command("start_answering", "--list", stdout=said)
        call_command("start_answering", "--list", "--json", stdout=lines)
    assert said.getvalue().splitlines()[0] == "warranty: 1 open"
    assert [street.ticket.number in said.getvalue() for street in (late, fresh, basic)] == [True, True, True]
    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [(one["group"], len(one["tickets"])) for one in found] == [
        ("warranty", 1), ("warranty-late", 1), ("basic", 1),
    ]  # fmt: skip
    assert found[1]["tickets"] == [
        {"number": late.ticket.number, "subject": "Не открывается сборка", "customer": "Демо-завод «Шестерня»",
         "next_at": "2026-05-07T05:00:00+00:00", "next_kind": "first_response"},
    ]  # fmt: skip
    assert is_quiet(utc("05-07 11:01"))


def test_a_long_group_is_shown_in_part(quiet_world: World) -> None:
    for minute in range(22):
        opened(quiet_world, f"05-07 09:{minute:02d}")
    said = io.StringIO()
    with time_machine.travel(utc("05-07 09:30"), tick=False):
        call_command("start_answering", "--all", "silent", stdout=said)
    assert said.getvalue().count("  SD-") == 20
    assert "and 2 more: opora start-answering --list shows all" in said.getvalue()


def test_a_letter_kept_while_quiet_and_filed_late_confesses_nothing(quiet_world: World) -> None:
    raw = letter(ANNA, "Сборка", "Чертёж-3D v22 не открывает сборку.", local("05-06 10:00"))
    filed = receive(raw, local("05-06 10:00"), filed_at=local("05-12 10:00"))
    assert isinstance(filed, InboundMail)
    assert "Confessed" not in [type(one.event).__name__ for one in history_of("ticket", filed.ticket_id or 0)]
    assert [row.state for row in Outbound.objects.filter(audience="customer")] == ["shown"]
    tick.ticket(filed.ticket_id or 0, utc("05-12 10:05"))
    arrive.letter(filed.pk, utc("05-12 10:06"))
    assert Outbound.objects.filter(audience="customer").count() == 1
