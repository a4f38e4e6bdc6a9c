"""What the cells of the matrix are performed on: people of each role, a ticket with everything on it, and requests
that succeed for whoever may send them.

A new address needs rows in rights.csv. Where its path has a parameter, `parameters` knows the value; where it takes
a body, `BODIES` has one with which it succeeds; where the sample must first be brought into some state, `BEFORE`.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from urllib.parse import urlsplit

from django.contrib.sessions.backends.base import SessionBase
from django.test import Client

from opora.accounts import actions as accounts
from opora.accounts.keys import SCOPES
from opora.accounts.models import User
from opora.channels.models import InboundMail, Outbound
from opora.cli.ground import add_administrator
from opora.cli.history.load import History, mark
from opora.contracts import actions as contracts
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.by_form import Form, open_by_form
from opora.flow.step import begin
from opora.offices import actions as offices
from opora.offices.models import Absence, Seat
from opora.registry.actions import contacts, dealings, readers
from opora.registry.models import Contact
from opora.tickets import actions as tickets
from opora.tickets.models import Attachment, Draft, DutyCall, Message, Sight, Ticket
from opora.tickets.queries import call_token, link_token
from opora.web.portal.sent import address_of_sent
from tests.rights import causes, door
from tests.rights.matrix import Row
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive
from tests.web.browsers import BROWSER
from tests.web.console import Console
from tests.web.portal import filled
from tests.world import OPENED, World

NOW = "05-08 16:00"


@dataclass
class Sample:
    """A desk, Anna's ticket at Yekaterinburg that line 3 has had, and one person for each column."""

    world: World
    ticket: Ticket
    developer: User
    with_right: Contact
    key: str
    case: str = ""

    @property
    def people(self) -> dict[str, User]:
        """Who stands for the columns of staff."""
        world = self.world
        return {
            "specialist": world.irina, "specialist-elsewhere": world.marina,
            "manager": world.olga, "manager-elsewhere": world.pavel,
            "central": world.timur, "developer": self.developer, "head": world.viktor,
            "sales": world.lidia, "administrator": world.galina, "auditor": world.anton,
        }  # fmt: skip

    @property
    def contacts(self) -> dict[str, Contact]:
        """Who stands for the columns of contacts."""
        world = self.world
        return {"contact": world.anna, "other-contact": world.elena, "contact-with-right": self.with_right,
                "dealer": world.sergey}  # fmt: skip

    def parameters(self, address: str) -> dict[str, Any]:
        """What stands for the parameters of an address."""
        links = {"uidb64": "x", "token": "x"}
        if address.startswith("welcome/"):
            url = add_administrator("first@vendor.test", local(NOW))
            assert url is not None
            _, _, links["uidb64"], links["token"], _ = urlsplit(url).path.split("/")
        if address.startswith("help/sent/"):
            links["token"] = _sent_by_form().split("/")[3]
        if address.startswith("duty/"):
            links["token"] = call_token(DutyCall.objects.get())
        if address.startswith("help/requests/"):
            links["token"] = link_token(self.ticket, "anna@gear.example.org")
        return {
            "number": self.ticket.number,
            "attachment_id": Attachment.objects.get().pk,
            "organisation": self.world.gear.pk,
            "organisation_id": self.world.gear.pk,
            "contact": self.world.anna.pk,
            "letter_id": self._letter(address),
            **links,
            **self._of_setup(address),
            **causes.parameters(address),
        }

    def _of_setup(self, address: str) -> dict[str, Any]:
        """What the addresses of set-up name: Artyom, his seat and absence, the mailbox of the pipe."""
        return {
            "name": "first_response" if "settings/" in address else "pipe",
            "code": "moscow",
            "number": 2026 if address.startswith("setup/calendars/") else self.ticket.number,
            "person_id": self.world.artyom.pk,
            "seat_id": Seat.objects.get(user=self.world.artyom).pk,
            "absence_id": Absence.objects.values_list("pk", flat=True).first(),
        }

    def _letter(self, address: str) -> int:
        if address.startswith("tickets/"):
            return Outbound.objects.filter(ticket=self.ticket, audience="customer")[0].pk
        if self.case in causes.LETTERS:
            return causes.LETTERS[self.case](self.ticket).pk
        return InboundMail.objects.filter(ticket=None if self.case == "of-the-tray" else self.ticket.pk)[0].pk


