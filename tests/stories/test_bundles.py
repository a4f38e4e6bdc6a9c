"""Letters to colleagues over the whole street: in their working hours, joined, three a day at most, none lost.

May 2026 in Yekaterinburg as in may_2026: Wed 6 and Thu 7 May full, Fri 8 May until 17:00, 9-11 May off, 12-15 and
18-22 May full. Anna's first response is due after eight working hours; six are three quarters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest

from opora.channels.models import Notice, Outbound
from opora.contracts.actions import enter_duty
from opora.core.step import MACHINE
from opora.flow import act, bundle, digest, tell_notices, tick, warn
from opora.flow.step import begin
from opora.offices import actions as offices
from opora.offices.models import Absence
from opora.promises.models import Promise
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street, to_colleagues
from tests.stories.street import words as plain
from tests.stories.test_rules import utc
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA, OLEG, NIKOLAY = "anna@gear.example.org", "oleg@harbour.example.org", "nikolay@rail.example.org"
TEN_MINUTES = timedelta(minutes=10)
EKB = ZoneInfo("Asia/Yekaterinburg")


def opened(world: World, at: str, sender: str = ANNA, *, taken: bool = True) -> Street:
    """A ticket of this moment; Irina takes it a minute later, unless nobody does."""
    street = Street(world, sender)
    street.happen("opens", local(at))
    if taken:
        act.assign(street.ticket_id, world.irina, world.irina, utc(at) + timedelta(minutes=1))
    return street


def grid(since: str, until: str) -> Iterator[datetime]:
    at = utc(since)
    while at <= utc(until):
        yield at
        at += TEN_MINUTES


def work(since: str, until: str) -> None:
    """The worker between two moments: every ten minutes what is near, what has passed, and what has come due."""
    for at in grid(since, until):
        warn.gather(at)
        for row in Ticket.objects.filter(next_at__lt=at - timedelta(seconds=60)).values_list("pk", flat=True):
            tick.ticket(row, at)
        bundle.write_all(at)


def when(row: Outbound) -> str:
    return f"{row.created_at.astimezone(EKB):%m-%d %H:%M}"


def said(row: Outbound) -> str:
    message = message_from_bytes(bytes(row.raw), policy=default)
    return f"{message['Subject']} | {plain(message)}"


def letters(name: str) -> list[tuple[str, str]]:
    """When this colleague was written to so far, and what."""
    rows = Outbound.objects.filter(audience="staff", recipient=f"{name}@vendor.test").order_by("pk")
    return [(when(row), said(row)) for row in rows]


def moments(name: str) -> list[str]:
    return [at for at, _ in letters(name)]


# --- late, or theirs now --------------------------------------------------------------------------------------------


def test_in_working_hours_at_once_and_as_ever(world: World) -> None:
    street = opened(world, "05-06 10:00")
    street.reply("Есть новости?", local("05-06 11:00"))
    (row,) = to_colleagues(local("05-06 11:00"))
    assert (row.recipient, row.reaction, when(row)) == ("irina@vendor.test", "tell_assignee", "05-06 11:00")
    assert f"Заказчик ответил по обращению {street.ticket.number}" in said(row)


def test_at_night_they_wait_and_are_one_letter_in_the_morning(world: World) -> None:
    one, other = opened(world, "05-06 10:00"), opened(world, "05-06 10:10")
    one.reply("Есть новости?", local("05-06 19:00"))
    other.reply("А у нас?", local("05-07 03:00"))
    one.reply("Ещё журнал.", local("05-07 08:59"))
    assert to_colleagues(local("05-07 08:59")) == []
    bundle.write_all(utc("05-07 09:00"))
    ((at, text),) = letters("irina")
    assert at == "05-07 09:00"
    assert text.startswith("Ответили заказчики: 3 | ")
    assert text.count(one.ticket.number) == 2
    assert text.count(other.ticket.number) == 1
    assert "Первый ответ — до четверга, 7 мая, 10:00" in text


def test_of_one_ticket_the_joined_letter_is_that_tickets(world: World) -> None:
    """So that a reply to it is a note there; about several it is a matter of its own."""
    street = opened(world, "05-06 10:00")
    for at in ("05-06 19:00", "05-06 20:00"):
        street.reply(f"Есть новости? {at}", local(at))
    (row,) = to_colleagues(local("05-07 09:00"))
    assert (row.ticket_id, row.reaction) == (street.ticket_id, "tell_staff")


def test_the_office_of_another_zone_has_its_own_morning(world: World) -> None:
    """20:00 in Yekaterinburg is 1:00 of the next day in Vladivostok, whose 9:00 is 4:00 here."""
    street = opened(world, "05-06 06:00", OLEG, taken=False)
    act.assign(street.ticket_id, world.roman, world.roman, utc("05-06 06:10"))
    street.reply("Есть новости?", local("05-06 20:00"))
    assert to_colleagues(local("05-07 03:59")) == []
    assert [when(row) for row in to_colleagues(local("05-07 04:00"))] == ["05-07 04:00"]


def test_on_duty_they_are_written_to_at_night_too(world: World) -> None:
    """A duty of Sat 9 May 20-23 with Irina; Artyom isn't on it, so his ticket calls her out (O3)."""
    with begin(utc("05-06 09:00"), MACHINE, "cli") as step:
        enter_duty(
            step, organisation=world.gear, from_at=utc("05-09 20:00"), until_at=utc("05-09 23:00"),
            staff=[world.irina], reason="Запуск цеха",
        )  # fmt: skip
    one, other = opened(world, "05-08 10:00"), opened(world, "05-08 10:10", taken=False)
    act.assign(other.ticket_id, world.artyom, world.artyom, utc("05-08 10:11"))
    one.reply("Есть новости?", local("05-09 21:00"))
    other.reply("А здесь есть новости?", local("05-09 21:00"))
    bundle.write_all(utc("05-12 12:00"))
    written = Outbound.objects.filter(audience="staff", recipient="irina@vendor.test").order_by("reaction")
    assert [(row.reaction, row.ticket_id, when(row)) for row in written] == [
        ("call_out", other.ticket_id, "05-09 21:00"), ("tell_assignee", one.ticket_id, "05-09 21:00"),
    ]  # fmt: skip
    assert moments("artyom") == ["05-12 09:00"]


