"""Attacks on the link of a letter, each beside what is let in; and the log, in which no link may stand."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from opora.accounts.models import User
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.offices import actions as offices
from opora.tickets.models import LinkRevocation, Message, Participant, Ticket
from opora.tickets.queries import link_token
from tests.stories.may_2026 import local
from tests.stories.street import ours
from tests.web.console import Console, at, words
from tests.web.test_request_page import ANNA, IGOR, link_in, path, see, ticket

__all__ = ["ticket"]

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_an_altered_link_opens_nothing(ticket: Ticket) -> None:
    token = link_token(ticket, ANNA)
    assert see(f"/help/requests/{token}/", "05-06 10:30").status_code == 200
    payload, code = token.split(".")
    for wrong in (
        f"{payload}.{'b' if code[0] == 'a' else 'a'}{code[1:]}",
        f"{'B' if payload[0] != 'B' else 'C'}{payload[1:]}.{code}",
        f"{payload}.{code[:-1]}",
        f"{payload}.",
        f".{code}",
        f"{payload}.{code}a",
        f"{payload}.ж",
    ):
        page = see(f"/help/requests/{wrong}/", "05-06 10:30")
        assert page.status_code == 404
        assert "Эта ссылка ничего не открывает" in page.content.decode()
        assert ticket.subject not in page.content.decode()


def test_a_link_opens_its_own_ticket_alone(console: Console, ticket: Ticket) -> None:
    """The code of one link under the words of another is none; neither is a file of another ticket."""
    other = console.asked("05-06 10:10", "sergey@bridge.example.org", "Лицензия", "Где лицензия?")
    mine, theirs = link_token(ticket, ANNA), link_token(other, "sergey@bridge.example.org")
    assert "Не открывается сборка" in see(f"/help/requests/{mine}/", "05-06 10:30").content.decode()
    assert "Лицензия" in see(f"/help/requests/{theirs}/", "05-06 10:30").content.decode()
    mixed = f"{theirs.split('.')[0]}.{mine.split('.')[1]}"
    assert see(f"/help/requests/{mixed}/", "05-06 10:30").status_code == 404


def test_a_link_ends_thirty_days_after_closing(console: Console, ticket: Ticket) -> None:
    with at("05-06 12:00") as now:
        act.close(ticket.pk, console.world.irina, "by_hand", now)
    page = see(path(ticket), "06-05 11:59")
    assert page.status_code == 200
    assert "Вернуться к нему на этой странице можно до 5 июня 2026 года" in words(page.content)
    assert see(path(ticket), "06-05 12:00").status_code == 404


def test_an_open_request_has_a_link_for_as_long_as_it_takes(ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(registered_at=local("05-06 10:00") - timedelta(days=700))
    assert see(path(ticket), "05-06 10:30").status_code == 200


def test_revoking_one_recipients_link_leaves_anothers(console: Console, ticket: Ticket) -> None:
    Participant.objects.create(ticket=ticket, address=IGOR, role="copy")
    hers, his = path(ticket), path(ticket, IGOR)
    assert hers != his
    with at("05-06 11:00"):
        answer = console.browser(console.world.irina).post(f"/tickets/{ticket.number}/revocation/", {"address": ANNA})
    assert answer.status_code == 303
    # Her next letter has a new one; the old one stays dead, however often it is tried.
    assert [see(hers, "05-06 11:30").status_code for _ in range(2)] == [404, 404]
    assert see(his, "05-06 11:30").status_code == 200
    with at("05-06 12:00") as now:
        act.tell(ticket.pk, console.world.irina, "Смотрим.", now)
    fresh = link_in(ours(ticket, "carry")[0])
    assert fresh != hers
    assert see(fresh, "05-06 12:30").status_code == 200
    assert LinkRevocation.objects.get().user == console.world.irina
    assert Event.objects.filter(type="LinkRevoked", subject_id=ticket.pk).count() == 1


def test_the_desk_shows_who_has_a_link_and_revokes_nobody_elses(console: Console, ticket: Ticket) -> None:
    desk = console.browser(console.world.irina)
    with at("05-06 11:00"):
        page = desk.get(f"/tickets/{ticket.number}/")
        assert f"Отозвать ссылки адреса {ANNA}" in page.content.decode()
        refused = desk.post(f"/tickets/{ticket.number}/revocation/", {"address": "other@example.org"})
        assert refused.status_code == 422
        assert "Этот адрес не участвует в обращении." in refused.content.decode()
        assert desk.get(f"/tickets/{ticket.number}/revocation/").status_code == 405
    assert LinkRevocation.objects.count() == 0
    assert User.objects.filter(email="irina@vendor.test").exists()


def test_who_takes_no_part_any_more_has_no_link(ticket: Ticket) -> None:
    one = Participant.objects.create(ticket=ticket, address=IGOR, role="copy")
    his = path(ticket, IGOR)
    assert see(his, "05-06 10:30").status_code == 200
    one.address = "igor@turbine.example.org"
    one.save()
    assert see(his, "05-06 10:30").status_code == 404
    assert see(path(ticket, one.address), "05-06 10:30").status_code == 200
    one.role = "removed"
    one.save()
    assert see(path(ticket, one.address), "05-06 10:30").status_code == 404
    one.delete()
    assert see(path(ticket, "igor@turbine.example.org"), "05-06 10:30").status_code == 404


# --- a flood ----------------------------------------------------------------------------------------------------------


def _write(address: str, when: str, text: str, what: str = "messages", **more: str) -> Any:
    with at(when):
        return Client().post(f"{address}{what}/", {"text": text, "form": text, **more})


def test_a_forwarded_link_floods_no_ticket(ticket: Ticket) -> None:
    """Three an hour here; from 11:00 on the fourth has to wait until the first is an hour old, at 12:00."""
    with begin(local("05-01 10:00"), MACHINE, "cli") as step:
        offices.set_policy(step, name="words_an_hour_by_link", value=3)
    Participant.objects.create(ticket=ticket, address=IGOR, role="copy")
    hers, his = path(ticket), path(ticket, IGOR)
    for minute in (0, 10, 20):
        assert _write(hers, f"05-06 11:{minute:02}", f"Слово {minute}").status_code == 303
    for what in ("messages", "reminder"):
        refused = _write(hers, "05-06 11:30", "Четвёртое <слово>", what, rung="1", sure="1")
        assert refused.status_code == 422
        assert "По этой ссылке за час пришло много сообщений" in words(refused.content)
        assert "Четвёртое &lt;слово&gt;</textarea>" in refused.content.decode()
    # Pressed twice it is still the same word, and another's link is not stopped.
    assert _write(hers, "05-06 11:31", "Слово 20").status_code == 303
    assert _write(his, "05-06 11:32", "Я тоже").status_code == 303
    assert Message.objects.filter(ticket=ticket, author_kind__in=["contact", "guest"]).count() == 1 + 3 + 1
    assert Event.objects.filter(type="Reminded").count() == 0
    assert _write(hers, "05-06 11:59", "Четвёртое").status_code == 422
    assert _write(hers, "05-06 12:00", "Четвёртое").status_code == 303


def test_nor_do_marks(console: Console, ticket: Ticket) -> None:
    with begin(local("05-01 10:00"), MACHINE, "cli") as step:
        offices.set_policy(step, name="words_an_hour_by_link", value=3)
    answer = act.answer(ticket.pk, console.world.irina, "Обновите драйвер.", local("05-06 11:00"))
    codes = [
        _write(path(ticket), "05-06 11:30", "", "rating", answer=str(answer.pk), mark=str(mark)).status_code
        for mark in (1, 2, 3, 1)
    ]
    assert codes == [303, 303, 303, 422]
    assert _write(path(ticket), "05-06 12:30", "", "rating", answer=str(answer.pk), mark="1").status_code == 303


# --- the log ----------------------------------------------------------------------------------------------------------


def test_no_line_of_a_log_has_a_link(ticket: Ticket, caplog: pytest.LogCaptureFixture, settings: Any) -> None:
    """At every level, whoever listens: a page, a dead link, a refused form, an error in the middle."""
    token = link_token(ticket, ANNA)
    dead = token[:-1] + ("b" if token[-1] == "a" else "a")
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    with caplog.at_level(logging.DEBUG), at("05-06 10:30"):
        assert client.get(f"/help/requests/{token}/").status_code == 200
        assert client.get(f"/help/requests/{dead}/").status_code == 404
        assert client.get(f"/help/requests/{token}/nothing/").status_code == 404
        assert client.post(f"/help/requests/{token}/messages/", {}).status_code == 422
        assert client.post("/help/language/", {"next": f"/help/requests/{token}/"}).status_code == 403
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("opora.web.portal.one.stands", lambda *_: 1 / 0)
            assert client.get(f"/help/requests/{token}/").status_code == 500
    lines = [record for record in caplog.records if record.name.startswith("django.")]
    assert {record.levelname for record in lines} >= {"WARNING", "ERROR"}
    for record in caplog.records:
        said = record.getMessage()
        assert token not in said
        assert dead not in said
    assert any("404 GET help/requests/<token:token>/" in record.getMessage() for record in lines)
