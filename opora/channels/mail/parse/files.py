"""The files that came with a letter: their names made safe, their content decoded."""

import re
import unicodedata
from urllib.parse import unquote

from opora.channels.mail.parse.mime import Part
from opora.channels.mail.parse.troubles import Troubles
from opora.core.facts import AttachedFile

# So that a Cyrillic name fits into the 255 bytes of a file system.
LONGEST = 120
# Types whose usual ending is not the second half of their name.
ENDINGS = {
    "text/plain": "txt", "text/html": "html", "text/csv": "csv", "text/calendar": "ics", "text/xml": "xml",
    "text/vcard": "vcf", "text/x-vcard": "vcf", "text/rfc822-headers": "txt", "text/rtf": "rtf", "image/jpeg": "jpg",
    "image/pjpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/bmp": "bmp", "image/tiff": "tif",
    "image/webp": "webp", "image/svg+xml": "svg", "image/heic": "heic", "application/pdf": "pdf",
    "application/zip": "zip", "application/x-zip-compressed": "zip", "application/x-7z-compressed": "7z",
    "application/x-rar-compressed": "rar", "application/vnd.rar": "rar", "application/gzip": "gz",
    "application/json": "json", "application/xml": "xml", "application/rtf": "rtf", "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.ms-excel": "xls", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt", "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/ms-tnef": "dat", "application/pgp-signature": "asc", "application/pgp-keys": "asc",
    "application/pkcs7-signature": "p7s", "application/x-pkcs7-signature": "p7s", "application/pkcs7-mime": "p7m",
    "application/x-pkcs7-mime": "p7m", "message/rfc822": "eml", "message/global": "eml",
    "message/delivery-status": "txt", "message/disposition-notification": "txt", "audio/mpeg": "mp3",
    "audio/wav": "wav", "audio/ogg": "ogg", "video/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm",
}  # fmt: skip

_CID = re.compile(r"cid:([^\"'\s>)]+)", re.IGNORECASE)


def attached(parts: list[Part], html: str, hint: str, troubles: Troubles) -> tuple[AttachedFile, ...]:
    """The files in the letter's order. One is inline when the HTML shows it by its cid, whatever it says itself."""
    shown = {unquote(found) for found in _CID.findall(html)}
    return tuple(_file(part, number, shown, hint, troubles) for number, part in enumerate(parts, 1))


def _file(part: Part, number: int, shown: set[str], hint: str, troubles: Troubles) -> AttachedFile:
    cid = part.head.first("content-id").decode("ascii", "ignore").strip("<> \t").replace("\0", "")
    name = safe(part.disposition.text("filename", hint, troubles)) or safe(
        part.content_type.text("name", hint, troubles)
    )
    return AttachedFile(
        name=name or f"attachment-{number}.{_ending(part.type)}",
        type=part.type,
        content=part.content(troubles),
        cid=cid,
        inline=bool(cid) and cid in shown,
    )


def safe(name: str) -> str:
    """The last piece of a path, without letters that cannot be seen or that turn the writing round; may be empty."""
    last = re.split(r"[/\\]", name)[-1]
    if not last.isascii():
        # Macs send «й» as two letters; other systems then show and find another name.
        last = unicodedata.normalize("NFC", last)
        last = "".join(letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    last = last.strip(". \t") if set(last) <= set(". ") else last.rstrip(". ").lstrip()
    if len(last) <= LONGEST:
        return last
    stem, dot, ending = last.rpartition(".")
    return stem[: LONGEST - len(ending) - 1] + dot + ending if dot and len(ending) <= 10 else last[:LONGEST]


def _ending(kind: str) -> str:
    return "eml" if kind.startswith("multipart/") else ENDINGS.get(kind, "bin")