def test_who_is_away_reads_it_when_they_are_back(world: World) -> None:
    street = opened(world, "05-06 10:00")
    Absence.objects.create(user=world.irina, from_at=utc("05-06 12:00"), until_at=utc("05-07 15:00"))
    street.reply("Есть новости?", local("05-06 14:30"))
    bundle.write_all(utc("05-08 12:00"))
    assert moments("irina") == ["05-07 15:00"]


def test_whom_a_colleague_gave_a_ticket_is_told_and_who_took_it_is_not(world: World) -> None:
    street = opened(world, "05-06 10:00")
    assert to_colleagues(local("05-06 10:30")) == []
    act.assign(street.ticket_id, world.irina, world.artyom, utc("05-06 11:00"))
    (row,) = to_colleagues(local("05-06 11:00"))
    assert (row.recipient, row.reaction) == ("artyom@vendor.test", "tell_assigned")
    assert f"Вам передали обращение {street.ticket.number}: «Не открывается сборка»." in said(row)


# --- what is near ---------------------------------------------------------------------------------------------------


def test_three_quarters_come_in_the_next_mornings_digest_once(world: World) -> None:
    """Wed 6 May 10:00 + 6 h are 17:00: in the digest of Thu 9:00, due that day at 10:00."""
    street = opened(world, "05-06 10:00")
    work("05-06 16:00", "05-07 08:50")
    assert letters("irina") == []
    work("05-07 09:00", "05-07 09:50")
    ((at, text),) = letters("irina")
    assert at == "05-07 09:00"
    assert text.startswith("Скоро срок: 1 | ")
    assert f"{street.ticket.number} «Не открывается сборка». Первый ответ — до четверга, 7 мая, 10:00." in text
    assert letters("olga") == []


def test_what_is_due_the_same_day_comes_at_two(world: World) -> None:
    """Wed 6 May 15:30: 2.5 h, Thu 9-12:30 make six; due on Thu 15:30. Of 16:10 the six are full on Thu 14:10 only."""
    first, second = opened(world, "05-06 15:30"), opened(world, "05-06 16:10")
    work("05-06 16:00", "05-07 14:30")
    ((at, text),) = letters("irina")
    assert at == "05-07 14:00"
    assert first.ticket.number in text
    assert second.ticket.number not in text


def test_what_was_missed_by_then_is_said_to_be_late(world: World) -> None:
    """Nikolay's two hours from 11:00 end at 13:00; 90 minutes are over at 12:30, so the digest is that of 14:00."""
    street = opened(world, "05-06 11:00", NIKOLAY)
    work("05-06 12:00", "05-06 14:00")
    (text,) = [text for at, text in letters("irina") if at == "05-06 14:00"]
    assert text.startswith("Опоздали: 1 | ")
    assert f"{street.ticket.number} «Не открывается сборка». Первый ответ — до среды, 6 мая, 13:00." in text


def test_what_is_met_or_asked_meanwhile_is_not_named(world: World) -> None:
    met, asked, near = (opened(world, at) for at in ("05-06 10:00", "05-06 10:10", "05-06 10:20"))
    work("05-06 17:00", "05-06 18:00")
    assert Notice.objects.filter(kind="near").count() == 3
    act.tell(met.ticket_id, world.irina, "Смотрим.", utc("05-06 18:10"))
    act.ask(asked.ticket_id, world.irina, "Пришлите файл.", utc("05-06 18:10"))
    work("05-06 18:20", "05-07 09:00")
    ((_, text),) = letters("irina")
    assert text.startswith("Скоро срок: 1 | ")
    assert near.ticket.number in text


