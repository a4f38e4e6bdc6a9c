"""Web push: encrypted for one browser (RFC 8291), signed by the desk (RFC 8292), and read on the other side.

The push server of these tests is a program on this machine that decrypts by itself; those of browsers' makers are not
spoken to.
"""

import json
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from opora.accounts.models import Role, User
from opora.channels import push
from opora.channels.models import Browser, Ring
from opora.channels.ring import ring
from opora.tickets.models import Ticket
from tests.channels.conftest import LEASE, NOW
from tests.services.receiver import Post, Receiver, receiver

BODY = '{"title":"SD-1000002","url":"http://127.0.0.1:8000/duty/x/"}'
UNTIL = NOW + timedelta(minutes=10)

both = pytest.mark.both


def read(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def said(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


# --- the other side, written by the RFCs --------------------------------------------------------------------------


@dataclass(frozen=True)
class Reader:
    """A browser: its pair of keys and its secret."""

    key: ec.EllipticCurvePrivateKey
    secret: bytes

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def read(self, content: bytes) -> bytes:
        """RFC 8188 with the key of RFC 8291; one record."""
        salt, size, length = content[:16], struct.unpack(">I", content[16:20])[0], content[20]
        theirs, sealed = content[21 : 21 + length], content[21 + length :]
        assert (size, length) == (4096, 65)
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.key.exchange(ec.ECDH(), point)
        key = _hmac(_hmac(self.secret, shared), b"WebPush: info\0" + self.public + theirs + b"\1")
        first = _hmac(salt, key)
        sealing = _hmac(first, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = _hmac(first, b"Content-Encoding: nonce\0\1")[:12]
        plain = AESGCM(sealing).decrypt(nonce, sealed, None)
        assert plain.endswith(b"\2")
        return plain[:-1]


def _hmac(key: bytes, text: bytes) -> bytes:
    made = HMAC(key, SHA256())
    made.update(text)
    return made.finalize()


def claims(post: Post) -> dict[str, object]:
    """What the desk says of itself; raises InvalidSignature when somebody else says it."""
    scheme, _, rest = post.headers["authorization"].partition(" ")
    given = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid"
    text, _, code = given["t"].rpartition(".")
    raw = read(code)
    number = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), read(given["k"]))
    key.verify(number, text.encode(), ec.ECDSA(SHA256()))
    head, body = (json.loads(read(part)) for part in text.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"}
    return dict(body)


# --- the example of RFC 8291, appendix A --------------------------------------------------------------------------


def test_the_example_of_the_rfc() -> None:
    ours = ec.derive_private_key(int.from_bytes(read("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), ec.SECP256R1())
    sealed = push.sealed(
        b"When I grow up, I want to be a watermelon",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
        ours=ours,
        salt=read("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert said(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    key = ec.derive_private_key(int.from_bytes(read("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")), ec.SECP256R1())
    reader = Reader(key, read("BTBZMqHH6r4Tts7J_aSIgg"))
    assert reader.read(sealed) == b"When I grow up, I want to be a watermelon", "the reader of these tests, too"


# --- a call on its way --------------------------------------------------------------------------------------------


@pytest.fixture
def there(settings: SimpleNamespace) -> Iterator[Receiver]:
    with receiver() as made:
        settings.PUSH_HOSTS = ["127.0.0.1"]
        made.statuses = [201]
        yield made


@pytest.fixture
def reader() -> Reader:
    return Reader(ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef")


@pytest.fixture
def row(db: None, ticket: Ticket, there: Receiver, reader: Reader) -> Ring:
    user = User.objects.create(email="irina@vendor.test", role=Role.SPECIALIST)
    browser = Browser.objects.create(
        user=user, endpoint=f"{there.url}/send/abc", public_key=said(reader.public), secret=said(reader.secret), at=NOW
    )
    return Ring.objects.create(
        ticket=ticket, event_id=7, user=user, target=f"browser:{browser.pk}", body=BODY, state="queued",
        created_at=NOW, not_before=NOW, useless_after=UNTIL, lease_id=LEASE,
    )  # fmt: skip


def state(row: Ring) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.said


@both
def test_the_browser_reads_what_was_meant_for_it(row: Ring, there: Receiver, reader: Reader) -> None:
    assert ring(row.pk, LEASE, NOW) == "sent"
    (post,) = there.posts
    assert reader.read(post.body) == BODY.encode()
    assert b"SD-1000002" not in post.body
    assert (post.headers["content-encoding"], post.headers["urgency"]) == ("aes128gcm", "high")
    assert post.headers["ttl"] == "600", "after that it is the next person's turn"
    assert state(row) == ("sent", "201")


@both
def test_nobody_else_reads_it_and_each_time_it_is_sealed_anew(row: Ring, there: Receiver, reader: Reader) -> None:
    there.statuses = [503, 201]
    ring(row.pk, LEASE, NOW)
    lease = uuid4()
    Ring.objects.filter(pk=row.pk).update(lease_id=lease)
    assert ring(row.pk, lease, NOW + timedelta(seconds=5)) == "sent"
    first, second = (post.body for post in there.posts)
    assert first != second
    assert reader.read(first) == reader.read(second) == BODY.encode()
    other = Reader(reader.key, b"fedcba9876543210")
    with pytest.raises(InvalidTag):
        other.read(first)


@both
def test_the_desk_says_who_it_is(row: Ring, there: Receiver) -> None:
    ring(row.pk, LEASE, NOW)
    (post,) = there.posts
    said_there = claims(post)
    assert said_there["aud"] == there.url
    assert said_there["exp"] == int((NOW + timedelta(hours=12)).timestamp())
    assert str(said_there["sub"]).startswith(("mailto:", "https:"))
    assert post.headers["authorization"].endswith(f"k={push.public_key()}")
    text = post.headers["authorization"]
    altered = {**post.headers, "authorization": text.replace("t=", "t=e", 1)}
    with pytest.raises((InvalidSignature, ValueError)):
        claims(Post(post.path, altered, post.body))


@both
def test_another_desk_has_another_key(settings: SimpleNamespace) -> None:
    ours = push.public_key()
    assert ours == push.public_key()
    assert len(read(ours)) == 65
    settings.SECRET_KEY = "x" * 60
    assert push.public_key() != ours


@both
@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(row: Ring, there: Receiver, status: int) -> None:
    there.statuses = [status]
    assert ring(row.pk, LEASE, NOW) == "failed"
    assert state(row) == ("failed", str(status))
    assert not Browser.objects.exists()


@both
def test_one_that_is_busy_is_tried_again(row: Ring, there: Receiver) -> None:
    there.statuses = [429]
    assert ring(row.pk, LEASE, NOW) == "queued"
    assert state(row) == ("queued", "429")
    assert Browser.objects.exists()


@both
def test_a_browser_that_was_forgotten_meanwhile_is_not_rung(row: Ring, there: Receiver) -> None:
    Browser.objects.all().delete()
    assert ring(row.pk, LEASE, NOW) == "failed"
    assert (state(row), there.posts) == (("failed", "no address is set"), [])


@both
def test_an_address_outside_the_list_is_never_spoken_to(row: Ring, there: Receiver, settings: SimpleNamespace) -> None:
    settings.PUSH_HOSTS = ["push.example.org"]
    assert ring(row.pk, LEASE, NOW) == "failed"
    assert there.posts == []


# --- which addresses a browser may name ---------------------------------------------------------------------------

HOSTS = ["fcm.googleapis.com", ".push.services.mozilla.com"]


@pytest.mark.parametrize(
    "address",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://updates.push.services.mozilla.com:443/wpush/v2/abc",
    ],
)
def test_push_servers_of_browsers_are_known(address: str) -> None:
    assert push.is_known(address, HOSTS)


@pytest.mark.parametrize(
    "address",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com.example.org/x",
        "https://fcm.googleapis.com@10.0.0.1/x",
        "https://10.0.0.1/fcm.googleapis.com",
        "https://evilpush.services.mozilla.com/x",
        "https://push.services.mozilla.com.example.org/x",
        "https://fcm.googleapis.com:8443/x",
        "https://127.0.0.1/x",
        "http://127.0.0.1:8000/x",
        "https://[::1]/x",
        "https://fcm.googleapis.com\\@10.0.0.1/x",
        "https://fcm.googleapis.com/\r\nx: y",
        "file:///etc/passwd",
        "//fcm.googleapis.com/x",
        "https://fcm.googleapis.com:port/x",
        "https://" + "x" * 600,
        "",
    ],
)
def test_nothing_else_is_spoken_to(address: str) -> None:
    assert not push.is_known(address, HOSTS)
    assert push.is_known("https://fcm.googleapis.com/x", HOSTS)


def test_this_machine_only_where_it_is_named() -> None:
    assert push.is_known("http://127.0.0.1:9000/x", ["127.0.0.1"])
    assert not push.is_known("http://127.0.0.1:9000/x", HOSTS)
