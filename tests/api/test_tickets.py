"""Tickets by program: through the same street as letters, each refusal beside what is done."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from opora.channels.models import Outbound
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.offices import actions as offices
from opora.registry.models import Contact
from opora.tickets.models import Message, Ticket
from tests.api.programs import Programs
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive, words
from tests.world import OPENED

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NEW = {
    "contact": {"address": "anna@gear.example.org"},
    "subject": "Не открывается сборка",
    "text": "Здравствуйте! После обновления драйвера сборка не открывается.",
    "product": "chertezh-3d",
    "edition": "full",
    "version": "v22",
}


def made(answer: Any) -> Ticket:
    assert answer.status == 201, answer.raw
    (ticket,) = [one for one in Ticket.objects.all() if one.number == answer.body["number"]]
    return ticket


def test_a_request_goes_the_street_of_a_letter(programs: Programs) -> None:
    answer = programs.post(programs.key("tickets:write"), "/tickets", NEW, at="05-06 10:00")
    ticket = made(answer)
    assert answer.body["unknown"] == []
    # Warranty, Wednesday 10:00: 8 working hours are 10-13 (3), 14-18 (7), Thursday 9-10 (8).
    assert (ticket.level, ticket.channel, ticket.next_kind) == ("warranty", "api", "first_response")
    assert ticket.next_at == local("05-07 10:00")
    assert ticket.contact == programs.world.anna
    assert (ticket.product, ticket.edition, ticket.version) == (
        programs.world.drawing,
        programs.world.full,
        programs.world.v22,
    )
    message = Message.objects.get(ticket=ticket)
    assert (message.text, message.author_kind) == (NEW["text"], "contact")
    letter = Outbound.objects.get(ticket=ticket, audience="customer")
    assert (letter.reaction, letter.recipient) == ("acknowledge", "anna@gear.example.org")
    opened = Event.objects.get(subject="ticket", subject_id=ticket.pk, type="Opened")
    assert (opened.actor_kind, opened.via) == ("key", "api")


def test_what_is_chosen_wins_over_what_the_words_name(programs: Programs) -> None:
    key = programs.key("tickets:write")
    words = {**NEW, "text": "Раньше был Маршрут-PLM 5."}
    assert made(programs.post(key, "/tickets", words)).product == programs.world.drawing
    unnamed = {name: words[name] for name in ("contact", "text")}
    assert made(programs.post(key, "/tickets", unnamed)).product == programs.world.routes


def test_intake_refuses_no_unknown_name_and_loses_none(programs: Programs) -> None:
    key = programs.key("tickets:write")
    answer = programs.post(key, "/tickets", {**NEW, "version": "v99"})
    assert answer.body["unknown"] == ["version"]
    ticket = made(answer)
    assert (ticket.product, ticket.version) == (programs.world.drawing, None)
    (message,) = Message.objects.filter(ticket=ticket)
    assert [one["text"].strip() for one in message.segments] == [NEW["text"], "version: v99"]
    answer = programs.post(
        key, "/tickets", {**NEW, "product": "no-such", "contact": {"address": "new@home.example.org"}}
    )
    assert answer.body["unknown"] == ["product", "edition", "version"]
    assert made(answer).level == "initial"


def test_an_address_never_seen_becomes_a_contact(programs: Programs) -> None:
    body = {**NEW, "contact": {"address": "New@Home.example.org", "name": "Нина Новая"}}
    ticket = made(programs.post(programs.key("tickets:write"), "/tickets", body))
    assert ticket.contact == Contact.objects.get(addresses__normalised="new@home.example.org")
    assert ticket.contact is not None
    assert ticket.contact.name == "Нина Новая"


# --- the idempotency key -------------------------------------------------------------------------------------


def test_the_same_request_under_one_key_gives_one_ticket(programs: Programs) -> None:
    key = programs.key("tickets:write")
    first = programs.post(key, "/tickets", NEW, Idempotency_Key="order-17")
    again = programs.post(key, "/tickets", NEW, at="05-06 12:05", Idempotency_Key="order-17")
    assert (first.status, again.status) == (201, 200)
    assert again.body == first.body
    assert Ticket.objects.count() == 1
    assert Outbound.objects.filter(reaction="acknowledge").count() == 1
    # Without a key the same words are two matters.
    programs.post(key, "/tickets", NEW)
    programs.post(key, "/tickets", NEW)
    assert Ticket.objects.count() == 3


def test_another_request_under_one_key_is_refused(programs: Programs) -> None:
    key = programs.key("tickets:write")
    programs.post(key, "/tickets", NEW, Idempotency_Key="order-17")
    other = programs.post(key, "/tickets", {**NEW, "text": "Другое."}, Idempotency_Key="order-17")
    assert (other.status, other.code) == (409, "idempotency_key_reused")
    assert Ticket.objects.count() == 1
    assert programs.post(key, "/tickets", {**NEW, "text": "Другое."}, Idempotency_Key="order-18").status == 201
    # Another integration's key of the same name is its own.
    assert programs.post(programs.key("tickets:write"), "/tickets", NEW, Idempotency_Key="order-17").status == 201
    assert Ticket.objects.count() == 3


# --- reading -------------------------------------------------------------------------------------------------


def test_a_ticket_is_read_by_its_number(programs: Programs) -> None:
    ticket = programs.asked("05-06 10:00")
    key = programs.key("tickets:read")
    body = programs.get(key, f"/tickets/{ticket.number}").body
    assert body["number"] == ticket.number
    assert (body["stage"], body["level"], body["covered_until"]) == ("received", "warranty", "2027-02-02")
    assert (body["next_at"], body["next_kind"]) == ("2026-05-07T05:00:00Z", "first_response")  # 10:00 at UTC+5
    assert body["organisation"] == programs.world.gear.pk
    assert body["version"] == {"code": "v22", "name": "v22"}
    assert body["office"] == "yekaterinburg"
    assert [(one["author"], one["audience"]) for one in body["messages"]] == [("contact", "public")]
    wrong = ticket.number[:-1] + str((int(ticket.number[-1]) + 1) % 10)
    for number in (wrong, "SD-0", "SD-99999999999999999999999", "нет", "%00", "1"):
        answer = programs.get(key, f"/tickets/{number}")
        assert (answer.status, answer.code) == (404, "not_found"), number


def test_no_moment_in_the_past_is_told_as_the_next(programs: Programs) -> None:
    """P2: first response due Thu 7 May 10:00; at 10:10 the recovery is next: 10-13 (3), 14-15 (4)."""
    ticket = programs.asked("05-06 10:00")
    key = programs.key("tickets:read")
    for body in (
        programs.get(key, f"/tickets/{ticket.number}", at="05-07 10:10").body,
        programs.get(key, "/tickets", at="05-07 10:10").body["tickets"][0],
    ):
        assert (body["next_at"], body["next_kind"]) == ("2026-05-07T10:00:00Z", "recovery")
    ticket.refresh_from_db()
    assert ticket.next_kind == "first_response"


def test_each_moment_is_explained_stretch_by_stretch(programs: Programs) -> None:
    """P5: 40 h from Wed 6 May 10:00, asked at 12:00 (2), the reply Thu at 9:00: Thu 8 (10), Fri 7 (17), Tue 8 (25),
    Wed 8 (33), Thu 14 9-13 (37), 14-17 (40)."""
    ticket = programs.asked("05-06 10:00")
    act.ask(ticket.pk, programs.world.irina, "Пришлите журнал.", local("05-06 12:00").astimezone(UTC))
    key = programs.key("tickets:read")
    waits = programs.get(key, f"/tickets/{ticket.number}", at="05-06 12:30").body["moments"]
    assert [(one["kind"], one["due_at"]) for one in waits] == [("resolution", None)]
    receive(
        letter("anna@gear.example.org", f"Re: [{ticket.number}]", "Вот.", local("05-07 09:00")), local("05-07 09:00")
    )
    found = programs.get(key, f"/tickets/{ticket.number}", at="05-07 09:30").body["moments"]
    resolution = next(one for one in found if one["kind"] == "resolution")
    assert (resolution["due_at"], resolution["told"]) == ("2026-05-14T12:00:00Z", True)
    stretches = resolution["stretches"]
    assert [one["cause"] for one in stretches[:3]] == ["work", "pause", "work"]
    assert [one["cause"] for one in stretches if one["name"]] == ["shortened", "holiday"]
    counted = [datetime.fromisoformat(one["ends"]) - datetime.fromisoformat(one["begins"]) for one in stretches
               if one["counted"]]  # fmt: skip
    assert sum(counted, timedelta()) == timedelta(hours=40)
    assert all(first["ends"] == second["begins"] for first, second in pairwise(stretches))


def test_internal_messages_need_their_scope_and_a_user_who_may_read_them(programs: Programs) -> None:
    ticket = programs.asked()
    irina = programs.world.irina
    writer = programs.key("tickets:write", user=irina)
    assert programs.post(writer, f"/tickets/{ticket.number}/notes", {"text": "СЕКРЕТ коллегам"}).status == 201

    def read(key: str) -> bytes:
        answer = programs.get(key, f"/tickets/{ticket.number}")
        assert answer.status == 200
        assert "Здравствуйте" in answer.body["messages"][0]["text"]
        return str([one["text"] for one in answer.body["messages"]]).encode()

    secret = "СЕКРЕТ".encode()
    assert secret in read(programs.key("tickets:read", "notes:read", user=irina))
    assert secret not in read(programs.key("tickets:read", user=irina))
    assert secret not in read(programs.key("tickets:read", "notes:read"))
    assert secret not in read(programs.key("tickets:read", "tickets:write", "registry:read", "coverage:read"))


def test_a_key_sees_what_its_user_sees(programs: Programs) -> None:
    ticket = programs.asked()
    world = programs.world
    seen = {"irina": 200, "viktor": 200, "timur": 200, "marina": 404, "lidia": 404, "anton": 404, "galina": 404}
    for name, status in seen.items():
        key = programs.key("tickets:read", "tickets:write", user=getattr(world, name))
        assert programs.get(key, f"/tickets/{ticket.number}").status == status, name
        assert len(programs.get(key, "/tickets").body["tickets"]) == (status == 200), name
        assert programs.post(key, f"/tickets/{ticket.number}/notes", {"text": "?"}).status == (
            201 if status == 200 else 404
        )
    assert programs.get(programs.key("tickets:read"), f"/tickets/{ticket.number}").status == 200


def test_the_list_is_read_page_by_page(programs: Programs) -> None:
    numbers = [programs.asked(f"05-06 10:{minute:02}").number for minute in range(5)]
    key = programs.key("tickets:read")
    found, after, sizes = [], "", []
    while True:
        page = programs.get(key, "/tickets", size=2, after=after).body
        found += [one["number"] for one in page["tickets"]]
        sizes.append(len(page["tickets"]))
        after = page["after"]
        if not after:
            break
    assert (found, sizes) == (numbers[::-1], [2, 2, 1])


def test_the_list_is_narrowed_by_state_and_customer(programs: Programs) -> None:
    anna, sergey = programs.asked(), programs.asked("05-06 10:30", "sergey@bridge.example.org")
    key = programs.key(user=programs.world.viktor)

    def numbers(**query: str) -> list[str]:
        return [one["number"] for one in programs.get(key, "/tickets", **query).body["tickets"]]

    assert numbers() == [sergey.number, anna.number]
    assert numbers(organisation="world-gear") == [anna.number]
    assert numbers(organisation="0000000025") == [sergey.number]
    assert numbers(state="open") == [sergey.number, anna.number]
    assert numbers(state="closed") == []
    assert programs.get(key, "/tickets", organisation="nobody").code == "not_found"
    assert programs.get(key, "/tickets", after="nowhere").code == "not_found"
    assert programs.get(key, "/tickets", state="lost").code == "invalid"


# --- writing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "stage"), [("ask", "waiting"), ("tell", "office"), ("answer", "answered")])
def test_the_three_verbs(programs: Programs, verb: str, stage: str) -> None:
    ticket = programs.asked()
    key = programs.key("tickets:write", "tickets:read", user=programs.world.irina)
    sent = programs.post(key, f"/tickets/{ticket.number}/messages", {"verb": verb, "text": "Смотрим журнал."})
    assert (sent.status, sent.body["verb"], sent.body["audience"]) == (201, verb, "public")
    assert sent.body["name"] == "Ирина С."
    assert programs.get(key, f"/tickets/{ticket.number}").body["stage"] == stage
    assert Outbound.objects.filter(ticket=ticket, reaction="carry").count() == 1
    said = Event.objects.get(subject_id=ticket.pk, type={"ask": "Asked", "tell": "Told", "answer": "Answered"}[verb])
    assert (said.actor_kind, said.actor_id, said.via) == ("staff", programs.world.irina.pk, "api")


def test_a_key_of_nobody_writes_to_no_customer(programs: Programs) -> None:
    ticket = programs.asked()
    nobody, irina = programs.key("tickets:write"), programs.key("tickets:write", user=programs.world.irina)
    for path, body in (("messages", {"verb": "ask", "text": "Какая?"}), ("notes", {"text": "Заметка"})):
        refused = programs.post(nobody, f"/tickets/{ticket.number}/{path}", body)
        assert (refused.status, refused.code) == (403, "no_user")
        assert programs.post(irina, f"/tickets/{ticket.number}/{path}", body).status == 201


def test_a_word_may_promise_its_moment(programs: Programs) -> None:
    ticket = programs.asked()
    key = programs.key("tickets:write", "tickets:read", user=programs.world.irina)
    path = f"/tickets/{ticket.number}/messages"
    # Usual: 3 working days from Wed 6 May 12:00 are Thu, Fri, Tue 12 May 12:00.
    later = {"verb": "tell", "text": "Ждём стенд.", "word_until": "2026-05-13T12:00:00+05:00"}
    refused = programs.post(key, path, later)
    assert (refused.status, refused.code) == (409, "refused")
    past = programs.post(key, path, {**later, "word_until": "2026-05-06T11:00:00+05:00"})
    assert (past.status, past.code) == (409, "refused")
    for wrong in ("2026-05-13T12:00:00", "завтра", 1778000000, "9999-12-31T23:59:59Z"):
        assert programs.post(key, path, {**later, "word_until": wrong}).code == "invalid"
    assert programs.post(key, path, {**later, "verb": "answer"}).code == "invalid"
    assert programs.post(key, path, {**later, "consent": "по телефону"}).status == 201
    assert programs.get(key, f"/tickets/{ticket.number}").body["next_kind"] in ("word", "resolution")


def test_a_word_may_confess_in_advance(programs: Programs) -> None:
    """P2: the full answer is due on Thu 14 May at 11:00; the word is sent at 10:30."""
    ticket = programs.asked("05-06 10:00")
    key = programs.key("tickets:write", "tickets:read", user=programs.world.irina)
    path, when = f"/tickets/{ticket.number}/messages", "05-14 10:30"
    late = {
        "verb": "tell",
        "text": "Нужна сборка из разработки.",
        "word_until": "2026-05-15T12:00:00+05:00",
        "late": True,
    }
    too_soon = programs.post(key, path, {**late, "word_until": "2026-05-14T11:00:00+05:00"}, at=when)
    assert (too_soon.status, too_soon.code) == (409, "refused")
    assert programs.post(key, path, {**late, "verb": "ask", "word_until": None}, at=when).status == 409
    assert programs.post(key, path, late, at=when).status == 201
    assert Event.objects.get(subject_id=ticket.pk, type="Told").payload["late"] is True
    (letter_of_ours,) = ours(ticket, "carry")
    assert "к этому сроку не успеем" in words(letter_of_ours)
    body = programs.get(key, f"/tickets/{ticket.number}", at="05-14 11:05").body
    assert (body["next_at"], body["next_kind"]) == ("2026-05-15T07:00:00Z", "word")


def test_a_repeated_word_is_said_to_be_one_before_it_leaves(programs: Programs) -> None:
    """P9."""
    ticket = programs.asked()
    key = programs.key("tickets:write", user=programs.world.irina)
    path, body = f"/tickets/{ticket.number}/messages", {"verb": "tell", "text": "Смотрим."}
    assert programs.post(key, path, body).status == 201
    refused = programs.post(key, path, body)
    assert (refused.status, refused.code) == (409, "refused")
    assert programs.post(key, path, {**body, "repeat": True}).status == 201


def test_a_quiet_desk_writes_to_nobody_by_program_either(programs: Programs) -> None:
    ticket = programs.asked()
    key = programs.key("tickets:write", user=programs.world.irina)
    with begin(OPENED + timedelta(hours=1), MACHINE, "cli") as step:
        offices.set_policy(step, name="answering", value=False)
    path = f"/tickets/{ticket.number}"
    assert programs.post(key, f"{path}/messages", {"verb": "ask", "text": "Какая?"}).code == "refused"
    assert programs.post(key, f"{path}/notes", {"text": "Заметка"}).status == 201


# --- kind, files ---------------------------------------------------------------------------------------------------


def test_kind_and_stopped_work_are_kept_and_read(programs: Programs) -> None:
    key = programs.key()
    answer = programs.post(key, "/tickets", {**NEW, "kind": "fault", "work_stopped": True})
    ticket = made(answer)
    assert (ticket.kind, ticket.work_stopped) == ("fault", True)
    read = programs.get(key, f"/tickets/{ticket.number}").body
    assert (read["kind"], read["work_stopped"]) == ("fault", True)
    assert made(programs.post(key, "/tickets", NEW)).kind == "other"
    assert programs.post(key, "/tickets", {**NEW, "kind": "urgent"}).code == "invalid"


FILE = {"name": "журнал.txt", "type": "text/plain", "content": "0J7RiNC40LHQutCwIDE3"}


def test_files_come_in_base64_and_stand_with_the_message(programs: Programs) -> None:
    key, other = programs.key(user=programs.world.irina), {**FILE, "content": "AAAA"}
    ticket = made(programs.post(key, "/tickets", {**NEW, "files": [FILE]}, Idempotency_Key="f"))
    (kept,) = Message.objects.get(ticket=ticket).attachments.all()
    assert (kept.name, kept.declared_type, kept.size) == ("журнал.txt", "text/plain", len("Ошибка 17".encode()))
    # Other bytes are another request.
    again = {**NEW, "files": [other]}
    assert programs.post(key, "/tickets", again, Idempotency_Key="f").code == "idempotency_key_reused"
    sent = programs.post(key, f"/tickets/{ticket.number}/messages", {"verb": "ask", "text": "Ещё?", "files": [other]})
    assert sent.body["files"] == [{"name": "журнал.txt", "size": 3}]
    noted = programs.post(key, f"/tickets/{ticket.number}/notes", {"text": "См. файл", "files": [FILE]})
    assert [one["name"] for one in noted.body["files"]] == ["журнал.txt"]


@pytest.mark.parametrize("wrong", [{"content": "не base64"}, {"content": "AAA"}, {"name": ""}, {"path": "/etc"}])
def test_what_is_no_file_is_refused(wrong: dict[str, str], programs: Programs) -> None:
    assert programs.post(programs.key(), "/tickets", {**NEW, "files": [{**FILE, **wrong}]}).code == "invalid"
    assert Ticket.objects.count() == 0
