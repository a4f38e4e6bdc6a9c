"""Letters within wrappings: S/MIME envelopes that are only signed, and winmail.dat, become parts like all others."""

import re
from dataclasses import replace
from urllib.parse import quote

from opora.channels.mail.parse import envelope, winmail
from opora.channels.mail.parse.head import Head
from opora.channels.mail.parse.mime import Part, part_at, take_apart
from opora.channels.mail.parse.parameters import Parameters
from opora.channels.mail.parse.troubles import Troubles
from opora.core.facts import Signed

ENVELOPES = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
WINMAIL = {"application/ms-tnef", "application/vnd.ms-tnef"}
SIGNATURES: dict[str, Signed] = {
    "application/pgp-signature": "pgp", "application/pkcs7-signature": "smime",
    "application/x-pkcs7-signature": "smime",
}  # fmt: skip
BODY = ("text/plain", "text/html")
# Wrappings within wrappings, and how many are opened in all.
_DEEPEST, _MOST = 3, 10


def unwrap(root: Part, troubles: Troubles) -> Signed:
    """Opens what is wrapped; gives how the letter is signed: "smime", "pgp", or empty.

    A signature is seen and kept, not verified.
    """
    signed: Signed = ""
    opened = 0
    waiting = [(root, 0)]
    for part, depth in waiting:
        signed = signed or _signed(part)
        if part.type == "multipart/encrypted":
            troubles.note("encrypted")
        if part.type.startswith("multipart/") or depth == _DEEPEST or opened == _MOST:
            waiting += [(one, depth) for one in part.parts]
        elif part.type in ENVELOPES:
            opened += 1
            signed = signed or ("smime" if _open(part, troubles) else "")
            # Behind the letter inside lies the envelope itself, as the file that it is.
            waiting += [(one, depth + 1) for one in part.parts[:1]]
        elif _is_winmail(part):
            opened += 1
            _unpack(part, troubles)
    return signed


def _signed(part: Part) -> Signed:
    """A signature beside the part that it signs (RFC 1847); one that lies beside a letter as a file says nothing."""
    if part.type != "multipart/signed":
        return ""
    for named in (part.content_type.ascii("protocol").lower(), *(one.type for one in part.parts)):
        if named in SIGNATURES:
            return SIGNATURES[named]
    return ""


def _open(part: Part, troubles: Troubles) -> bool:
    """Whether it is a letter that is signed; its parts are then that letter, and the envelope as a file."""
    found = envelope.opened(part.content(troubles))
    if found.kind == "encrypted":
        troubles.note("encrypted")
    if found.kind == "damaged":
        troubles.note("bad-envelope")
    if found.kind != "signed":
        return False
    inner = part_at(found.content, 0, len(found.content), troubles)
    take_apart(inner, troubles)
    part.parts = [inner, replace(part)]
    return True


def _is_winmail(part: Part) -> bool:
    named = part.type == "application/octet-stream" and part.disposition.ascii("filename").lower() == "winmail.dat"
    return part.type in WINMAIL or named


def _unpack(part: Part, troubles: Troubles) -> None:
    """Its parts are the words and files inside; the whole stays beside them where they are not all that it holds."""
    found = winmail.unpacked(part.content(troubles))
    if found is None or not found.sound:
        troubles.note("bad-winmail")
    if found is None:
        return
    unread = found.rtf and not found.text and not found.html
    parts = [
        *([made(found.text, f"text/plain; charset={found.text_charset}")] if found.text else []),
        *([made(found.html, "text/html" + (f"; charset={found.html_charset}" if found.html_charset else ""))]
          if found.html else []),
        *(_file(one, found.charset) for one in found.files),
        *([] if found.sound and not unread else [replace(part)]),
    ]  # fmt: skip
    part.parts = parts


def _file(file: winmail.Inside, charset: str) -> Part:
    name = file.name or file.title.decode(charset, "replace")
    if file.content.startswith(winmail.BEGINS):
        return made(file.content, "application/ms-tnef", f"{name}.dat")
    sound = re.fullmatch(r"[\w.+-]+/[\w.+-]+", file.type, re.ASCII)
    return made(file.content, file.type if sound else "application/octet-stream", name or "", file.cid)


def made(content: bytes, kind: str, name: str = "", cid: str = "") -> Part:
    """A part that no bytes of the letter describe; one with a name is a file."""
    head = Head()
    if cid:
        head.add(b"content-id", cid.encode("ascii", "ignore"))
    content_type = Parameters(kind.encode("ascii", "replace"))
    named = f"; filename*=utf-8''{quote(name.encode('utf-8', 'replace'), safe='')}" if name else ""
    disposition = Parameters(f"attachment{named}".encode("ascii") if name or content_type.value not in BODY else b"")
    return Part(head, content, 0, len(content), content_type.value, content_type, disposition)
