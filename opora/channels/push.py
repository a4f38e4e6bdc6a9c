"""Web push: a call into a browser that its owner has allowed, by the push server of the browser's maker.

Encrypted for that browser (RFC 8291), signed by the desk (VAPID, RFC 8292). The desk's key follows from its secret key,
so that there is nothing more to keep; when the secret changes, browsers are allowed anew.
"""

import hashlib
import hmac
import json
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from opora.channels.hook import post
from opora.channels.models import Browser

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RECORD = 4096
LONGEST = 500
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/[!-~]*", re.ASCII)


def send_push(browser: Browser, body: str, now: datetime, until: datetime) -> int:
    """One push to this browser, worth nothing after ``until``; gives the status. Raises NotTaken."""
    content = sealed(body.encode(), browser.public_key, browser.secret)
    return post(browser.endpoint, content, {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(max(0, int((until - now).total_seconds()))),
        "Urgency": "high",
        "Authorization": _signed(browser.endpoint, now),
    })  # fmt: skip


def is_known(address: str, hosts: Sequence[str]) -> bool:
    """Whether this is the address of a push server that is named: a browser tells it, so it may be anything.

    ``hosts``: a name, or with a dot before it whatever lies below; unencrypted only on this machine, where it is named.
    """
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        return False
    there = urlsplit(address)
    host, plain = there.hostname or "", there.scheme == "http"
    named = any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts)
    if plain:
        return named and host == "127.0.0.1"
    return named and there.netloc in (host, f"{host}:443")


def is_reader(public: str, secret: str) -> bool:
    """Whether these are the key and the secret of a browser, as it gives them."""
    try:
        _point(public)
        return len(_read(secret)) == 16
    except ValueError:
        return False


def public_key() -> str:
    """The desk's key, as browsers want it when somebody allows pushes."""
    return _said(_raw(_own().public_key()))


def sealed(
    content: bytes, public: str, secret: str, *,
    ours: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None,
) -> bytes:  # fmt: skip
    """These bytes for the browser with this key and secret alone; ``ours`` and ``salt`` are new each time."""
    ours, salt = ours or ec.generate_private_key(CURVE), salt or os.urandom(16)
    theirs, mine = _point(public), _raw(ours.public_key())
    shared = ours.exchange(ec.ECDH(), theirs)
    key = _derived(_read(secret), shared, b"WebPush: info\0" + _raw(theirs) + mine, 32)
    sealing = _derived(salt, key, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, key, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4) + len(mine).to_bytes(1) + mine
    return head + AESGCM(sealing).encrypt(nonce, content + b"\2", None)


def _signed(endpoint: str, now: datetime) -> str:
    """Who pushes, for this push server and half a day."""
    there = urlsplit(endpoint)
    own = settings.BASE_URL if settings.BASE_URL.startswith("https://") else "mailto:desk@localhost.invalid"
    until = int((now + timedelta(hours=12)).timestamp())
    claims = {"aud": f"{there.scheme}://{there.netloc}", "exp": until, "sub": own}
    text = ".".join(_said(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    one, two = utils.decode_dss_signature(_own().sign(text.encode(), ec.ECDSA(SHA256())))
    return f"vapid t={text}.{_said(one.to_bytes(32) + two.to_bytes(32))}, k={public_key()}"


def _own() -> ec.EllipticCurvePrivateKey:
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"opora push key", "sha512")
    return ec.derive_private_key(int.from_bytes(digest) % (ORDER - 1) + 1, CURVE)


def _derived(salt: bytes, key: bytes, what: bytes, length: int) -> bytes:
    """HKDF of one block (RFC 5869)."""
    first = hmac.digest(salt, key, hashlib.sha256)
    return hmac.digest(first, what + b"\1", hashlib.sha256)[:length]


def _point(public: str) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, _read(public))


def _raw(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _read(text: str) -> bytes:
    """Raises ValueError for what is no base64 of addresses."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def _said(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
