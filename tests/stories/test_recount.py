"""A work calendar changes under open tickets (T6), on the street: moments, letters, preview, progress.

May 2026 in Yekaterinburg as in may_2026. Anna's ticket of Wed 6 May 10:00 is due on Thu 7 May 10:00 (first response)
and Thu 14 May 11:00 (resolution); with Thursday 7 May closed: Fri 8 May 10:00, and Fri 15 May 11:00 (Wed 7, Fri 14,
Tue 22, Wed 30, Thu 38, Fri 9-11).
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from opora.calendars.actions import FROM_THE_BEGINNING
from opora.calendars.models import CalendarVersion
from opora.calendars.models import Recount as UnderWay
from opora.calendars.queries import calendar_with, progress_of, version_on, work_calendar
from opora.channels.models import Outbound
from opora.core.events import CalendarChanged, Informed, RecountBegun, Recounted, RecountEnded
from opora.core.hours import CalendarFileError
from opora.core.step import MACHINE
from opora.flow import act, recount, tick
from opora.flow.doctor import examine
from opora.flow.recount import foreseen, go_on, record
from opora.flow.step import begin
from opora.jobs import queue
from opora.jobs.models import Job
from opora.ledger.queries import Row, history_of
from opora.offices.queries import policy_at
from opora.promises.differences import compared
from opora.promises.queries import counted_by
from opora.promises.recounting import COLUMNS, Recount, count
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street, ours, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

EKB = "yekaterinburg"
SHUT: dict[str, Any] = {"hours": [], "name": "Переезд"}
LONG: list[list[str]] = [["09:00", "13:00"], ["14:00", "22:00"]]


def utc(at: str) -> datetime:
    return local(at).astimezone(UTC)


def spec_with(code: str = EKB, **days: Any) -> dict[str, Any]:
    """What the calendar says today, and other hours on some days («on_05_07»)."""
    version = version_on(code, date(2026, 5, 6))
    assert version is not None
    more = {f"2026-{day.removeprefix('on_').replace('_', '-')}": said for day, said in days.items()}
    return {**version.spec, "exceptions": {**version.spec.get("exceptions", {}), **more}}


def change(at: str, code: str = EKB, *, correcting: bool = False, **days: Any) -> CalendarVersion | None:
    with begin(utc(at), MACHINE, "desk") as step:
        return record(
            step, code=code, spec=spec_with(code, **days), valid_from=FROM_THE_BEGINNING, correcting=correcting
        )


def recounted(at: str, code: str = EKB) -> None:
    """The worker, until nothing is left."""
    for _ in range(100):
        if not go_on(code, utc(at)):
            return
    raise AssertionError("the recount never ends")


def opened(world: World, sender: str = "anna@gear.example.org", at: str = "05-06 10:00") -> Street:
    street = Street(world, sender)
    street.happen("opens", local(at))
    return street


def sound() -> bool:
    """Every ticket's rows are what its ledger says."""
    tickets = list(Ticket.objects.order_by("pk"))
    return all(one.differences == () for one in compared(tickets, policy_at(utc("05-06 12:00"))))


def moved_on(ticket_id: int) -> list[Recounted]:
    return [one.event for one in history_of("ticket", ticket_id) if isinstance(one.event, Recounted)]


