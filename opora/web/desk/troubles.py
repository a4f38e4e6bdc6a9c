"""What was wrong with a letter, in words: the codes of `opora.channels.mail.parse.troubles`."""

from django.utils.translation import gettext_lazy as _

from opora.web.desk.words import Words
from opora.web.desk.words import said as word

TROUBLES: Words = {
    "empty": _("there is not a single byte"),
    "no-headers": _("the letter begins with its body"),
    "broken-header": _("a line among the headers is none"),
    "raw-header": _("a header holds letters that are not encoded"),
    "bad-encoded-word": _("an encoded word of a header is cut or encoded twice"),
    "no-from": _("nobody is named as the sender"),
    "bad-from": _("the sender is named, but without an address"),
    "several-from": _("more than one sender is named; the first was taken"),
    "bad-address": _("a recipient has no address"),
    "no-date": _("the letter has no date"),
    "bad-date": _("the date cannot be read"),
    "absurd-date": _("the date lies outside 1970-2100 or its offset outside a day"),
    "no-zone": _("the date names no zone; it was read as UTC"),
    "bare-returns": _("lines end in carriage returns alone"),
    "no-charset": _("letters beyond ASCII without a charset; it was guessed"),
    "unknown-charset": _("the charset has a name that nobody knows; it was guessed"),
    "wrong-charset": _("the body is not in the charset that it names; it was guessed"),
    "lost-letters": _("some bytes are no letters in any likely charset"),
    "nul": _("NUL bytes were dropped"),
    "bad-base64": _("base64 is damaged; what could be decoded is there"),
    "not-base64": _("the body calls itself base64 and is plain"),
    "unknown-encoding": _("an unknown transfer encoding; the bytes were taken as they are"),
    "no-boundary": _("the line between the parts is not named or never comes"),
    "same-boundary": _("a part uses the boundary of the part around it"),
    "no-parts": _("a letter of several parts has none"),
    "cut-short": _("the letter ends before its last part does"),
    "after-end": _("there is something after the end of the parts"),
    "too-deep": _("parts within parts past the bound were kept as a file"),
    "too-many-parts": _("parts past the bound were kept as one file"),
    "long-body": _("the body is too long to be cut into segments to its end"),
    "deep-html": _("the HTML is nested past the bound and was shown without its layout"),
    "wide-html": _("the tables of the HTML would grow past the bound and were shown without columns"),
    "big-html": _("the HTML is too big for its layout"),
    "bad-html": _("the HTML could not be read and was shown without its layout"),
    "long-text": _("the text is too long for a page: it is kept as a file, and its beginning is shown"),
    "long-head": _("the headers are too long; what stands past the bound was not read"),
    "too-big": _("the letter is too big to be read to its end; it is kept whole"),
    "encrypted": _("the letter is encrypted and cannot be read here"),
    "bad-envelope": _("the envelope of S/MIME is damaged and was kept as a file"),
    "bad-winmail": _("winmail.dat is damaged; what could be read is there"),
    "bad-invite": _("the invitation cannot be read and was kept as a file"),
    "forged-sender": _("somebody else wrote it in the sender's name, or changed it on the way"),
    "fault": _("a defect of the reader itself; please report the letter"),
}
LEFT: Words = {"files-left": _("there is no room for so many files, they stayed in the letter itself")}
"""What the limits of files did to it (`opora.tickets.actions.files`)."""


def said(trouble: str) -> str:
    """A trouble such as ``unknown-charset: x-user-defined``: its words, and the detail as it is."""
    code, colon, detail = trouble.partition(": ")
    return f"{word({**TROUBLES, **LEFT}, code)}{colon}{detail}"
