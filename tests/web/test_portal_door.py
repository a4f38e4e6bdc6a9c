"""Signing in by a code from a letter: who gets in, who does not, and what nobody can tell from outside."""

import re
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.test import Client

from opora.channels.models import Outbound
from opora.cli.sources import STANDING
from opora.flow import sweeping
from opora.ledger.models import Event
from opora.registry.models import SignInCode
from opora.tickets.models import Participant, Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console, at, counted, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"
NOBODY = "nobody@nowhere.example.org"


def ask(client: Client, address: str, when: str = "05-06 10:00", **more: Any) -> Any:
    with at(when):
        return client.post("/help/sign-in/", {"address": address, **more})


def enter(client: Client, code: str, when: str = "05-06 10:05") -> Any:
    with at(when):
        return client.post("/help/sign-in/code/", {"code": code})


def sent() -> list[str]:
    """The digits of each letter with a code, as its reader sees them."""
    rows = Outbound.objects.filter(reaction="send_code").order_by("pk")
    return [re.findall(r"Ваш код: (\d{4} \d{4})", _said(row))[0] for row in rows]


def _said(row: Outbound) -> str:
    body = message_from_bytes(bytes(row.raw), policy=default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def wrong(code: str) -> str:
    """Other digits."""
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"


def signed_in(client: Client, when: str = "05-06 10:10") -> bool:
    with at(when):
        return bool(client.get("/help/requests/").status_code == 200)


def test_a_code_lets_its_contact_in(console: Console) -> None:
    ticket = console.asked("05-06 09:30")
    client = Client()
    asked = ask(client, f" {ANNA.upper()} ")
    assert (asked.status_code, asked["Location"]) == (303, "/help/sign-in/code/")
    (letter,) = Outbound.objects.filter(reaction="send_code")
    assert (letter.recipient, letter.state, letter.ticket, letter.subject) == (ANNA, "queued", None, "Код для входа")
    # Fifteen minutes after 10:00 it would say what is not true any more (P2).
    assert letter.useless_after is not None
    assert (letter.useless_after - letter.created_at).total_seconds() == 900
    entered = enter(client, sent()[0])
    assert (entered.status_code, entered["Location"]) == (303, "/help/requests/")
    with at("05-06 10:10"):
        page = client.get("/help/requests/")
        one = client.get(f"/help/requests/{ticket.number}/")
    assert f"Не открывается сборка {ticket.number} · Принято" in words(page.content)
    assert "Ответим до завтра, 9:30." in words(one.content)
    assert [event.type for event in Event.objects.filter(subject="code").order_by("pk")] == ["CodeAsked", "CodeTried"]
    assert sent()[0].replace(" ", "") not in str(list(SignInCode.objects.values()) + list(Event.objects.values()))


def test_nobody_can_tell_whether_an_address_is_known(console: Console) -> None:
    known, unknown = Client(), Client()
    answers = [ask(known, ANNA), ask(unknown, NOBODY)]
    assert [(one.status_code, one["Location"], one.content) for one in answers] == [
        (303, "/help/sign-in/code/", b"")
    ] * 2
    pages = []
    for client in (known, unknown):
        with at("05-06 10:01"):
            page = client.get("/help/sign-in/code/").content.decode()
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
    assert pages[0] == pages[1]
    refusals = [enter(client, "1234 5678") for client in (known, unknown)]
    assert [one.status_code for one in refusals] == [422, 422]
    assert Outbound.objects.filter(reaction="send_code").count() == 1
    # A row for both, and no address in either.
    assert SignInCode.objects.count() == 2
    assert "@" not in str(list(SignInCode.objects.values("asked_for", "client", "nonce")))


def test_five_tries_and_no_sixth(console: Console) -> None:
    client = Client()
    ask(client, ANNA)
    (code,) = sent()
    for _ in range(5):
        refused = enter(client, wrong(code))
        assert refused.status_code == 422
    assert "Код не подошёл или уже не действует." in words(refused.content)
    assert enter(client, code).status_code == 422
    assert not signed_in(client)
    # The control: four wrong ones, and the fifth right.
    ask(client, ANNA)
    code = sent()[1]
    for _ in range(4):
        enter(client, wrong(code))
    assert enter(client, code).status_code == 303
    assert signed_in(client)


def test_fifteen_minutes_and_once(console: Console) -> None:
    first, second = Client(), Client()
    ask(first, ANNA, "05-06 10:00")
    assert enter(first, sent()[0], "05-06 10:15").status_code == 422
    ask(first, ANNA, "05-06 10:20")
    ask(second, ANNA, "05-06 10:20")
    assert enter(first, sent()[1], "05-06 10:34").status_code == 303
    # Typed again, by whoever looked over a shoulder, in the same browser or in another.
    assert enter(first, sent()[1], "05-06 10:34")["Location"] == "/help/sign-in/"
    assert enter(second, sent()[1], "05-06 10:34").status_code == 422
    assert enter(second, sent()[2], "05-06 10:34").status_code == 303


def test_a_code_is_good_only_where_it_was_asked_for(console: Console) -> None:
    ask(Client(), ANNA)
    stranger = Client()
    assert enter(stranger, sent()[0])["Location"] == "/help/sign-in/"
    ask(stranger, NOBODY)
    assert enter(stranger, sent()[0]).status_code == 422
    assert not signed_in(stranger)


def test_a_session_from_before_is_not_the_one_after(console: Console) -> None:
    """Whoever planted a session in somebody's browser is not signed in with them."""
    client = Client()
    ask(client, ANNA)
    planted = client.cookies["opora_session"].value
    enter(client, sent()[0])
    assert client.cookies["opora_session"].value != planted
    thief = Client()
    thief.cookies["opora_session"] = planted
    assert not signed_in(thief)
    assert signed_in(client)


def test_codes_are_limited_by_address_and_by_client(console: Console) -> None:
    for _ in range(5):
        assert ask(Client(), ANNA).status_code == 303
    refused = ask(Client(), ANNA)
    assert refused.status_code == 422
    assert "За час на этот адрес запросили пять кодов." in words(refused.content)
    assert f'value="{ANNA}"' in refused.content.decode()
    for _ in range(5):
        assert ask(Client(), NOBODY).status_code == 303
    assert ask(Client(), NOBODY).status_code == 422
    # An hour later there are new ones.
    assert ask(Client(), ANNA, "05-06 11:00").status_code == 303
    for number in range(9, 19):
        ask(Client(), f"{number}@nowhere.example.org")
    assert "Из вашей сети запросили слишком много кодов." in words(ask(Client(), "20@nowhere.example.org").content)
    with at("05-06 10:00"):
        elsewhere = Client(REMOTE_ADDR="192.0.2.7").post("/help/sign-in/", {"address": "20@nowhere.example.org"})
    assert elsewhere.status_code == 303


def test_what_is_no_address_is_said_to_be_none(console: Console) -> None:
    refused = ask(Client(), "anna")
    assert refused.status_code == 422
    assert "Это не похоже на адрес электронной почты." in words(refused.content)
    assert SignInCode.objects.count() == 0


def test_a_quiet_desk_says_that_it_cannot_send(quiet_console: Console) -> None:
    with at("05-06 10:00"):
        page = Client().get("/help/sign-in/")
    assert "поэтому и код прислать не может" in words(page.content)
    assert 'name="address"' not in page.content.decode()
    assert ask(Client(), ANNA).status_code == 422
    assert (SignInCode.objects.count(), Outbound.objects.filter(reaction="send_code").count()) == (0, 0)


def test_one_goes_where_one_wanted_to_but_nowhere_else(console: Console) -> None:
    ticket = console.asked("05-06 09:30")
    client = Client()
    with at("05-06 10:00"):
        sent_away = client.get(f"/help/requests/{ticket.number}/")
    assert sent_away["Location"] == f"/help/sign-in/?next=/help/requests/{ticket.number}/"
    ask(client, ANNA, next=f"/help/requests/{ticket.number}/")
    assert enter(client, sent()[0])["Location"] == f"/help/requests/{ticket.number}/"
    writing = Client()
    ask(writing, ANNA, "05-06 16:00", next="/help/")
    assert enter(writing, sent()[-1], "05-06 16:01")["Location"] == "/help/"
    for wanted in ("https://evil.example.org/help/requests/", "//evil.example.org/", "/tickets/", "/help/language/"):
        client = Client()
        ask(client, ANNA, "05-06 12:00" if "evil" in wanted else "05-06 14:00", next=wanted)
        code = sent()[-1]
        assert (
            enter(client, code, "05-06 12:01" if "evil" in wanted else "05-06 14:01")["Location"] == "/help/requests/"
        )


def test_a_contact_sees_their_own_and_what_they_take_part_in(console: Console) -> None:
    own = console.asked("05-06 09:00")
    part = console.asked("05-06 09:10", "igor@gear.example.org", "Плоттер", "Не печатает.")
    Participant.objects.create(ticket=part, address=ANNA, role="copy")
    slip = console.asked("05-06 09:15", "olga@gear.example.org", "Мимо", "Не туда.")
    Participant.objects.create(ticket=slip, address=ANNA, role="removed")
    foreign = console.asked("05-06 09:20", "sergey@bridge.example.org", "Лицензия", "Где лицензия?")
    client = Client()
    ask(client, ANNA)
    enter(client, sent()[0])
    with at("05-06 10:10"):
        page = words(client.get("/help/requests/").content)
        seen = [client.get(f"/help/requests/{one.number}/").status_code for one in (own, part, slip, foreign)]
        file = client.get(f"/help/requests/{foreign.number}/files/1/")
        written = client.post(f"/help/requests/{foreign.number}/messages/", {"text": "Мне тоже."})
    assert [number in page for number in (own.number, part.number, slip.number, foreign.number)] == [
        True, True, False, False,
    ]  # fmt: skip
    assert seen == [200, 200, 404, 404]
    assert (file.status_code, written.status_code) == (404, 404)
    with at("05-06 10:11"):
        assert client.post(f"/help/requests/{own.number}/messages/", {"text": "Ещё вот."}).status_code == 303


def test_the_list_has_pages_and_asks_as_much_for_many_as_for_one(console: Console) -> None:
    client = Client()
    console.asked("05-06 09:00", subject="Первое")
    ask(client, ANNA)
    enter(client, sent()[0])

    def queries() -> int:
        with at("05-06 10:10"), counted() as asked:
            assert client.get("/help/requests/").status_code == 200
        return len(asked)

    few = queries()
    for number in range(21):
        console.asked(f"05-06 09:{number + 1:02}", subject=f"Дело {number}")
    assert queries() == few
    with at("05-06 10:10"):
        first = client.get("/help/requests/").content.decode()
        following = re.findall(r'href="(\?after=[^"]+)"', first)
        second = client.get(f"/help/requests/{following[0]}").content.decode()
    # 22 in all: twenty, then the two oldest.
    assert (first.count('class="number"'), second.count('class="number"')) == (20, 2)
    assert "Первое" in second
    assert "?after=" not in second
    assert Ticket.objects.count() == 22


def test_signing_out_shuts_the_door(console: Console) -> None:
    client = Client()
    ask(client, ANNA)
    enter(client, sent()[0])
    assert signed_in(client)
    client.post("/help/sign-out/")
    assert not signed_in(client)


# --- old codes --------------------------------------------------------------------------------------------------------


def test_old_codes_are_swept_with_the_night(console: Console) -> None:
    """Of Wednesday 10:00 and 11:00; at 10:30 of the next day the first is older than a day, which no limit looks at."""
    ask(Client(), ANNA, "05-06 10:00")
    ask(Client(), NOBODY, "05-06 11:00")
    assert sweeping.forget(local("05-07 10:00")) == 0
    assert sweeping.forget(local("05-07 10:30")) == 1
    assert [code.at for code in SignInCode.objects.all()] == [local("05-06 11:00")]
    assert [row.payload for row in Event.objects.filter(type="CodesForgotten")] == [{"count": 1}]
    # What nobody asks for is swept by the worker itself.
    assert "opora.flow.sweeping.sweep" in {standing.task for standing in STANDING}