def test_a_closed_day_moves_what_was_told_and_the_customer_reads_it_once(world: World) -> None:
    street = opened(world)
    version = change("05-06 12:00", on_05_07=SHUT)
    assert version is not None
    assert street.ticket.next_at == local("05-07 10:00")
    recounted("05-06 12:01")
    assert (street.ticket.next_at, street.ticket.next_kind) == (local("05-08 10:00"), "first_response")
    was = {"first_response": utc("05-07 10:00"), "resolution": utc("05-14 11:00")}
    due = {"first_response": utc("05-08 10:00"), "resolution": utc("05-15 11:00")}
    assert moved_on(street.ticket_id) == [Recounted(EKB, version.pk, was, due)]
    letters = ours(street.ticket, "recounted")
    assert len(letters) == 1
    said = words(letters[0])
    assert "У нас изменился рабочий календарь, и сроки по обращению" in said
    assert "Первый ответ — до пятницы, 8 мая, 10:00; ответ по существу — до пятницы, 15 мая, 11:00." in said
    assert "Напишем вам" not in said
    told = [one.event.moments for one in history_of("ticket", street.ticket_id) if isinstance(one.event, Informed)]
    assert told[-1] == due
    assert sound()
    # Nothing is missed on Thursday, and what is missed on Friday is confessed.
    street.happen("tick", local("05-07 10:01"))
    assert ours(street.ticket, "confess") == []
    street.happen("tick", local("05-08 10:01"))
    assert "до пятницы, 8 мая, 10:00, и не успели" in words(ours(street.ticket, "confess")[0])


def test_what_comes_nearer_brings_no_letter(world: World) -> None:
    """Open until 22:00 on Wednesday: 10-13, 14-19."""
    street = opened(world)
    change("05-06 12:00", on_05_06=LONG)
    recounted("05-06 12:01")
    assert street.ticket.next_at == local("05-06 19:00")
    assert ours(street.ticket, "recounted") == []
    assert sound()


def test_what_nobody_was_told_moves_without_a_letter(quiet_world: World) -> None:
    street = opened(quiet_world)
    change("05-06 12:00", on_05_07=SHUT)
    recounted("05-06 12:01")
    assert street.ticket.next_at == local("05-08 10:00")
    assert not Outbound.objects.filter(reaction="recounted").exists()


def test_only_open_tickets_of_this_calendar_are_recounted(world: World) -> None:
    """Closed ones never change; the office in Moscow has its own days; Oleg's contract counts around the clock."""
    closed, open_one = opened(world), opened(world, at="05-06 10:05")
    elsewhere = opened(world, "elena@turbine.example.org")
    act.close(closed.ticket_id, world.olga, "by_hand", utc("05-06 11:00"))
    rows = {street.ticket_id: (street.ticket.row_version, len(history_of("ticket", street.ticket_id)))
            for street in (closed, elsewhere)}  # fmt: skip
    assert elsewhere.ticket.calendar != EKB
    change("05-06 12:00", correcting=True, on_05_07=SHUT)
    progress = progress_of(EKB)
    assert progress is not None
    assert (progress.total, progress.examined, progress.ended_at) == (1, 0, None)
    recounted("05-06 12:01")
    for street in (closed, elsewhere):
        assert (street.ticket.row_version, len(history_of("ticket", street.ticket_id))) == rows[street.ticket_id]
    assert moved_on(open_one.ticket_id) != []
    assert sound()


def test_the_progress_is_readable_and_ends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recount, "CHUNK", 2)
    monkeypatch.setattr(recount, "LETTERS", 1)
    for at in ("05-06 10:00", "05-06 10:05", "05-06 10:10"):
        opened(world, at=at)
    version = change("05-06 12:00", on_05_07=SHUT)
    assert version is not None
    seen = []
    while go_on(EKB, utc("05-06 12:01")):
        progress = progress_of(EKB)
        assert progress is not None
        assert progress.ended_at is None
        seen.append((progress.examined, progress.moved, progress.to_tell, progress.told))
    assert seen == [(2, 2, 2, 0), (3, 3, 3, 0), (3, 3, 3, 1), (3, 3, 3, 2), (3, 3, 3, 3)]
    progress = progress_of(EKB)
    assert progress is not None
    assert (progress.version, progress.total, progress.ended_at) == (version.pk, 3, utc("05-06 12:01"))
    assert progress_of("moscow") is None
    happened = [type(one.event).__name__ for one in history_of("calendar", version.calendar_id)]
    assert happened == ["CalendarAdded", "CalendarChanged", "RecountBegun", "RecountEnded"]


