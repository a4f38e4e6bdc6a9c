"""What a file is by its first bytes, whatever its name and its sender say: a pure reader of well-known beginnings."""

import re

BEGINNING = 4096
"""So many bytes are looked at."""
PROGRAM = "application/vnd.microsoft.portable-executable"
UNKNOWN = "application/octet-stream"

_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_PROGRAMS = {PROGRAM, "application/x-executable", "application/x-ms-shortcut", "text/x-script"}
_PAGES = {"text/html", "image/svg+xml"}
# Where nobody is surprised by a program; and where everybody is by a page that acts.
_OPENLY = {
    "exe", "dll", "com", "scr", "sys", "msi", "ocx", "cpl", "so", "o", "a", "bin", "elf", "run", "out", "dylib", "lnk",
    "sh", "bash", "py", "pl", "rb", "cgi", "awk", "bat", "cmd", "ps1",
}  # fmt: skip
_SHOWN = {
    "pdf", "png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "doc", "docx", "xlsx", "ppt", "pptx", "odt",
    "ods", "rtf", "txt", "log", "zip", "rar", "7z",
}  # fmt: skip
_OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
# Those that begin a text as well stand first; the others count only where the bytes are no text.
_TEXTS = [
    (re.compile(rb".{0,1024}?%PDF-\d", re.DOTALL), "application/pdf"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"\{\\rtf\d"), "application/rtf"),
    (re.compile(rb"#!\s*/"), "text/x-script"),
    (re.compile(rb"\s*(<\?xml.{0,500}?\?>\s*)?(<!--.{0,1000}?-->\s*)?(<!doctype svg[^>]*>\s*)?<svg[\s>]", re.I | re.S),
     "image/svg+xml"),
    (re.compile(rb"\s*(<\?xml.{0,500}?\?>\s*)?(<!--.{0,1000}?-->\s*)?<(!doctype html|html|head|body|script)[\s>]",
                re.I | re.S), "text/html"),
    (re.compile(rb"\s*<\?xml\s"), "application/xml"),
]  # fmt: skip
_BYTES = [
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"BM....\0\0\0\0", re.DOTALL), "image/bmp"),
    (re.compile(rb"II\*\0|MM\0\*"), "image/tiff"),
    (re.compile(rb"PK(\x03\x04|\x05\x06)"), "application/zip"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "application/x-ole-storage"),
    (re.compile(rb"Rar!\x1a\x07"), "application/vnd.rar"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "application/x-7z-compressed"),
    (re.compile(rb"\x1f\x8b\x08"), "application/gzip"),
    (re.compile(rb"AC10\d\d"), "image/vnd.dwg"),
    (re.compile(rb"MZ"), PROGRAM),
    (re.compile(rb"\x7fELF|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]"), "application/x-executable"),
    (re.compile(rb"L\0\0\0\x01\x14\x02\0"), "application/x-ms-shortcut"),
]


def type_of(content: bytes) -> str:
    """The media type of a file that begins so; `UNKNOWN` where nothing is known."""
    head = content[:BEGINNING]
    bare = head.removeprefix(b"\xef\xbb\xbf")
    found = next((kind for begins, kind in _TEXTS if begins.match(bare)), "")
    if not found and _is_text(head, cut=len(content) > BEGINNING):
        return "text/plain"
    found = found or next((kind for begins, kind in _BYTES if begins.match(head)), UNKNOWN)
    if found == "application/zip" and b"[Content_Types].xml" in head:
        return next((kind for folder, kind in _OFFICE.items() if folder in head), found)
    return found


def picture(kind: str) -> bool:
    """Whether browsers do no more with it than draw."""
    return kind in _PICTURES


def pretends(name: str, kind: str) -> str:
    """ "program" or "page" where a file of this content acts, and its name says nothing of it; else empty."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if kind in _PROGRAMS and ending not in _OPENLY:
        return "program"
    return "page" if kind in _PAGES and ending in _SHOWN else ""


def _is_text(head: bytes, *, cut: bool) -> bool:
    """UTF-8 without NUL; a letter may be cut in two by the end of what is looked at."""
    try:
        head.decode()
    except UnicodeDecodeError as error:
        if not (cut and error.start >= BEGINNING - 3):
            return False
    return b"\0" not in head
