"""The signed hook: what leaves, how it is signed, when it is tried again and when given up (O3)."""

import hashlib
import hmac
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from types import SimpleNamespace
from uuid import uuid4

import pytest

from opora.accounts.models import Role, User
from opora.channels import hook
from opora.channels.models import Ring
from opora.channels.ring import ring
from opora.tickets.models import Ticket
from tests.channels.conftest import LEASE, NOW
from tests.processes import environment
from tests.services.receiver import Post, Receiver, receiver

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SECRET = "a secret between the desk and the receiver"
SECOND = timedelta(seconds=1)
BODY = '{"number":"SD-1000002","call":1,"text":"Дежурство"}'


@pytest.fixture
def there(settings: SimpleNamespace) -> Iterator[Receiver]:
    """The receiver that the desk is told of."""
    with receiver() as made:
        settings.CALL_URL, settings.CALL_SECRET = f"{made.url}/calls?of=desk", SECRET
        yield made


@pytest.fixture
def row(ticket: Ticket) -> Ring:
    """A call that is to leave, and is useless ten minutes later."""
    user = User.objects.create(email="irina@vendor.test", role=Role.SPECIALIST)
    return Ring.objects.create(
        ticket=ticket, event_id=7, user=user, target="hook", body=BODY, state="queued", created_at=NOW,
        not_before=NOW, useless_after=NOW + timedelta(minutes=10), lease_id=LEASE,
    )  # fmt: skip


def again(row: Ring, seconds: float) -> str:
    lease = uuid4()
    Ring.objects.filter(pk=row.pk).update(lease_id=lease)
    return ring(row.pk, lease, NOW + timedelta(seconds=seconds))


def state(row: Ring) -> tuple[str, str, int]:
    row.refresh_from_db()
    return row.state, row.said, row.attempts