def test_the_preview_says_what_the_recount_does_ticket_by_ticket(world: World) -> None:
    for at, sender in (("05-06 10:00", "anna@gear.example.org"), ("05-06 10:30", "sergey@bridge.example.org"),
                       ("05-06 11:00", "nikolay@rail.example.org"), ("05-06 11:30", "somebody@stranger.example.org"),
                       ("05-06 11:40", "anna@gear.example.org")):  # fmt: skip
        opened(world, sender, at)
    asked = Ticket.objects.order_by("pk").first()
    assert asked is not None
    act.ask(asked.pk, world.irina, "Какой драйвер?", utc("05-06 11:50"))
    before = {table.__name__: table.objects.count() for table in (CalendarVersion, UnderWay, Outbound, Job)}
    spec = spec_with(on_05_07=SHUT, on_05_12=SHUT)
    page = foreseen(EKB, spec=spec, valid_from=FROM_THE_BEGINNING, now=utc("05-06 12:00"))
    assert {table.__name__: table.objects.count() for table in (CalendarVersion, UnderWay, Outbound, Job)} == before
    with begin(utc("05-06 12:00"), MACHINE, "desk") as step:
        record(step, code=EKB, spec=spec, valid_from=FROM_THE_BEGINNING)
    recounted("05-06 12:00")
    rows = Ticket.objects.order_by("pk").values_list("pk", flat=True)
    done = [(row, kind, event.was[kind], due)
            for row in rows for event in moved_on(row) for kind, due in event.due.items()]  # fmt: skip
    assert sorted((one.ticket, one.kind, one.before, one.after) for one in page.moves) == sorted(done)
    assert page.moved == len({row for row, *_ in done}) > 2
    assert (page.open, page.next_after) == (Ticket.objects.filter(calendar=EKB).count(), None)
    assert sound()