def test_without_an_assignee_and_while_they_are_away_it_is_the_managers(world: World) -> None:
    nobody, away = opened(world, "05-06 10:00", taken=False), opened(world, "05-06 10:10")
    Absence.objects.create(user=world.irina, from_at=utc("05-06 12:00"), until_at=utc("05-08 09:00"))
    work("05-06 17:00", "05-07 09:00")
    assert letters("irina") == []
    ((at, text),) = letters("olga")
    assert at == "05-07 09:00"
    assert nobody.ticket.number in text
    assert away.ticket.number in text


def test_who_has_it_by_the_morning_is_told(world: World) -> None:
    street = opened(world, "05-06 10:00")
    work("05-06 17:00", "05-06 17:30")
    act.assign(street.ticket_id, world.artyom, world.artyom, utc("05-06 17:40"))
    work("05-06 17:40", "05-07 09:00")
    assert letters("irina") == []
    ((at, text),) = letters("artyom")
    assert (at, street.ticket.number in text) == ("05-07 09:00", True)


def test_hours_and_share_are_dated_settings(world: World) -> None:
    """At half of eight hours, Wed 10-13 and 14-15, and in a digest at 15 and 16: due on Thu 10:00, so Thu 15:00."""
    with begin(utc("05-06 09:00"), MACHINE, "cli") as step:
        offices.change_policy(step, name="warn_percent", value=50, valid_from=step.now)
        offices.change_policy(step, name="digest_hours", value=[15, 16], valid_from=step.now)
    street = opened(world, "05-06 10:00")
    work("05-06 14:50", "05-06 15:00")
    ((at, text),) = letters("irina")
    assert (at, street.ticket.number in text) == ("05-06 15:00", True)


# --- a Monday with forty tickets ------------------------------------------------------------------------------------


def numbers(streets: list[Street]) -> set[str]:
    return {street.ticket.number for street in streets}


def named_in(texts: list[str], streets: list[Street]) -> set[str]:
    return {number for number in numbers(streets) if any(number in text for text in texts)}


@dataclass
class Monday:
    """Ten tickets of Thu 14 May, to which customers reply in the night to Monday 18 May; five of Fri 15 May 9:30, due
    on Monday 9:30 (3.5 + 4 + 0.5 h) and missed; twenty-five of Fri 10:35-10:59, which have used six hours by 18:00 and
    are due on Monday from 10:35 on."""

    replied: list[Street]
    late: list[Street]
    near: list[Street]

    @property
    def all(self) -> list[Street]:
        return [*self.replied, *self.late, *self.near]


def friday(world: World) -> Monday:
    replied = [opened(world, f"05-14 10:{number:02}") for number in range(10)]
    for street in replied:
        act.tell(street.ticket_id, world.irina, "Смотрим.", utc("05-14 11:30"))
    late = [opened(world, f"05-15 09:3{number}") for number in range(5)]
    near = [opened(world, f"05-15 10:{number}") for number in range(35, 60)]
    work("05-15 16:00", "05-15 16:50")
    return Monday(replied, late, near)


def play(world: World, desk: Monday) -> None:
    """From nine on; Irina writes on the twenty-five at 9:55, and a customer writes every hour."""
    work("05-18 09:00", "05-18 09:50")
    for street in desk.near:
        act.tell(street.ticket_id, world.irina, "Смотрим.", utc("05-18 09:55"))
    for hour in range(10, 18):
        desk.replied[hour - 10].reply(f"Письмо в {hour}.", local(f"05-18 {hour}:05"))
        work(f"05-18 {hour}:10", f"05-18 {hour}:50")
    work("05-18 18:00", "05-19 09:30")


def test_on_a_monday_with_forty_tickets_nobody_gets_more_than_three(world: World) -> None:
    desk = friday(world)
    # In working hours a reply is told at once: an hour before the office closes on Friday.
    desk.replied[0].reply("Пятница, семнадцать часов.", local("05-15 17:00"))
    work("05-15 17:00", "05-17 00:00")
    for number, street in enumerate(desk.replied):
        street.reply(f"Ночное письмо {number}.", local(f"05-18 0{number // 5}:1{number % 5}"))
    work("05-18 00:00", "05-18 08:50")
    # Before the office opens nobody has been written to, and all of it waits.
    assert (moments("irina"), moments("olga")) == (["05-15 17:00"], [])
    assert Notice.objects.filter(wanted_at__isnull=False).count() == 10 + 5 + 25
    play(world, desk)
    monday = {name: [at for at in moments(name) if at.startswith("05-18")] for name in ("irina", "olga", "denis")}
    # 9:00 the night and what is near; a reply at 10:05 at once; those of 11-14 at 14:00, the others on Tuesday.
    assert monday["irina"] == ["05-18 09:00", "05-18 10:05", "05-18 14:00"]
    # Late; and the recovery, four hours after 9:30, is missed at 14:30, which makes it her rung.
    assert monday["olga"] == ["05-18 09:40", "05-18 14:40"]
    assert monday["denis"] == []
    _nothing_is_lost(desk)


