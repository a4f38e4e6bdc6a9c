"""The same letter by any two doors is one message, though each door gives it other line ends and other first lines."""

from collections.abc import Callable
from datetime import UTC
from io import BytesIO
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client

from opora.accounts import actions as accounts
from opora.channels.mail.keep import keep, take_in
from opora.channels.mail.lmtp import KEPT, Door
from opora.channels.models import InboundMail, Mailbox
from opora.core.step import MACHINE
from opora.flow import arrive
from opora.flow.step import begin
from opora.lib import limits
from opora.tickets.models import Message, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import LONG_AGO
from tests.world import OPENED, build

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = local("05-06 10:00").astimezone(UTC)
BODY = """\
From: Anna <anna@gear.example.org>
To: support@vendor.test
Subject: The assembly {number} does not open
Date: Wed, 6 May 2026 10:00:00 +0500
{message_id}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Чертёж-3D v22 не открывает сборку {number}.

--B
Content-Type: text/plain; name=log.txt
Content-Disposition: attachment; filename=log.txt

line 1
line 2
--B
Content-Type: message/rfc822
Content-Disposition: attachment; filename=first.eml

From: igor@gear.example.org
Subject: See

Look at this.
--B--
"""
"""Attachments as text and a letter within the letter: their line ends are those of the way, not of the file."""


def by_imap(raw: bytes) -> int:
    """As a mail server gives it: lines end with CR LF."""
    mailbox, _ = Mailbox.objects.get_or_create(
        name="support", defaults={"kind": "imap", "address": "support@vendor.test", "connected_at": LONG_AGO}
    )
    received = b"Delivered-To: support@vendor.test\nReceived: from a by b; Wed, 6 May 2026 10:00:02 +0500\n"
    return keep((received + raw).replace(b"\n", b"\r\n"), mailbox, NOW, NOW)


def by_pipe(raw: bytes) -> int:
    """As Postfix pipes it: lines end with LF, and the sender of the envelope stands first."""
    letter_id = take_in(BytesIO(b"Return-Path: <anna@gear.example.org>\n" + raw), "pipe", NOW)
    assert letter_id is not None
    return letter_id


def by_lmtp(raw: bytes) -> int:
    """As Postfix hands it over: lines end with CR LF, and its own line stands first."""
    received = b"Received: from mx by desk; Wed, 6 May 2026 10:00:03 +0500\n"
    said = Door("pipe", lambda: NOW).take(BytesIO((received + raw).replace(b"\n", b"\r\n")), ["support@vendor.test"])
    assert said == [KEPT]
    return InboundMail.objects.latest("pk").pk


def by_http(raw: bytes) -> int:
    """As a program found it in a file."""
    with begin(OPENED, MACHINE, "cli") as step:
        _, key = accounts.add_key(step, name="provider", scopes=["letters:write"])
    with time_machine.travel(NOW, tick=False):
        answer = Client().post(
            "/api/letters", raw.replace(b"\n", b"\r\n"), "message/rfc822", headers={"Authorization": f"Bearer {key}"}
        )
    assert answer.status_code == 201, answer.content
    return int(answer.json()["letter"])


DOORS: list[Callable[[bytes], int]] = [by_imap, by_pipe, by_lmtp, by_http]


@pytest.mark.parametrize("named", [True, False])
def test_it_is_one_message(tmp_path: Path, settings: SimpleNamespace, named: bool) -> None:
    settings.DATA_DIR = tmp_path
    build()
    numbers = count(1)
    for first in DOORS:
        for second in DOORS:
            if first is second:
                continue
            number = next(numbers)
            message_id = f"Message-ID: <{number}@gear.example.org>\n" if named else ""
            raw = BODY.format(number=number, message_id=message_id).encode()
            rows = [first(raw), second(raw)]
            for row in rows:
                arrive.letter(row, NOW)
            assert list(InboundMail.objects.filter(pk__in=rows).order_by("pk").values_list("state", flat=True)) == [
                "filed", "double",
            ], (first.__name__, second.__name__)  # fmt: skip
    assert number == len(DOORS) * (len(DOORS) - 1)
    assert Message.objects.filter(sender_address="anna@gear.example.org").count() == number
    assert Ticket.objects.count() == number


@pytest.mark.parametrize("message_id", ["", "Message-ID: <scan@gear.example.org>\n"])
def test_what_differs_in_its_file_is_another(tmp_path: Path, settings: SimpleNamespace, message_id: str) -> None:
    """A machine that scans writes the same words each time, and some write one Message-ID on all their letters."""
    settings.DATA_DIR = tmp_path
    build()
    raw = BODY.format(number=1, message_id=message_id).encode()
    rows = [by_imap(raw), by_pipe(raw.replace(b"line 2", b"line 3"))]
    for row in rows:
        arrive.letter(row, NOW)
    assert set(InboundMail.objects.filter(pk__in=rows).values_list("state", flat=True)) == {"filed"}


def test_files_that_had_no_room_make_no_other_letter(
    tmp_path: Path, settings: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They stand in the kept letter alone; what is compared is how many they were."""
    settings.DATA_DIR = tmp_path
    build()
    monkeypatch.setattr(limits, "most", lambda name: 20)
    raw = BODY.format(number=1, message_id="Message-ID: <1@gear.example.org>\n").encode()
    fewer = raw.partition(b"--B\nContent-Type: message/rfc822")[0] + b"--B--\n"
    rows = [by_imap(raw), by_pipe(raw), by_pipe(fewer)]
    for row in rows:
        arrive.letter(row, NOW)
    found = InboundMail.objects.filter(pk__in=rows).order_by("pk")
    assert list(found.values_list("state", flat=True)) == ["filed", "double", "filed"]
    assert found[0].message is not None
    assert found[0].message.troubles == ["files-left: 1"]