def signed_by(post: Post, secret: str) -> bool:
    """As the documentation tells receivers to check: HMAC-SHA256 of time, dot and body."""
    parts = dict(part.split("=", 1) for part in post.headers["opora-signature"].split(","))
    code = hmac.new(secret.encode(), parts["t"].encode() + b"." + post.body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(code, parts["v1"])


def test_a_call_leaves_as_signed_json(row: Ring, there: Receiver) -> None:
    assert ring(row.pk, LEASE, NOW) == "sent"
    (post,) = there.posts
    assert (post.path, post.body) == ("/calls?of=desk", BODY.encode())
    assert post.headers["content-type"] == "application/json; charset=utf-8"
    assert signed_by(post, SECRET)
    assert f"t={int(NOW.timestamp())}," in post.headers["opora-signature"]
    assert state(row) == ("sent", "200", 1)
    assert (row.sent_at, row.lease_id) == (NOW, None)


def test_the_signature_holds_for_these_bytes_at_this_time_under_this_secret(row: Ring, there: Receiver) -> None:
    ring(row.pk, LEASE, NOW)
    (post,) = there.posts
    assert signed_by(post, SECRET)
    assert not signed_by(post, SECRET + "x")
    assert not signed_by(Post(post.path, post.headers, post.body + b" "), SECRET)
    later = post.headers["opora-signature"].replace(f"t={int(NOW.timestamp())}", f"t={int(NOW.timestamp()) + 1}")
    assert not signed_by(Post(post.path, post.headers | {"opora-signature": later}, post.body), SECRET)


def test_what_is_not_taken_is_tried_again_with_longer_waits(row: Ring, there: Receiver) -> None:
    there.statuses = [503, 500, 204]
    assert ring(row.pk, LEASE, NOW) == "queued"
    assert state(row) == ("queued", "503", 1)
    assert row.not_before == NOW + 5 * SECOND
    assert again(row, 5) == "queued"
    assert (state(row), row.not_before) == (("queued", "500", 2), NOW + 15 * SECOND)
    assert again(row, 15) == "sent"
    assert state(row) == ("sent", "204", 3)
    assert len({post.body for post in there.posts}) == 1, "the same call, so that a receiver knows it again"


def test_when_the_next_persons_turn_comes_it_is_given_up(row: Ring, there: Receiver) -> None:
    there.statuses = [503]
    assert again(row, 599) == "failed", "the next try would come too late"
    assert state(row) == ("failed", "503", 1)
    assert again(row, 600) == "gone"
    assert len(there.posts) == 1


def test_what_waited_for_too_long_never_leaves(row: Ring, there: Receiver) -> None:
    assert again(row, 600) == "failed"
    assert (state(row), there.posts) == (("failed", "too late", 0), [])


def test_another_address_is_not_followed(row: Ring, there: Receiver) -> None:
    with receiver() as other:
        there.statuses, there.location = [302], f"{other.url}/"
        assert ring(row.pk, LEASE, NOW) == "queued"
        assert (state(row)[1], other.posts) == ("302", [])


def test_nobody_listens(row: Ring, settings: SimpleNamespace) -> None:
    with receiver() as gone:
        settings.CALL_URL, settings.CALL_SECRET = gone.url, SECRET
    assert ring(row.pk, LEASE, NOW) == "queued"
    assert state(row)[:2] == ("queued", "no connection")


def test_who_is_silent_is_not_waited_for(row: Ring, there: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    there.hold = Event()
    monkeypatch.setattr(hook, "PATIENCE", 0.2)
    assert ring(row.pk, LEASE, NOW) == "queued"
    assert state(row)[:2] == ("queued", "no answer")


def test_a_certificate_that_nobody_vouches_for_is_no_receiver(
    row: Ring, there: Receiver, settings: SimpleNamespace
) -> None:
    """It speaks no TLS at all here; what matters is that nothing is said in the clear instead."""
    settings.CALL_URL = there.url.replace("http:", "https:")
    assert ring(row.pk, LEASE, NOW) == "queued"
    assert (state(row)[1], there.posts) == ("no trusted TLS", [])


@pytest.mark.parametrize("wanted", ["sent", "failed", "stale"])
def test_what_is_not_queued_never_leaves(row: Ring, there: Receiver, wanted: str) -> None:
    Ring.objects.filter(pk=row.pk).update(state=wanted)
    assert ring(row.pk, LEASE, NOW) == "gone"
    assert there.posts == []


def test_without_the_lease_nothing_leaves(row: Ring, there: Receiver) -> None:
    assert ring(row.pk, uuid4(), NOW) == "gone"
    assert there.posts == []
    assert ring(row.pk, LEASE, NOW) == "sent"


def test_no_hook_is_set_any_more(row: Ring, there: Receiver, settings: SimpleNamespace) -> None:
    settings.CALL_URL = ""
    assert ring(row.pk, LEASE, NOW) == "failed"
    assert state(row)[:2] == ("failed", "no address is set")


def test_the_secret_is_never_said(row: Ring, there: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    there.statuses = [500]
    ring(row.pk, LEASE, NOW)
    assert "ring" in caplog.text, "something is said of it"
    row.refresh_from_db()
    kept = json.dumps({name: str(value) for name, value in vars(row).items()})
    for place in (caplog.text, kept, str(there.posts)):
        assert SECRET not in place
    assert there.url not in caplog.text, "an address may carry a key"


@pytest.mark.parametrize(
    ("url", "secret", "fault"),
    [
        ("http://sms.example.org/calls", SECRET, "OPORA_CALL_URL"),
        ("http://127.0.0.1.example.org/", SECRET, "OPORA_CALL_URL"),
        ("http://127.0.0.1@example.org/", SECRET, "OPORA_CALL_URL"),
        ("ftp://example.org/", SECRET, "OPORA_CALL_URL"),
        ("https:///calls", SECRET, "OPORA_CALL_URL"),
        ("https://sms.example.org/calls", "", "OPORA_CALL_SECRET"),
        ("https://sms.example.org/calls", "short", "OPORA_CALL_SECRET"),
        ("https://sms.example.org/calls", SECRET, ""),
        ("http://127.0.0.1:9000/calls", SECRET, ""),
        ("", "", ""),
    ],
)
def test_a_bad_address_or_secret_is_an_error_at_start(url: str, secret: str, fault: str) -> None:
    given = environment(OPORA_CALL_URL=url, OPORA_CALL_SECRET=secret)
    said = subprocess.run(
        [sys.executable, "-c", "import opora.config.settings"], env=given, capture_output=True, text=True, check=False
    )
    assert (said.returncode == 0) == (not fault), said.stderr
    assert fault in said.stderr
    assert not secret or secret not in said.stderr