def sample(console: Console) -> Sample:
    """The desk on which a row is performed."""
    world = console.world
    with begin(OPENED, MACHINE, "cli") as step:
        developer = accounts.add_staff(
            step, email="fedor@vendor.test", first_name="Фёдор", last_name="Ильин", role="developer"
        )
        offices.seat(step, office=world.development, user=developer, role="specialist", from_on=date(2026, 1, 1))
        _, key = accounts.add_key(step, name="shop", scopes=SCOPES, user=world.irina)
        with_right = contacts.add_contact(step, address="igor@gear.example.org", name="Игорь", organisation=world.gear)
        readers.name_reader(step, with_right, world.olga)
        dealings.begin_dealing(step, dealer=world.bridge, customer=world.gear)
        offices.enter_absence(step, world.artyom, OPENED, OPENED + timedelta(days=1))
    ticket = console.received(_with_file(), "05-08 10:00")
    machine = {"Auto-Submitted": "auto-replied"}
    receive(letter("a@example.org", "Меня нет", "…", local("05-08 10:10"), headers=machine), local("05-08 10:10"))
    return Sample(world, ticket, developer, with_right, key)


def browser(one: Sample, role: str) -> Client:
    """The browser, or the program, of somebody of this role."""
    if role == "key":
        return Client(headers={"Authorization": f"Bearer {one.key}"})
    client = Client()
    if role in one.people:
        client.force_login(one.people[role])
    elif role != "guest":
        session: SessionBase = client.session
        session["contact"] = one.contacts[role].pk
        session["contact_until"] = local("05-08 23:00").isoformat()
        session.save()
    return client


def prepare(one: Sample, row: Row) -> str:
    """Brings the sample into the state that the row wants, and gives the path to ask."""
    one.case = row.case
    if row.case == "owned-elsewhere":
        Ticket.objects.filter(pk=one.ticket.pk).update(registering_office=one.world.yekaterinburg)
        _hand_over(one, one.world.moscow, "05-08 11:40")
    if row.address in BEFORE:
        BEFORE[row.address](one)
    if door.concerns(row.address):
        door.give_passwords(one, row.address)
    if row.address.startswith("^password/"):
        return door.link(NOW)
    values = one.parameters(row.address)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), row.address)


def ask(client: Client, row: Row, path: str) -> Any:
    """The answer to the row's request."""
    if row.address.startswith("welcome/") and row.method == "POST":
        # The link's secret moves into the session first.
        path = client.get(path)["Location"]
    if row.address.startswith("^password/") and row.method == "POST":
        path = client.get(path)["Location"]
    if row.address.startswith("me/") and "_auth_user_id" in client.session:
        door.prove(client)
    if row.case == "half-way-in":
        client.post("/sign-in/", {"login": "irina@vendor.test", "password": door.WORD})
    query = QUERIES.get(row.address)
    if row.method == "GET":
        return client.get(path, query)
    body = BODIES.get((row.address, row.method), {})
    if row.address.endswith("/rating/"):
        body = {"answer": Message.objects.get(verb="answer").pk, "mark": "3"}
    if row.address.endswith(("/draft/end/", "/sending/end/")):
        body = {"draft": str(Draft.objects.get().pk)}
    if row.address.endswith("/merger/"):
        body = {"into": Ticket.objects.latest("pk").number}
    if row.address.endswith("/call/answer/"):
        body = {
            "said": "Обновите до 22.1.",
            "caller": str(Contact.objects.get(addresses__normalised="anna@gear.example.org").pk),
        }
    if "/readers/" in row.address:
        who = "igor@gear.example.org" if row.address.endswith("/end/") else "anna@gear.example.org"
        body = {"contact": str(Contact.objects.get(addresses__normalised=who).pk)}
    if row.address.startswith("api/"):
        kind = "message/rfc822" if row.address == "api/letters" else "application/json"
        return client.generic(row.method, path, json.dumps(body), content_type=kind)
    return client.post(path, body or door.body(client, row.address, path))


def cell(answer: Any, row: Row) -> str:
    """What an answer says about rights, in the words of the matrix; else its status."""
    status = answer.status_code
    where = urlsplit(answer["Location"]).path if 300 <= status < 400 else ""
    # Without a password before it there is no page of the code to come back to.
    if where in DOORS and ("?next=" in answer["Location"] or row.address == "sign-in/code/"):
        return "door"
    return {401: "no", 403: "no", 404: "404"}.get(status, "yes" if status < 400 else str(status))


def _sent_by_form() -> str:
    """The page after sending, of a guest who mistyped the address."""
    now = local("05-08 15:50").astimezone(UTC)
    form = Form(key="x", address="guest@strangre.example.org", text="Не печатает.")
    return address_of_sent(open_by_form(form, None, now), "", now)


