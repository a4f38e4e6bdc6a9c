"""Attacks on every door to a ticket as one table: each tries, changes nothing, and the right way in follows (E1).

Doors: the link of a letter, its twin by letter, the head's address, the pages of whoever has signed in, the page of a
call. Anna, warranty, asked on Wednesday 6 May 2026 at 10:00; Irina answered at 12:00.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from opora.channels.models import Mailbox
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.lib import signed
from opora.tickets.actions import revoke_links
from opora.tickets.models import Message, Participant, Ticket
from opora.tickets.queries import link_token, reminder_code
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours
from tests.stories.street import words as plain
from tests.stories.twins import brought, pressed, watched
from tests.web.console import Console, at
from tests.web.portal import signed_in
from tests.world import STRANGER

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA, SERGEY, IGOR = "anna@gear.example.org", "sergey@bridge.example.org", "igor@gear.example.org"
WRITES = ("messages", "rejection", "reminder", "rating")
DOORS = ("", *WRITES)


@pytest.fixture
def ticket(console: Console) -> Ticket:
    """Anna's, answered."""
    watched()
    one = console.asked("05-06 10:00")
    act.answer(one.pk, console.world.irina, "Обновите драйвер.", local("05-06 12:00"))
    return one


@pytest.fixture
def other(console: Console, ticket: Ticket) -> Ticket:
    """Sergey's."""
    return console.asked("05-06 10:10", SERGEY, "Лицензия", "Где лицензия?")


def form(door: str, ticket: Ticket) -> dict[str, str]:
    """What a press of the button sends."""
    answer = str(Message.objects.filter(ticket=ticket, user__isnull=False).latest("pk").pk)
    return {
        "messages": {"text": "Ещё слово.", "form": "f"},
        "rejection": {"text": "Не подошло.", "form": "f"},
        "reminder": {"rung": "1", "sure": "1", "form": "f"},
        "rating": {"answer": answer, "mark": "3"},
    }[door]


def known(*tickets: Ticket) -> int:
    """How much has happened."""
    return Event.objects.filter(subject="ticket", subject_id__in=[one.pk for one in tickets]).count()


def reminded() -> int:
    return Event.objects.filter(type="Reminded").count()


def press(token: str, door: str, ticket: Ticket, when: str = "05-06 13:00") -> int:
    """The answer to a press of the button behind this link; of the page, to a look."""
    client, path = Client(), f"/help/requests/{token}/" + (f"{door}/" if door else "")
    with at(when):
        answer: Any = client.post(path, form(door, ticket)) if door else client.get(path)
    return int(answer.status_code)


def let_in(token: str, door: str, ticket: Ticket, when: str = "05-06 13:00") -> None:
    """The positive control: the same with the right link opens, and does what it says."""
    before = known(ticket)
    assert press(token, door, ticket, when) == (303 if door else 200)
    assert (known(ticket) > before) is bool(door)


# --- the link -----------------------------------------------------------------------------------------------------


def turned(letter: str) -> str:
    return "b" if letter == "a" else "a"


FORGED: dict[str, Callable[[str, Ticket], str]] = {
    "another code": lambda token, _: token[:-1] + turned(token[-1]),
    "another word": lambda token, _: ("X" if token[0] != "X" else "Y") + token[1:],
    "a code cut short": lambda token, _: token[:-1],
    "a code in capitals": lambda token, _: f"{token.split('.')[0]}.{token.split('.')[1].upper()}",
    "another's words": lambda token, other: f"{link_token(other, SERGEY).split('.')[0]}.{token.split('.')[1]}",
    "another purpose": lambda token, _: signed.token(settings.SECRET_KEY, "sent", *_said(token)),
    "another desk's secret": lambda token, _: signed.token("another", "request", *_said(token)),
    "expired": lambda token, _: signed.token(
        settings.SECRET_KEY, "request", *_said(token), expires=local("05-06 13:00")
    ),
    "another generation": lambda token, _: signed.token(settings.SECRET_KEY, "request", *_said(token)[:2], 1),
}


def _said(token: str) -> tuple[str, ...]:
    said = signed.read_token(settings.SECRET_KEY, "request", token, now=local("05-06 13:00"))
    assert said is not None
    return said


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("attack", FORGED)
def test_a_forged_link_opens_no_door(attack: str, door: str, ticket: Ticket, other: Ticket) -> None:
    token, before = link_token(ticket, ANNA), known(ticket, other)
    assert press(FORGED[attack](token, other), door, ticket) == 404
    assert known(ticket, other) == before
    let_in(token, door, ticket)


