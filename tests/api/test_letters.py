"""Raw letters by program: kept by their bytes, whole, once; what is no letter is refused and nothing of it stays."""

import errno
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from opora.channels.models import InboundMail, Mailbox
from opora.channels.queries import bytes_of, store
from opora.flow import arrive
from tests.api.programs import Programs
from tests.world import OPENED

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = datetime(2026, 5, 6, 7, 0, tzinfo=UTC)
# A text in koi8-r, two bytes that are no letters, and a last line without an end.
LETTER = (
    b"From: Anna <anna@gear.example.org>\r\nTo: support@vendor.test\r\nSubject: Drawing\r\n"
    b"Message-ID: <http.1@gear.example.org>\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\n"
    b"\xf0\xd2\xc9\xd7\xc5\xd4\x00\xff no end"
)


def sent(key: str, raw: bytes, query: str = "", kind: str = "message/rfc822", at: datetime = NOW) -> tuple[int, Any]:
    """The status and the body of the answer."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with time_machine.travel(at, tick=False):
        answer = Client(raise_request_exception=False).generic(
            "POST", f"/api/letters{query}", raw, headers=headers, CONTENT_TYPE=kind
        )
    return answer.status_code, json.loads(answer.content)


def test_a_letter_is_kept_whole_and_once(programs: Programs) -> None:
    key = programs.key("letters:write")
    status, said = sent(key, LETTER)
    kept = InboundMail.objects.get()
    assert (status, said) == (201, {"letter": kept.pk, "sha256": kept.digest, "size": len(LETTER)})
    assert bytes_of(kept) == LETTER
    assert (kept.mailbox.name, kept.state, kept.archive, kept.server_at, kept.kept_at) == (
        "pipe", "kept", False, NOW, NOW,
    )  # fmt: skip
    # The same bytes are the same letter, whoever sends them and whatever they call them.
    assert sent(programs.key("letters:write"), LETTER, kind="Message/RFC822; x=y", at=OPENED) == (200, said)
    assert InboundMail.objects.count() == 1
    arrive.letter(kept.pk, NOW)
    kept.refresh_from_db()
    assert (kept.state, kept.message and kept.message.sender_address) == ("filed", "anna@gear.example.org")


def test_a_mailbox_is_named(programs: Programs) -> None:
    key = programs.key("letters:write")
    Mailbox.objects.create(name="support", kind="imap", address="support@vendor.test", connected_at=NOW)
    assert sent(key, LETTER, "?mailbox=support")[0] == 201
    # Handed over now, so no archive, though the mailbox was connected later by its clock.
    assert sent(key, LETTER + b".", "?mailbox=support", at=OPENED)[0] == 201
    assert list(InboundMail.objects.values_list("mailbox__name", "archive")) == [("support", False)] * 2
    status, said = sent(key, LETTER, "?mailbox=sales")
    assert (status, said["code"]) == (404, "not_found")
    assert said["detail"] == "There is no mailbox “sales”: “opora mail add sales” makes one."


@pytest.mark.parametrize(
    ("raw", "kind", "expected"),
    [
        (LETTER, "application/json", (415, "wrong_type")),
        (LETTER, "application/x-www-form-urlencoded", (415, "wrong_type")),
        (b"", "message/rfc822", (422, "invalid")),
        (LETTER + b"x", "message/rfc822", (413, "too_large")),
    ],
)
def test_what_is_no_letter_leaves_nothing(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, raw: bytes, kind: str, expected: tuple[int, str]
) -> None:
    monkeypatch.setattr("opora.api.letters.MOST_BYTES", len(LETTER))
    key = programs.key("letters:write")
    status, said = sent(key, raw, kind=kind)
    assert (status, said["code"]) == expected
    assert not InboundMail.objects.exists()
    assert [path for path in store().root.rglob("*") if path.is_file()] == []
    assert sent(key, LETTER)[0] == 201


@pytest.mark.parametrize(
    ("place", "error"),
    [
        ("opora.channels.actions.enter", OperationalError("away")),
        ("opora.lib.store._write", OSError(errno.ENOSPC, "/where")),
        ("opora.lib.store._write", OSError(errno.EIO, "/where")),
    ],
)
def test_what_stands_in_the_way_is_said_and_the_sender_comes_again(
    programs: Programs, monkeypatch: pytest.MonkeyPatch, place: str, error: Exception
) -> None:
    def refuses(*_: object) -> None:
        raise error

    key = programs.key("letters:write")
    with monkeypatch.context() as trouble:
        trouble.setattr(place, refuses)
        status, said = sent(key, LETTER)
    assert (status, said["code"]) == (503, "unavailable")
    assert "/where" not in said["detail"]
    assert not InboundMail.objects.exists()
    # Unlike a letter of the pipe it waits nowhere: whoever sends it still has it.
    assert not (store().root.parent / "spool").exists()
    assert sent(key, LETTER)[0] == 201
