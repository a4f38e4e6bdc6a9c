"""Keys of the API as texts: how one looks, and what of it is kept."""

import hashlib
import re
import secrets

SCOPES = {
    "tickets:read": "tickets, as the customer sees them",
    "tickets:write": "new tickets; messages, notes and calls in the name of the key's user",
    "notes:read": "internal messages, as far as the key's user may read them",
    "registry:read": "organisations, people and their purchases",
    "coverage:read": "which support level somebody has, and why",
    "defects:read": "defects, with their titles for colleagues and how many tickets wait",
    "defects:write": "what becomes of defects, as the developers' tracker says it",
    "letters:write": "letters that came in elsewhere, handed over as they are",
}
"""What a key can be allowed, and what that opens."""

_KEY = re.compile(r"opora_(?P<public>[0-9a-f]{16})_(?P<secret>[A-Za-z0-9_-]{43})", re.ASCII)


def fresh() -> tuple[str, str, str]:
    """A new key: the whole text, its public part and the digest of its secret part."""
    public, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    return f"opora_{public}_{secret}", public, digest_of(secret)


def parts(text: str) -> tuple[str, str] | None:
    """The public part and the digest of the secret part; null for what is no key."""
    found = _KEY.fullmatch(text)
    return (found["public"], digest_of(found["secret"])) if found else None


def digest_of(secret: str) -> str:
    """256 random bits need no slow hash: nobody can guess them, however fast they try."""
    return hashlib.sha256(secret.encode()).hexdigest()