def _with_file() -> bytes:
    message = message_from_bytes(
        letter("anna@gear.example.org", "Сборка", "Чертёж-3D v22 не открывает сборку.", local("05-08 10:00")),
        policy=default,
    )
    assert isinstance(message, EmailMessage)
    message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="узел.bin")
    return message.as_bytes()


def _hand_over(one: Sample, office: Any, at: str) -> None:
    act.hand_over(one.ticket.pk, one.world.viktor, office, local(at).astimezone(UTC))


def _answered(one: Sample) -> None:
    act.answer(one.ticket.pk, one.world.irina, "Обновите драйвер.", local("05-08 12:00").astimezone(UTC))


def _look(one: Sample) -> None:
    """Answered, and the customer wrote again: staff read the words and choose."""
    _answered(one)
    sent = message_from_bytes(bytes(Outbound.objects.filter(reaction="carry").latest("pk").raw), policy=default)
    raw = letter("anna@gear.example.org", "Re", "Спасибо.", local("05-08 12:30"), reply_to=sent["Message-ID"])
    receive(raw, local("05-08 12:30"))


def _waiting(one: Sample) -> None:
    act.ask(one.ticket.pk, one.world.irina, "Какая версия?", local("05-08 12:00").astimezone(UTC))


def _second(one: Sample) -> None:
    """Another ticket of Anna's, in everybody's sight who has the first one in theirs."""
    raw = letter("anna@gear.example.org", "Ещё о сборке", "Чертёж-3D v22: и вот журнал.", local("05-08 12:30"))
    second = receive(raw, local("05-08 12:30")).ticket
    assert second is not None
    for sight in Sight.objects.filter(ticket=one.ticket):
        Sight.objects.create(
            ticket=second, office=sight.office, user=sight.user, because=sight.because, since=sight.since
        )


def _called(one: Sample) -> None:
    """Irina is on duty and called out to the ticket."""
    world = one.world
    with begin(OPENED, MACHINE, "cli") as step:
        duty = contracts.enter_duty(
            step, organisation=world.gear, from_at=local("05-08 15:00"), until_at=local("05-08 22:00"),
            staff=[world.irina], reason="Запуск цеха",
        )  # fmt: skip
    with begin(local("05-08 15:55").astimezone(UTC), MACHINE, "tick") as step:
        within = timedelta(minutes=10)
        tickets.call_out(step, tickets.lock(one.ticket.pk), world.irina, duty.pk, within, anew=True)


def _left(one: Sample) -> None:
    with begin(OPENED, MACHINE, "cli") as step:
        accounts.let_go(step, one.world.artyom)


DOORS = ("/sign-in/", "/help/sign-in/")


def _demo(one: Sample) -> None:
    with begin(local(NOW), MACHINE, "cli") as step:
        mark(step, History("2026-05-08"))