def test_the_preview_while_a_recount_is_under_way_says_what_the_next_one_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thursday 7 is shut; one ticket of two is counted when Tuesday 12 is to be shut as well. The other one has a word
    on Thursday at 12:00, which no recount has moved yet: the next one takes in both versions, and so does its preview.
    """
    monkeypatch.setattr(recount, "CHUNK", 1)
    streets = [opened(world), opened(world, "sergey@bridge.example.org")]
    for street in streets:
        act.tell(street.ticket_id, world.irina, "Смотрим.", utc("05-06 11:00"), utc("05-07 12:00"))
    change("05-06 12:00", on_05_07=SHUT)
    assert go_on(EKB, utc("05-06 12:01"))
    spec = spec_with(on_05_12=SHUT)
    page = foreseen(EKB, spec=spec, valid_from=FROM_THE_BEGINNING, now=utc("05-06 12:05"))
    before = [len(moved_on(street.ticket_id)) for street in streets]
    change("05-06 12:05", on_05_12=SHUT)
    recounted("05-06 12:05")
    done = [one for street, was in zip(streets, before, strict=True) for one in moved_on(street.ticket_id)[was:]]
    found = {(kind, one.was[kind], due) for one in done for kind, due in one.due.items()}
    assert {(one.kind, one.before, one.after) for one in page.moves} == found
    assert "word" in {one.kind for one in page.moves}


def test_rows_tell_what_moves_where_they_say_enough(world: World) -> None:
    """No ledger is read for a ticket that works or was answered, one for who waits, none for who waits till long before
    the change; and both ways say the same."""
    works, waits, answered = (opened(world, at=at) for at in ("05-06 10:00", "05-06 10:05", "05-06 10:10"))
    act.ask(waits.ticket_id, world.irina, "Какой драйвер?", utc("05-06 11:00"))
    act.answer(answered.ticket_id, world.irina, "Обновите драйвер.", utc("05-06 11:00"))
    rows = list(counted_by(EKB).order_by("pk").values_list(*COLUMNS))
    for day, ledgers, moving in (("on_05_07", {waits.ticket_id}, 3), ("on_06_25", set(), 0)):
        known = calendar_with(EKB, spec_with(EKB, **{day: SHUT}), FROM_THE_BEGINNING, utc("05-06 12:00"))
        now = utc("05-06 12:00")
        asked = Recount(EKB, known, now, now, policy_at(now), by_rows=True)
        found = count(rows, asked)
        assert set(found.stood) == ledgers
        assert len(found.moved) == moving
        assert found.moved == count(rows, replace(asked, by_rows=False)).moved
    assert works.ticket.next_at == local("05-07 10:00")


def test_the_preview_comes_in_pages(world: World) -> None:
    streets = [opened(world, at=at) for at in ("05-06 10:00", "05-06 10:05", "05-06 10:10")]
    spec = spec_with(on_05_07=SHUT)
    first = foreseen(EKB, spec=spec, valid_from=FROM_THE_BEGINNING, now=utc("05-06 12:00"), limit=2)
    assert {one.ticket for one in first.moves} == {streets[0].ticket_id, streets[1].ticket_id}
    assert (first.open, first.moved, first.later, first.next_after) == (3, 3, 3, streets[1].ticket_id)
    assert first.moves[0].number == streets[0].ticket.number
    rest = foreseen(
        EKB, spec=spec, valid_from=FROM_THE_BEGINNING, now=utc("05-06 12:00"), after=streets[1].ticket_id, limit=2
    )
    assert ({one.ticket for one in rest.moves}, rest.moved, rest.next_after) == ({streets[2].ticket_id}, 3, None)
    with pytest.raises(CalendarFileError):
        foreseen(EKB, spec={"zone": "Europe/Nowhere"}, valid_from=FROM_THE_BEGINNING, now=utc("05-06 12:00"))


def test_an_equal_version_records_nothing(world: World) -> None:
    assert change("05-06 12:00", on_05_07=SHUT) is not None
    assert change("05-06 12:05", on_05_07=SHUT) is None
    # What was recorded for the future becomes a correction of the past: that is something else.
    assert change("05-06 12:10", on_05_07=SHUT, correcting=True) is not None
    assert change("05-06 12:15", on_05_07=SHUT) is None
    assert CalendarVersion.objects.filter(calendar__code=EKB).count() == 3
    with pytest.raises(CalendarFileError), begin(utc("05-06 13:00"), MACHINE, "desk") as step:
        record(step, code=EKB, spec={"zone": "Asia/Yekaterinburg", "weekly": {"day": []}}, valid_from=date(2026, 1, 1))
    assert CalendarVersion.objects.filter(calendar__code=EKB).count() == 3


def test_a_change_without_open_tickets_is_done_at_once(world: World) -> None:
    version = change("05-06 12:00", on_05_07=SHUT)
    assert version is not None
    history = [one.event for one in history_of("calendar", version.calendar_id)]
    assert history[1:] == [
        CalendarChanged(version.pk), RecountBegun(version.pk, 0), RecountEnded(version.pk, 0, 0),
    ]  # fmt: skip
    assert not Job.objects.exists()


def test_a_later_version_takes_over_what_is_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thursday is closed; after one of two tickets was counted it is open after all: both are as they were, and what
    one customer was to hear is not written any more."""
    monkeypatch.setattr(recount, "CHUNK", 1)
    one, other = opened(world), opened(world, at="05-06 10:05")
    first = change("05-06 12:00", on_05_07=SHUT)
    assert go_on(EKB, utc("05-06 12:01"))
    assert (one.ticket.next_at, other.ticket.next_at) == (local("05-08 10:00"), local("05-07 10:05"))
    full = [["09:00", "13:00"], ["14:00", "18:00"]]
    second = change("05-06 12:02", on_05_07=full)
    assert first is not None
    assert second is not None
    recounted("05-06 12:03")
    assert (one.ticket.next_at, other.ticket.next_at) == (local("05-07 10:00"), local("05-07 10:05"))
    assert Outbound.objects.filter(reaction="recounted").count() == 0
    assert list(UnderWay.objects.order_by("pk").values_list("version", "superseded")) == [
        (first.pk, True), (second.pk, False),
    ]  # fmt: skip
    assert sound()