def _nothing_is_lost(desk: Monday) -> None:
    rows = Outbound.objects.filter(audience="staff", created_at__gte=utc("05-18 00:00"))
    assert named_in([said(row) for row in rows], desk.all) == numbers(desk.all)
    irina, olga = dict(letters("irina")), [text for _, text in letters("olga")]
    assert irina["05-18 09:00"].startswith("Ответили заказчики: 10, скоро срок: 30 | ")
    assert named_in([irina["05-18 09:00"]], desk.all) == numbers(desk.all)
    # Every reply of the day was told: those of 11-13 at two o'clock, those of 14-17 on Tuesday morning. Three hours of
    # the five recoveries are over at 12:30, and they are due the same day.
    assert irina["05-18 14:00"].startswith("Ответили заказчики: 3, скоро срок: 5 | ")
    assert irina["05-19 09:00"].startswith("Ответили заказчики: 4, ")
    assert [olga[0].partition(" | ")[0], olga[1].partition(" | ")[0]] == ["Опоздали: 5", "Ваша ступень: 5"]
    assert all(named_in([text], desk.late) == numbers(desk.late) for text in olga[:2])
    assert all(9 <= row.created_at.astimezone(EKB).hour < 18 for row in rows)
    assert not Notice.objects.filter(wanted_at__isnull=False).exclude(kind="near").exists()


def test_a_head_on_the_ladder_counts_the_morning_letter(world: World) -> None:
    """With one letter a day, which went at nine, the list of what is on the ladder waits for tomorrow."""
    with begin(utc("05-05 09:00"), MACHINE, "cli") as step:
        offices.change_policy(step, name="digest_hours", value=[9], valid_from=step.now)
        offices.change_policy(step, name="staff_letters_a_day", value=1, valid_from=step.now)
    street = opened(world, "05-06 10:00")
    act.assign(street.ticket_id, world.irina, world.viktor, utc("05-06 10:10"))
    bundle.write_all(utc("05-06 11:00"))
    assert moments("viktor") == ["05-06 11:00"]  # nine o'clock in Moscow
    Promise.objects.filter(ticket=street.ticket_id, kind="word").update(kind="escalation")
    digest.write(utc("05-06 12:00"))
    assert len(letters("viktor")) == 1
    digest.write(utc("05-07 12:00"))
    assert len(letters("viktor")) == 2


# --- crash and repetition -------------------------------------------------------------------------------------------


def test_a_second_run_adds_nothing(world: World) -> None:
    street = opened(world, "05-06 10:00")
    street.reply("Есть новости?", local("05-06 11:00"))
    warn.gather(utc("05-06 17:10"))
    warn.gather(utc("05-06 17:20"))
    assert Notice.objects.count() == 2
    notice = Notice.objects.get(kind="tell_assignee")
    for _ in range(3):
        bundle.write(notice.pk, utc("05-06 11:00"))
    assert len(letters("irina")) == 1


def test_a_crash_while_it_is_written_loses_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    street = opened(world, "05-06 10:00")
    street.reply("Есть новости?", local("05-06 11:00"))
    notice = Notice.objects.get()

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as broken:
        broken.setattr(tell_notices, "post_to_staff", fail)
        with pytest.raises(RuntimeError):
            bundle.write(notice.pk, utc("05-06 11:00"))
    notice.refresh_from_db()
    assert (notice.told_by, letters("irina")) == (None, [])
    bundle.write(notice.pk, utc("05-06 11:01"))
    assert moments("irina") == ["05-06 11:01"]


def test_a_rung_waits_for_nobodys_return(world: World) -> None:
    """Everybody who could hold it is away: the head learns it in his working hours all the same (E4)."""
    street = opened(world, "05-06 10:00", taken=False)
    for person in (world.olga, world.denis, world.svetlana, world.viktor):
        Absence.objects.create(user=person, from_at=utc("05-06 12:00"), until_at=utc("05-13 09:00"))
    for moment in ("05-07 10:01", "05-07 15:01"):
        tick.ticket(street.ticket_id, utc(moment))
    bundle.write_all(utc("05-08 12:00"))
    assert moments("viktor") == ["05-07 16:00"]  # 15:01 is lunch in Moscow
    assert "Опоздали: объяснение причины — до четверга, 7 мая, 15:00." in letters("viktor")[0][1]
