"""Undo for some seconds: what was sent waits so long, «Отменить» gives it back to the composer, and no clock loses."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from opora.core.step import MACHINE
from opora.flow import act, sendings
from opora.flow.step import begin
from opora.jobs.models import Job
from opora.offices import actions as offices
from opora.promises.models import Promise
from opora.tickets.models import Draft, Message, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import ours
from tests.stories.street import words as plain
from tests.web.console import Console, words
from tests.web.forms import carried, events, post

pytestmark = [pytest.mark.django_db, pytest.mark.both]

PRESSED = local("05-06 09:59") + timedelta(seconds=55)
SECOND = timedelta(seconds=1)


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Anna's request of Tuesday 10:00, whose first response is due on Wednesday 10:00; ten seconds to undo."""
    with begin(local("05-01 09:00"), MACHINE, "cli") as step:
        offices.set_policy(step, name="undo_seconds", value=10)
    return console.asked("05-05 10:00")


def press(console: Console, ticket: Ticket, noun: str = "progress", moment: datetime = PRESSED, **typed: Any) -> Any:
    """The answer to one of the three verbs."""
    with time_machine.travel(moment, tick=False):
        return console.browser(console.world.irina).post(
            f"/tickets/{ticket.number}/{noun}/", {"text": "Ищем причину.", **typed}, follow=True
        )


def worked(moment: datetime) -> None:
    """What the worker does by then of what is held."""
    for job in Job.objects.filter(task="opora.flow.sendings.leave", run_at__lte=moment).order_by("pk"):
        sendings.leave_at(job.arguments["args"][0], moment)


def test_for_ten_seconds_it_waits_and_then_it_counts_from_the_press(console: Console, ticket: Ticket) -> None:
    """Pressed at 9:59:55, gone at 10:00:05: the first response, due at 10:00, is met (T4)."""
    page = press(console, ticket)
    html = words(page.content)
    assert "Уйдёт через 10 секунд после нажатия" in html
    assert "Отменить отправку" in html
    assert (events(ticket)[-1], carried(ticket)) == ("SendingHeld", [])
    worked(PRESSED + 9 * SECOND)
    assert carried(ticket) == []
    worked(PRESSED + 10 * SECOND)
    (row,) = carried(ticket)
    assert (row.created_at, row.state) == (PRESSED, "queued")
    first = Promise.objects.get(ticket=ticket, kind="first_response")
    assert (first.met_at, first.missed_at) == (PRESSED, None)
    assert Message.objects.get(verb="tell").at == PRESSED
    # A worker that comes again finds nothing.
    worked(PRESSED + 60 * SECOND)
    assert len(carried(ticket)) == 1
    assert not Draft.objects.exists()


def test_taken_back_it_lies_in_the_composer_and_nothing_leaves(console: Console, ticket: Ticket) -> None:
    press(console, ticket)
    held = Draft.objects.get()
    with time_machine.travel(PRESSED + 4 * SECOND, tick=False):
        page = console.browser(console.world.irina).post(
            f"/tickets/{ticket.number}/sending/end/", {"draft": held.pk}, follow=True
        )
    html = words(page.content)
    assert "Ничего не отправлено" in html
    assert ">Ищем причину.</textarea>" in page.content.decode()
    worked(PRESSED + 60 * SECOND)
    assert (events(ticket)[-1], carried(ticket)) == ("SendingUndone", [])
    # Sent once more it waits anew, and the first moment is not its moment.
    press(console, ticket, "answers", PRESSED + 8 * SECOND, draft=held.pk, text="Исправили.")
    worked(PRESSED + 10 * SECOND)
    assert carried(ticket) == []
    worked(PRESSED + 18 * SECOND)
    assert "Исправили." in plain(ours(ticket, "carry")[0])
    assert Draft.objects.count() == 0


def test_too_late_it_is_said_that_it_has_left(console: Console, ticket: Ticket) -> None:
    press(console, ticket)
    held = Draft.objects.get()
    worked(PRESSED + 10 * SECOND)
    with time_machine.travel(PRESSED + 11 * SECOND, tick=False):
        answer = console.browser(console.world.irina).post(f"/tickets/{ticket.number}/sending/end/", {"draft": held.pk})
    assert answer.status_code == 422
    assert "Письмо уже ушло" in words(answer.content)
    assert len(carried(ticket)) == 1


def test_a_second_letter_waits_until_the_first_has_left(console: Console, ticket: Ticket) -> None:
    press(console, ticket)
    again = press(console, ticket, "answers", PRESSED + 2 * SECOND)
    assert again.status_code == 422
    assert "Ваше письмо ещё уходит" in words(again.content)


def test_on_a_desk_that_fell_quiet_meanwhile_it_is_kept_back(console: Console, ticket: Ticket) -> None:
    press(console, ticket)
    with begin((PRESSED + SECOND).astimezone(UTC), MACHINE, "cli") as step:
        offices.set_policy(step, name="answering", value=False)
    worked(PRESSED + 10 * SECOND)
    assert carried(ticket) == []
    assert (Draft.objects.get().leaves_at, events(ticket)[-1]) == (None, "SendingUndone")


def test_what_is_closed_by_a_colleague_meanwhile_gets_no_letter(console: Console, ticket: Ticket) -> None:
    press(console, ticket)
    act.close(ticket.pk, console.world.artyom, "withdrawn", (PRESSED + SECOND).astimezone(UTC))
    worked(PRESSED + 10 * SECOND)
    assert carried(ticket) == []
    assert not Draft.objects.exists()


def test_what_may_not_be_sent_is_refused_at_once(console: Console, ticket: Ticket) -> None:
    refused = press(console, ticket, text="   ")
    assert refused.status_code == 422
    assert not Draft.objects.exists()


def test_files_go_with_it(console: Console, ticket: Ticket) -> None:
    press(console, ticket, files=SimpleUploadedFile("заметки.txt", "Шаг 1".encode(), "text/plain"))
    worked(PRESSED + 10 * SECOND)
    (part,) = ours(ticket, "carry")[0].iter_attachments()
    assert (part.get_filename(), part.get_payload(decode=True)) == ("заметки.txt", "Шаг 1".encode())


def test_without_the_setting_it_leaves_at_once(console: Console) -> None:
    ticket = console.asked("05-05 10:00")
    post(console, console.world.irina, ticket, "progress", "05-05 11:00", text="Ищем.")
    assert len(carried(ticket)) == 1
    assert not Draft.objects.exists()
