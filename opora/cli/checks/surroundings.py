"""What the environment says: where browsers find the desk, its secret, and what is for developers only."""

import os
import stat
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from opora.cli.checks.finding import Finding, fault, ok, warning

SHORT = 50


def address(quiet: bool) -> Iterator[Finding]:
    """OPORA_BASE_URL stands in letters, so it must lead somewhere, and the desk must answer to that name."""
    parts = urlsplit(settings.BASE_URL)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        yield fault("address", f"OPORA_BASE_URL is “{settings.BASE_URL}”, which is no address.",
                    "Write it as browsers do: https://desk.example.org.")  # fmt: skip
        return
    if not validate_host(host, settings.ALLOWED_HOSTS):
        yield fault("address", f"The desk does not answer to {host}, the name in OPORA_BASE_URL.",
                    f"Add it: OPORA_HOSTS={','.join([host, *settings.ALLOWED_HOSTS])}.")  # fmt: skip
    elif _is_own(host) and not quiet:
        yield warning("address", f"Links in letters lead to {settings.BASE_URL}, which only this machine can open.",
                      "Set OPORA_BASE_URL to the address that customers can reach.")  # fmt: skip
    elif parts.scheme == "http" and not _is_own(host):
        yield warning("address", f"{settings.BASE_URL} is not encrypted: passwords travel in the open.",
                      "Put a proxy with TLS before the desk and write https:// in OPORA_BASE_URL.")  # fmt: skip
    else:
        yield ok("address", f"The desk is {settings.BASE_URL}, and answers to {host}.")
    if "*" in settings.ALLOWED_HOSTS:
        yield warning("address", "OPORA_HOSTS lets the desk answer to any name, so links may be forged.",
                      f"Name the hosts: OPORA_HOSTS={host}.")  # fmt: skip


def secret() -> Iterator[Finding]:
    """The key must be there, long, and nobody else's to read."""
    key, file = settings.SECRET_KEY, Path(settings.DATA_DIR) / "secret-key"
    if key.startswith("not-yet-set-up-"):
        yield fault("secret", "There is no secret key: anybody can forge links and sessions.", "opora setup")
        return
    if len(key) < SHORT or len(set(key)) < 5:
        yield warning("secret", f"The secret key is shorter than {SHORT} letters, or hardly random.",
                      "Replace it: links in letters end then, and everybody signs in again.")  # fmt: skip
    given = bool(os.environ.get("OPORA_SECRET_KEY"))
    if not given and file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield fault("secret", f"Others on this machine can read {file}.", f"chmod 600 {file}")
    else:
        where = "OPORA_SECRET_KEY" if given else str(file)
        yield ok("secret", f"The secret key is in {where}; it is in no backup, so keep a copy elsewhere.")


def for_developers() -> Iterator[Finding]:
    """What shows or holds back more than a desk should."""
    if settings.DEBUG:
        sentence = "OPORA_DEBUG is on: a page of an error shows the code and its variables."
        own = _is_own(urlsplit(settings.BASE_URL).hostname or "")
        yield (warning if own else fault)("debug", sentence, "Unset OPORA_DEBUG.")
    else:
        yield ok("debug", "Pages of errors show nothing of the code.")
    if settings.MAIL_OUT_DIR:
        yield warning("mail-out", f"No letter leaves: all are written to {settings.MAIL_OUT_DIR}.",
                      "Unset OPORA_MAIL_OUT_DIR, unless this desk is for trying.")  # fmt: skip
    if settings.MAIL_ALLOW:
        yield warning("mail-out", f"Letters leave to {', '.join(settings.MAIL_ALLOW)} only; the others fail for good.",
                      "Unset OPORA_MAIL_ALLOW when the desk is to write to everybody.")  # fmt: skip


def _is_own(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