@pytest.mark.parametrize("door", DOORS)
def test_a_revoked_link_opens_no_door_however_often(door: str, console: Console, ticket: Ticket) -> None:
    stale = link_token(ticket, ANNA)
    with begin(local("05-06 12:30"), MACHINE, "desk") as step:
        revoke_links(step, ticket, ANNA, console.world.irina)
    before = known(ticket)
    assert [press(stale, door, ticket) for _ in range(3)] == [404, 404, 404]
    assert known(ticket) == before
    let_in(link_token(ticket, ANNA), door, ticket)


@pytest.mark.parametrize("door", DOORS)
def test_a_link_of_who_was_taken_out_opens_no_door(door: str, ticket: Ticket) -> None:
    part = Participant.objects.create(ticket=ticket, address=IGOR, role="removed")
    token, before = link_token(ticket, IGOR), known(ticket)
    assert press(token, door, ticket) == 404
    assert known(ticket) == before
    Participant.objects.filter(pk=part.pk).update(role="copy")
    let_in(token, door, ticket)


@pytest.mark.parametrize("door", DOORS)
def test_thirty_days_after_closing_it_opens_no_door(door: str, console: Console, ticket: Ticket) -> None:
    act.close(ticket.pk, console.world.irina, "by_hand", local("05-06 12:30"))
    token, before = link_token(ticket, ANNA), known(ticket)
    assert press(token, door, ticket, "06-05 12:30") == 404
    assert known(ticket) == before
    let_in(token, door, ticket, "06-05 12:29")


@pytest.mark.parametrize("door", WRITES)
@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_a_press_does_anything(method: str, door: str, ticket: Ticket) -> None:
    token, before = link_token(ticket, ANNA), known(ticket)
    with at("05-06 13:00"):
        typed = form(door, ticket) if method in ("get", "head") else None
        getattr(Client(), method)(f"/help/requests/{token}/{door}/", typed)
    assert known(ticket) == before
    let_in(token, door, ticket)


