"""The writes of channels: rows of ours are written once, a kept letter ends in one place, each with its event."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from opora.channels import actions, queries
from opora.channels.models import InboundMail, Mailbox, Outbound
from opora.core.events import LetterFailed, LetterFiled, LetterSetAside, MailboxAdded
from opora.core.step import Step
from opora.offices.models import Office
from opora.tickets.models import Message, Ticket
from tests.channels.conftest import CONNECTED, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@dataclass(frozen=True)
class Composed:
    """A letter as the composer gives it."""

    raw: bytes = b"Message-ID: <a@desk.example.org>\r\n\r\nWords\r\n"
    message_id: str = "<a@desk.example.org>"
    subject: str = "Приняли обращение SD-1000002"
    sender: str = "support@example.org"


def _post(step: Step, **words: object) -> Outbound:
    usual: dict[str, object] = {
        "ticket": None, "event_id": 7, "reaction": "acknowledge", "recipient": "client@example.org",
        "audience": "customer", "composed": Composed(), "mailbox": None, "quiet": False, "useless_after": None,
    }  # fmt: skip
    return actions.post(step, **{**usual, **words})  # type: ignore[arg-type]


def test_a_letter_of_ours_is_frozen_and_queued(step: Step, ticket: Ticket, pipe: Mailbox) -> None:
    useless = datetime(2026, 5, 13, 12, tzinfo=UTC)
    row = Outbound.objects.get(pk=_post(step, ticket=ticket, mailbox=pipe, useless_after=useless).pk)
    assert (row.state, row.created_at, row.not_before, row.useless_after) == ("queued", NOW, NOW, useless)
    assert (row.ticket, row.mailbox, row.event_id, row.reaction) == (ticket, pipe, 7, "acknowledge")
    assert (row.recipient, row.audience, row.sender) == ("client@example.org", "customer", "support@example.org")
    assert (bytes(row.raw), row.message_id) == (Composed.raw, "<a@desk.example.org>")
    assert step.noted == []


def test_a_second_run_adds_nothing(step: Step) -> None:
    first = _post(step)
    again = _post(step, composed=Composed(raw=b"other", message_id="<b@desk.example.org>"))
    assert again.pk == first.pk
    assert bytes(Outbound.objects.get().raw) == Composed.raw
    others: list[dict[str, object]] = [{"event_id": 8}, {"reaction": "confess"}, {"recipient": "other@example.org"}]
    for number, words in enumerate(others, 2):
        _post(step, composed=Composed(message_id=f"<{number}@desk.example.org>"), **words)
        assert Outbound.objects.count() == number


def test_a_quiet_desk_only_shows(step: Step) -> None:
    assert _post(step, quiet=True).state == "shown"


def test_a_subject_as_long_as_a_novel_is_cut(step: Step) -> None:
    assert len(_post(step, composed=Composed(subject="ы" * 700)).subject) == 600


@pytest.fixture
def letter(pipe: Mailbox) -> InboundMail:
    """A kept letter."""
    return InboundMail.objects.create(mailbox=pipe, digest="0" * 64, size=3, server_at=NOW, kept_at=NOW)


@pytest.fixture
def message(ticket: Ticket) -> Message:
    """A message of that ticket."""
    return Message.objects.create(ticket=ticket, at=NOW, audience="public", author_kind="contact")


def test_a_letter_is_filed(step: Step, letter: InboundMail, ticket: Ticket, message: Message) -> None:
    actions.file_letter(step, letter, ticket, message, "opened", "<m@example.org>")
    row = InboundMail.objects.get()
    assert (row.state, row.ticket, row.message, row.rule) == ("filed", ticket, message, "opened")
    assert row.letter_key == "<m@example.org>"
    (noted,) = step.noted
    assert noted.event == LetterFiled(ticket=ticket.pk, rule="opened")
    assert (noted.subject, noted.subject_id) == ("letter", letter.pk)
    assert queries.filed_with("<m@example.org>") == row
    assert queries.filed_with("<n@example.org>") is None
    assert queries.filed_with("") is None


def test_a_filed_letter_stays_where_it_is(step: Step, letter: InboundMail, ticket: Ticket, message: Message) -> None:
    actions.file_letter(step, letter, ticket, message, "opened")
    with pytest.raises(actions.LetterSettled):
        actions.set_aside(step, letter, "bounce")
    assert InboundMail.objects.get().state == "filed"
    assert len(step.noted) == 1


def test_a_letter_is_set_aside(step: Step, letter: InboundMail) -> None:
    actions.set_aside(step, letter, "auto-reply")
    row = InboundMail.objects.get()
    assert (row.state, row.rule, row.ticket) == ("aside", "auto-reply", None)
    assert [noted.event for noted in step.noted] == [LetterSetAside(rule="auto-reply")]
    assert queries.tray() == [row]


def test_a_letter_that_cannot_be_read_waits_for_staff(step: Step, letter: InboundMail) -> None:
    actions.fail_letter(step, letter, "ValueError", "The letter could not be read: 17 nested parts.")
    row = InboundMail.objects.get()
    assert (row.state, row.trouble) == ("failed", "The letter could not be read: 17 nested parts.")
    assert [noted.event for noted in step.noted] == [LetterFailed(trouble="ValueError")]
    assert queries.tray() == [row]


def test_a_failed_letter_can_be_filed_later(step: Step, letter: InboundMail, ticket: Ticket, message: Message) -> None:
    actions.fail_letter(step, letter, "ValueError")
    actions.file_letter(step, letter, ticket, message, "by hand")
    row = InboundMail.objects.get()
    assert (row.state, row.trouble) == ("filed", "")


def test_the_second_way_of_a_letter_is_a_double(
    step: Step, letter: InboundMail, ticket: Ticket, message: Message
) -> None:
    actions.file_letter(step, letter, ticket, message, "opened", "<m@example.org>")
    second = InboundMail.objects.create(mailbox=letter.mailbox, digest="1" * 64, size=3, server_at=NOW, kept_at=NOW)
    actions.mark_double(step, second, "<m@example.org>", letter)
    second.refresh_from_db()
    assert (second.state, second.ticket, second.message) == ("double", ticket, message)
    assert (second.rule, second.letter_key) == (f"letter:{letter.pk}", "<m@example.org>")
    assert len(step.noted) == 1


def test_a_mailbox_is_added(step: Step) -> None:
    office = Office.objects.create(
        code="ekb", name="Екатеринбург", name_en="Yekaterinburg", name_where="в Екатеринбурге", lat=56.8, lon=60.6,
        zone="Asia/Yekaterinburg", calendar="ru",
    )  # fmt: skip
    row = actions.add_mailbox(
        step, name="support", kind="imap", address="support@example.org", host="imap.example.org", port=993,
        user="support", secret="env:SUPPORT", office="ekb",
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.office, row.connected_at, row.look_at, row.folder) == (office, NOW, NOW, "INBOX")
    (noted,) = step.noted
    assert (noted.event, noted.subject, noted.subject_id) == (MailboxAdded(), "mailbox", row.pk)


def test_a_pipe_is_never_looked_at(step: Step) -> None:
    assert actions.add_mailbox(step, name="sales", kind="pipe").look_at is None


def test_a_mailbox_for_an_unknown_office_is_refused(step: Step) -> None:
    with pytest.raises(LookupError, match="There is no office “omsk”"):
        actions.add_mailbox(step, name="support", kind="pipe", office="omsk")
    assert (Mailbox.objects.count(), step.noted) == (0, [])


def test_a_mailbox_is_leased_to_one(pipe: Mailbox) -> None:
    minute = timedelta(minutes=1)
    first = actions.lease_mailbox(pipe.pk, NOW, for_=minute)
    assert first is not None
    assert actions.lease_mailbox(pipe.pk, NOW + timedelta(seconds=59), for_=minute) is None
    second = actions.lease_mailbox(pipe.pk, NOW + minute, for_=minute)
    assert second is not None
    assert second != first


def test_letters_leave_by_the_office_then_by_whoever_can_send(pipe: Mailbox) -> None:
    assert queries.mailbox_to_send_from(None) is None
    general = Mailbox.objects.create(name="a", kind="pipe", smtp_host="localhost", connected_at=CONNECTED)
    assert queries.mailbox_to_send_from(None) == general
    assert queries.mailbox_to_send_from(pipe) == general
    own = Mailbox.objects.create(name="b", kind="pipe", smtp_host="localhost", connected_at=CONNECTED)
    assert queries.mailbox_to_send_from(own) == own