def test_the_worker_does_it_as_a_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recount, "CHUNK", 1)
    monkeypatch.setattr(recount.recount.get_backend(), "clock", lambda: utc("05-06 12:00"))
    one, other = opened(world), opened(world, at="05-06 10:05")
    change("05-06 12:00", on_05_07=SHUT)
    assert Job.objects.count() == 1
    for turn in range(20):
        taken = queue.take(utc("05-06 12:01") + timedelta(seconds=turn))
        if taken is None:
            break
        outcome = queue.perform(taken)
        assert outcome.trouble == ""
        assert queue.finish(taken, outcome, utc("05-06 12:01"))
    assert (one.ticket.next_at, other.ticket.next_at) == (local("05-08 10:00"), local("05-08 10:05"))
    assert Outbound.objects.filter(reaction="recounted").count() == 2
    assert list(Job.objects.values_list("state", flat=True)) == ["done"]


def test_the_past_stays_and_a_correction_mends_it(world: World) -> None:
    """On Fri 8 May 12:00 it is found that Thursday was closed. Not correcting: nothing moves, Thursday was worked.
    Correcting: the resolution, 15 May 11:00."""
    street = opened(world)
    street.happen("tell", local("05-06 11:00"))
    change("05-08 12:00", on_05_07=SHUT)
    recounted("05-08 12:00")
    assert moved_on(street.ticket_id) == []
    change("05-08 12:05", on_05_07=SHUT, correcting=True)
    recounted("05-08 12:05")
    assert [event.due for event in moved_on(street.ticket_id)] == [{"resolution": utc("05-15 11:00")}]
    assert sound()


def test_the_desk_works_by_the_new_hours_at_once(world: World) -> None:
    change("05-06 12:00", on_05_07=SHUT)
    assert not work_calendar(EKB).works_on(date(2026, 5, 7))
    street = opened(world, at="05-06 12:05")
    # 12:05-13, 14-18 are 4:55 h, Friday 9-12:05.
    assert street.ticket.next_at == local("05-08 12:05")
    tick.ticket(street.ticket_id, utc("05-07 13:00"))
    assert street.ticket.next_kind == "first_response"


def test_the_doctor_finds_what_is_not_counted_by_the_newest_calendar(world: World) -> None:
    def found(at: str) -> list[str]:
        return [f"{one.about}: {one.sentence}" for one in examine(utc(at)) if one.check == "recount"]

    street, elsewhere = opened(world), opened(world, "elena@turbine.example.org")
    assert elsewhere.ticket.calendar != EKB
    assert found("05-06 12:00") == []
    change("05-06 12:00", on_05_07=SHUT)
    number = street.ticket.number
    assert found("05-06 12:01") == [f"{number}: По новому календарю ещё не пересчитано: first_response, resolution."]
    recounted("05-06 12:02")
    assert found("05-06 12:03") == []
    # What moves nothing is nothing to find, before the recount and after it.
    change("05-06 12:04", on_05_28=SHUT)
    assert found("05-06 12:05") == []


def test_a_ledger_that_cannot_be_read_stops_no_recount(world: World) -> None:
    spoiled, waits, works = (opened(world, at=at) for at in ("05-06 10:00", "05-06 10:05", "05-06 10:10"))
    for one in (spoiled, waits):
        act.ask(one.ticket_id, world.irina, "Какой драйвер?", utc("05-06 11:00"))
    first = Row.objects.filter(subject="ticket", subject_id=spoiled.ticket_id, sequence=1)
    first.update(type="Nonsense")
    change("05-06 12:00", on_05_07=SHUT)
    recounted("05-06 12:01")
    # Nudged three working days after Wed 11:00: Fri 8, Tue 12, Wed 13 May; without the change on Tue 12 May.
    assert (spoiled.ticket.next_at, waits.ticket.next_at) == (local("05-12 11:00"), local("05-13 11:00"))
    assert works.ticket.next_at == local("05-08 10:10")
    progress = progress_of(EKB)
    assert progress is not None
    assert (progress.examined, progress.moved, progress.ended_at) == (3, 2, utc("05-06 12:01"))