_T = "tickets/<str:number>/"
_S = "setup/"
BEFORE: dict[str, Callable[[Sample], None]] = {
    "tour/": _demo,
    f"{_T}acceptance/": _called,
    "duty/<str:token>/": _called,
    f"{_T}release/": _answered,
    f"{_T}thanks/": _look,
    f"{_T}continuation/": _look,
    f"{_T}split/": _look,
    f"{_T}merger/": _second,
    f"{_T}resumption/": _waiting,
    **causes.BEFORE,
    **{
        f"help/requests/<{way}>/{noun}/": _answered
        for way in ("number:number", "token:token")
        for noun in ("rejection", "rating")
    },
    f"{_S}staff/<int:person_id>/return/": _left,
}
QUERIES: dict[str, dict[str, str]] = {
    "api/organisations": {"text": "Шестерня"},
    "api/contacts": {"text": "Лаптева"},
    "api/coverage": {"organisation": "world-gear", "product": "chertezh-3d", "version": "v22"},
}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("api/tickets", "POST"): {
        "contact": {"address": "anna@gear.example.org"}, "subject": "Ещё", "text": "Не печатает."
    },
    ("api/tickets/<number>/messages", "POST"): {"verb": "tell", "text": "Смотрим."},
    ("api/tickets/<number>/notes", "POST"): {"text": "Драйвер."},
    ("api/calls", "POST"): {"started_at": "2026-05-08T15:30:00+05:00", "heard": "Не печатает."},
    ("api/tickets/<number>/calls", "POST"): {
        "started_at": "2026-05-08T15:30:00+05:00", "verb": "tell", "said": "Разбираемся."
    },
    **{(f"{_T}{noun}/", "POST"): {"text": "Смотрим."} for noun in ("questions", "progress", "answers", "notes")},
    (f"{_T}facts/", "POST"): {
        "contact": "anna@gear.example.org", "organisation": "keep", "product": "chertezh-3d",
        "edition": "chertezh-3d/full", "version": "chertezh-3d/v21", "reason": "customer_said",
    },
    (f"{_T}call/reminder/", "POST"): {"rung": "2"},
    (f"{_T}calls/", "POST"): {"heard": "Перезвонили сами.", "verb": "tell", "said": "Разбираемся."},
    ("calls/new/", "POST"): {"heard": "Не печатает.", "name": "Павел Громов"},
    **causes.BODIES,
    (f"{_T}stage/", "POST"): {"stage": "research"},
    (f"{_T}release/", "POST"): {"word_on": "2026-05-29"},
    (f"{_T}assignment/", "POST"): {"user": "me"},
    (f"{_T}handover/", "POST"): {"office": "vladivostok"},
    (f"{_T}revocation/", "POST"): {"address": "anna@gear.example.org"},
    **{(f"help/requests/<{way}>/messages/", "POST"): {"text": "Спасибо."} for way in ("number:number", "token:token")},
    **{
        (f"help/requests/<{way}>/reminder/", "POST"): {"rung": "1", "sure": "1"}
        for way in ("number:number", "token:token")
    },
    ("help/sign-in/", "POST"): {"address": "anna@gear.example.org"},
    ("customers/<int:organisation_id>/dealings/", "POST"): {"customer": "world-rail"},
    ("customers/<int:organisation_id>/dealings/end/", "POST"): {"customer": "1"},
    (f"{_T}closure/", "POST"): {"why": "spam"},
    (f"{_T}kind/", "POST"): {"kind": "fault"},
    ("welcome/<uidb64>/<token>/", "POST"): {
        "new_password1": "кабан-на-велосипеде", "new_password2": "кабан-на-велосипеде"
    },
    ("help/", "POST"): filled(NOW, "guest@stranger.example.org"),
    ("help/sent/<str:token>/address/", "POST"): {"address": "guest@stranger.example.org"},
    ("letters/<int:letter_id>/writer/", "POST"): {"writer": "new@home.example.org"},
    ("help/language/", "POST"): {"language": "en"},
    (f"{_S}settings/<slug:name>/", "POST"): {"value": "9"},
    (f"{_S}mailboxes/new/", "POST"): {
        "name": "second", "address": "second@vendor.test", "protocol": "imap", "tls": "tls",
        "smtp_host": "mail.vendor.test", "smtp_tls": "starttls", "office": "",
    },
    (f"{_S}mailboxes/<slug:name>/", "POST"): {
        "address": "support@vendor.test", "protocol": "imap", "tls": "tls", "smtp_host": "mail.vendor.test",
        "smtp_tls": "starttls", "office": "moscow",
    },
    (f"{_S}offices/new/", "POST"): {
        "code": "omsk", "name": "Омск", "name_en": "Omsk", "line": "1", "zone": "Asia/Omsk", "calendar": "+ru",
        "lat": "55", "lon": "73,4",
    },
    (f"{_S}offices/<slug:code>/", "POST"): {
        "name": "Москва", "name_en": "Moscow", "zone": "Europe/Moscow", "calendar": "moscow", "lat": "55", "lon": "37",
    },
    (f"{_S}offices/<slug:code>/seats/", "POST"): {
        "person": "artyom@vendor.test", "role": "specialist", "from_on": "2026-05-08",
    },
    (f"{_S}staff/new/", "POST"): {
        "email": "new@vendor.test", "first_name": "Пётр", "role": "specialist", "language": "ru", "zone": "Asia/Omsk",
    },
    (f"{_S}staff/<int:person_id>/", "POST"): {
        "first_name": "Артём", "role": "specialist", "language": "ru", "zone": "Asia/Omsk",
    },
    (f"{_S}staff/<int:person_id>/absences/", "POST"): {
        "from_at": "2026-05-09T10:00", "until_at": "2026-05-10T10:00",
    },
    (f"{_S}calendars/<slug:code>/exceptions/", "POST"): {"first": "2026-05-12", "kind": "closed", "save": "1"},
    (f"{_S}calendars/<slug:code>/weeks/", "POST"): {"mon": "9–17", "from": "2026-05-12", "save": "1"},
    (f"{_S}calendars/<slug:code>/files/", "POST"): {"days": '{"2026-05-12": []}', "save": "1"},
    ("me/browsers/", "POST"): BROWSER,
    ("me/", "POST"): {"language": "en", "zone": "Asia/Omsk"},
    ("password/", "POST"): {"email": "irina@vendor.test"},
    ("^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-\\w]+)/$", "POST"): door.NEW,
    ("sign-in/", "POST"): {"login": "nobody@vendor.test", "password": "wrong"},
}  # fmt: skip
