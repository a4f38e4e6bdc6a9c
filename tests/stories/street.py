"""The real street for stories: letters as bytes in, time set by hand, letters of ours read back out of the rows."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from typing import Any

from opora.channels.mail.keep import keep
from opora.channels.models import InboundMail, Mailbox, Outbound
from opora.core.facts import Stage
from opora.flow import act, arrive, bundle, tick
from opora.tickets.models import Ticket
from tests.world import World

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
LATE = datetime(2027, 1, 1, tzinfo=UTC)


def pipe() -> Mailbox:
    """The pipe, connected long before any story."""
    row, _ = Mailbox.objects.get_or_create(name="pipe", defaults={"kind": "pipe", "connected_at": LONG_AGO})
    return row


def letter(
    sender: str,
    subject: str,
    text: str,
    at: datetime,
    *,
    charset: str = "windows-1251",
    reply_to: str = "",
    headers: dict[str, str] | None = None,
) -> bytes:
    """A letter as a mail program writes it, in the given charset."""
    message = EmailMessage(policy=default.clone(linesep="\r\n"))
    message["From"] = sender
    message["To"] = "support@vendor.test"
    message["Subject"] = subject
    message["Date"] = at
    message["Message-ID"] = f"<{at:%Y%m%d%H%M%S}.{len(text)}.{sender.partition('@')[0]}@mail.example.org>"
    if reply_to:
        message["In-Reply-To"] = reply_to
        message["References"] = reply_to
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text, charset=charset, cte="base64")
    return message.as_bytes()


def receive(raw: bytes, at: datetime, filed_at: datetime | None = None) -> InboundMail:
    """Keep a letter and file it, as pipe and worker do."""
    now = at.astimezone(UTC)
    letter_id = keep(BytesIO(raw), pipe(), now, now)
    arrive.letter(letter_id, (filed_at or at).astimezone(UTC))
    return InboundMail.objects.get(pk=letter_id)


def ticket_of(filed: InboundMail) -> Ticket:
    """The ticket that a letter was filed in."""
    assert filed.ticket is not None, (filed.state, filed.rule, filed.trouble)
    return filed.ticket


def ours(ticket: Ticket, reaction: str = "") -> list[EmailMessage]:
    """Our letters to the customer of this ticket, oldest first, as their mail program reads them."""
    rows = Outbound.objects.filter(ticket=ticket, audience="customer").order_by("pk")
    rows = rows.filter(reaction=reaction) if reaction else rows
    return [message_from_bytes(bytes(row.raw), policy=default) for row in rows]


def words(message: EmailMessage) -> str:
    """The plain text of a letter on one line."""
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def to_colleagues(until: datetime = LATE, **columns: Any) -> list[Outbound]:
    """Our letters to colleagues, oldest first, when the worker has written by then what waited for them."""
    bundle.write_all(until.astimezone(UTC))
    return list(Outbound.objects.filter(audience="staff", **columns).order_by("pk"))


@dataclass
class Street:
    """One ticket on the street; each method is something that happens at a local moment."""

    world: World
    sender: str
    ticket_id: int = 0

    @property
    def ticket(self) -> Ticket:
        """The ticket as it stands in the database now."""
        return Ticket.objects.get(pk=self.ticket_id)

    def happen(self, what: str, at: datetime) -> None:
        """Let one line of a story happen."""
        now = at.astimezone(UTC)
        bundle.write_all(now)
        user = self.world.irina
        if what == "opens":
            self._open(at)
        elif what == "tick":
            tick.ticket(self.ticket_id, now)
        elif what == "reply":
            self.reply("Пока не помогло, смотрим дальше.", at)
        elif what in ("ask", "tell", "answer"):
            getattr(act, what)(self.ticket_id, user, f"Пишем вам {at:%d.%m в %H:%M}.", now)
        elif what == "research":
            act.move(self.ticket_id, user, Stage.RESEARCH, now)
        elif what == "release":
            act.await_release(self.ticket_id, user, date(2026, 5, 29), now)
        else:
            {"thank": act.thank, "continue": act.reject}[what](self.ticket_id, user, now)

    def reply(self, text: str, at: datetime, headers: dict[str, str] | None = None) -> InboundMail:
        """The customer answers our last letter from their mail program."""
        last = ours(self.ticket)[-1]
        raw = letter(self.sender, f"Re: {last['Subject']}", text, at, reply_to=last["Message-ID"], headers=headers)
        return receive(raw, at)

    def _open(self, at: datetime) -> None:
        text = "Здравствуйте! Чертёж-3D v22 не открывает сборку после обновления драйвера."
        filed = receive(letter(self.sender, "Не открывается сборка", text, at, charset="koi8-r"), at)
        assert filed.ticket_id is not None, (filed.state, filed.rule, filed.trouble)
        self.ticket_id = filed.ticket_id


MINUTE = timedelta(minutes=1)