@pytest.mark.parametrize("headers", [{}, {"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}])
def test_a_scanner_that_follows_each_link_of_a_letter_does_nothing(headers: dict[str, str], ticket: Ticket) -> None:
    before = known(ticket)
    links = {link for one in ours(ticket) for link in re.findall(r"http://127\.0\.0\.1:8000(/\S+)", plain(one))}
    (page,) = links
    with at("05-06 13:00"):
        client = Client(headers=headers)
        found = re.findall(r'(?:href|action)="(/[^"]+)"', client.get(page).content.decode())
        assert any("reminder" in one for one in found)
        for path in found:
            client.get(path)
            client.head(path)
    assert known(ticket) == before
    let_in(link_token(ticket, ANNA), "reminder", ticket)


# --- who has signed in --------------------------------------------------------------------------------------------

BROWSERS = ("nobody", "another", "no token", "another site", "a look")


@pytest.mark.parametrize("door", WRITES)
@pytest.mark.parametrize("attack", BROWSERS)
def test_another_browser_opens_no_door(attack: str, door: str, console: Console, ticket: Ticket) -> None:
    path, before = f"/help/requests/{ticket.number}/{door}/", known(ticket)
    who = console.world.sergey if attack == "another" else console.world.anna
    client = Client() if attack == "nobody" else signed_in(who)
    if attack in ("no token", "another site"):
        client.handler.enforce_csrf_checks = True
    origin = {"Origin": "https://elsewhere.test"} if attack == "another site" else {}
    with at("05-06 13:00"):
        answer = client.get(path) if attack == "a look" else client.post(path, form(door, ticket), headers=origin)
    assert answer.status_code == {"nobody": 302, "another": 404, "a look": 303}.get(attack, 403)
    assert known(ticket) == before
    with at("05-06 13:00"):
        assert signed_in(console.world.anna).post(path, form(door, ticket)).status_code == 303
    assert known(ticket) > before


# --- letters ------------------------------------------------------------------------------------------------------

Twin = Callable[[str, str, Ticket, Ticket], tuple[str, str, str, dict[str, str]]]
"""From the right code and number: who writes, the subject, the text, headers."""

TWINS: dict[str, Twin] = {
    "a number alone": lambda code, number, *_: (ANNA, f"Про меня забыли: {number}", "", {}),
    "a code alone": lambda code, number, *_: (ANNA, f"Про меня забыли ({code})", "", {}),
    "another code": lambda code, number, *_: (ANNA, f"{number} ({code[:-1]}{turned(code[-1])})", "", {}),
    "a code cut short": lambda code, number, *_: (ANNA, f"{number} ({code[:-1]})", "", {}),
    "a code torn apart": lambda code, number, *_: (ANNA, f"{number} ({code[:10]} {code[10:]})", "", {}),
    "a code in the text": lambda code, number, *_: (ANNA, f"{number}", f"({code})", {}),
    "another's number": lambda code, number, _, other: (ANNA, f"{other.number} ({code})", "", {}),
    "another's code": lambda code, number, _, other: (ANNA, f"{number} ({reminder_code(other, SERGEY)})", "", {}),
    "another writes": lambda code, number, *_: (SERGEY, f"{number} ({code})", "", {}),
    "a stranger writes": lambda code, number, *_: (STRANGER, f"{number} ({code})", "", {}),
    "a machine writes": lambda code, number, *_: (ANNA, f"{number} ({code})", "", {"Auto-Submitted": "auto-replied"}),
    "a list writes": lambda code, number, *_: (ANNA, f"{number} ({code})", "", {"List-Id": "<news.example.org>"}),
    "the code of a link": lambda code, number, ticket, _: (
        ANNA, f"{number} (rm-{link_token(ticket, ANNA).split('.')[1][:20]})", "", {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("attack", TWINS)
def test_a_letter_without_the_right_code_reminds_nobody(attack: str, ticket: Ticket, other: Ticket) -> None:
    code = reminder_code(ticket, ANNA)
    sender, subject, text, headers = TWINS[attack](code, ticket.number, ticket, other)
    filed = pressed(sender, subject, local("05-06 13:00"), text or "Ждём.", headers)
    # It is filed as usual: to a ticket, or aside where a machine fits none.
    assert filed.state in ("filed", "aside")
    assert reminded() == 0
    pressed(ANNA, f"{ticket.number} ({code})", local("05-06 13:05"), "Ждём ответа.")
    assert reminded() == 1


@pytest.mark.parametrize("gone", ["revoked", "removed", "closed"])
def test_a_dead_code_reminds_nobody(gone: str, console: Console, ticket: Ticket) -> None:
    part = Participant.objects.create(ticket=ticket, address=IGOR, role="copy")
    stale, when = reminder_code(ticket, IGOR), "05-06 13:00"
    if gone == "revoked":
        with begin(local("05-06 12:30"), MACHINE, "desk") as step:
            revoke_links(step, ticket, IGOR, console.world.irina)
    elif gone == "removed":
        Participant.objects.filter(pk=part.pk).update(role="removed")
    else:
        act.close(ticket.pk, console.world.irina, "by_hand", local("05-06 12:30"))
        when = "06-05 12:30"
    for minutes in (0, 1):
        pressed(IGOR, f"{ticket.number} ({stale})", local(when) + timedelta(minutes=minutes), f"Ждём {minutes}.")
    assert reminded() == 0
    Participant.objects.filter(pk=part.pk).update(role="copy")
    fresh = reminder_code(ticket, IGOR)
    pressed(IGOR, f"{ticket.number} ({fresh})", local("05-06 12:40"), "Ждём ответа.")
    assert reminded() == 1


@pytest.mark.parametrize("sender", [SERGEY, STRANGER])
def test_the_heads_address_believes_a_number_from_who_takes_part_alone(sender: str, ticket: Ticket) -> None:
    head: Mailbox = watched("head", "head@vendor.test", head=True)
    raw = letter(sender, f"{ticket.number}: когда?", "Ждём.", local("05-06 13:00"))
    assert brought(head, raw, local("05-06 13:00")).ticket_id != ticket.pk
    assert reminded() == 0
    brought(head, letter(ANNA, f"{ticket.number}: когда?", "Ждём.", local("05-06 13:05")), local("05-06 13:05"))
    assert reminded() == 1


# --- a call -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("marina", 404),
        ("lidia", 404),
        ("galina", 404),
        ("anton", 404),
        ("nobody", 302),
        ("no token", 403),
        ("a look", 200),
    ],
)
def test_who_may_not_log_a_call_reminds_nobody(who: str, status: int, console: Console, ticket: Ticket) -> None:
    path, typed = f"/tickets/{ticket.number}/calls/", {"heard": "", "verb": "", "kind": "call", "reminder": "1"}
    irina = console.world.irina
    if who == "nobody":
        client = Client()
    else:
        client = console.browser(getattr(console.world, who, irina), csrf=who == "no token")
    with at("05-06 13:00"):
        answer = client.get(path, typed) if who == "a look" else client.post(path, typed)
    assert answer.status_code == status
    assert reminded() == 0
    with at("05-06 13:00"):
        assert console.browser(irina).post(path, typed).status_code == 303
    assert reminded() == 1
