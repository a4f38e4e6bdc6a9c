"""A letter that somebody passed on: the forwarded one is taken out of the forwarder's, as far as it is certain.

Mailers forward in three ways: the letter attached whole, its text below a divider, or (Outlook) below a block of
headers with no divider at all, which a reply has as well: there the subject alone says that it is a forward.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from opora.channels.mail.parse import parse
from opora.channels.mail.parse.language import SAMPLE, language_of
from opora.channels.mail.parse.replies import LONGEST, forward_ends
from opora.channels.mail.parse.segments import cut
from opora.channels.mail.parse.troubles import Troubles
from opora.core.addresses import for_mail
from opora.core.facts import Arrival, AttachedFile, Sender

LETTERS = ("message/rfc822", "message/global")
# A block of headers may have blank lines between its fields, and long lists of people run on.
_GAP, _BLOCK = 2, 40

_PASSED_ON = re.compile(r"\s*(?:\[[^\]]{1,40}\]\s*)?(?:fwd?|fw|пересл|пр)\s*:\s*", re.IGNORECASE)
_DIVIDER = re.compile(
    r"[-_=*~ ]{2,40}(?:(?:пересылаемое|пересланное|перенаправленное|переадресованное)\s+(?:сообщение|письмо)"
    r"|forwarded\s+message)[-_=*~ :]{0,40}"
    r"|begin forwarded message:|начало (?:переадресованного|пересылаемого|перенаправленного) (?:сообщения|письма):",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"\*{0,2}(?:(?P<sender>от кого|от|from)|(?P<subject>тема|subject)"
    r"|(?P<other>отправлено|дата|sent|date|кому|to|копия|cc|reply-to|важность|importance))\*{0,2}\s*:\*{0,2}"
    r"(?=\s|$)(?P<value>.*)",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[^\s<>()\[\]@:;,\"]+@[\w-]+(?:\.[\w-]+)+")
# Yandex: «06.05.2026, 10:00, "Анна Котова" <anna@example.org>:»
_LINE_ABOVE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}\D{0,4}\d{1,2}:\d{2}(?::\d{2})?,?\s*(?P<who>.*@.*):")


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The letter that was passed on, as its writer sent it; ``comment`` and ``files`` are the forwarder's own.

    ``doubt``: why its writer is not certain: "nobody" (no letter was found in it), "no-address", "several", "machine";
    else empty.
    """

    letter: Arrival
    comment: str
    files: tuple[AttachedFile, ...] = ()
    doubt: str = ""


def forwarded(arrival: Arrival, ours: Iterable[str] = ()) -> Forwarded | None:
    """What this letter passes on; null when it is no forward. ``ours`` are our own addresses and domains."""
    letters = [file for file in arrival.files if file.type in LETTERS]
    if letters:
        own = tuple(file for file in arrival.files if file is not letters[0])
        inner = parse(letters[0].content, ours)
        doubt = "machine" if inner.automatic else "" if inner.sender.address else "no-address"
        return Forwarded(inner, arrival.text.strip(), own, "several" if len(letters) > 1 else doubt)
    lines = arrival.body.split("\n")
    dividers = [at for at, line in enumerate(lines) if len(line) <= LONGEST and _DIVIDER.fullmatch(_bare(line))]
    if not dividers and not _PASSED_ON.match(arrival.subject):
        return None
    start = dividers[0] if dividers else next(_heads(lines), None)
    if start is None:
        return Forwarded(_as_letter(arrival, Sender(""), "", arrival.body), "", doubt="nobody")
    first = start + 1 if dividers else start
    marked = _is_marked(lines, first)
    below = [_unmarked(line) for line in lines[first:]] if marked else lines[first:]
    return _taken(arrival, lines[:start], below, several=len(dividers) > 1 and not marked)


def _taken(arrival: Arrival, above: list[str], below: list[str], several: bool) -> Forwarded:
    sender, subject, body_at = _head(below)
    ends = next((at for at in range(body_at, len(below)) if forward_ends(below[at].strip())), None)
    words = below[body_at:ends]
    after = below[ends + 1 :] if ends is not None else []
    comment = "\n\n".join(filter(None, ("\n".join(part).strip() for part in (above, after))))
    addresses = {for_mail(found) for found in _MAIL.findall(sender)}
    writer = Sender(next(iter(addresses)), _name(sender)) if len(addresses) == 1 else Sender("", _name(sender))
    doubt = "nobody" if not sender else "no-address" if not addresses else ""
    doubt = "several" if several or len(addresses) > 1 else doubt
    return Forwarded(_as_letter(arrival, writer, subject, "\n".join(words).lstrip("\n")), comment, doubt=doubt)


def _as_letter(arrival: Arrival, writer: Sender, subject: str, body: str) -> Arrival:
    """Without the forwarder's date, which says nothing of where the writer is, and without their Message-ID."""
    subject = subject or _PASSED_ON.sub("", arrival.subject, count=1)
    return Arrival(
        channel="mail",
        sender=writer,
        subject=subject,
        segments=cut(body, [], Troubles()),
        files=arrival.files,
        language=language_of(body[:SAMPLE], subject),
        troubles=arrival.troubles,
    )


def _head(lines: list[str]) -> tuple[str, str, int]:
    """Who stands in From, the subject, and where the words begin."""
    sender, subject, last, blank, named = "", "", -1, 0, ""
    for at, line in enumerate(lines[:_BLOCK]):
        bare = _bare(line)[:LONGEST]
        field = _FIELD.fullmatch(bare)
        if field:
            named, last, blank = str(field.lastgroup and _kind(field)), at, 0
            sender = sender or (field["value"].strip() if named == "sender" else "")
            subject = subject or (field["value"].strip() if named == "subject" else "")
        elif last < 0 and (above := _LINE_ABOVE.fullmatch(bare)):
            return above["who"].strip(), "", at + 1
        elif not bare:
            blank += 1
            if last >= 0 and blank > _GAP:
                break
        elif last < 0 or blank:
            break
        else:
            # A long list of people runs on.
            sender += f" {bare}" if named == "sender" else ""
            subject += f" {bare}" if named == "subject" else ""
            last = at
    return sender, subject, last + 1


def _kind(field: re.Match[str]) -> str:
    return next(name for name in ("sender", "subject", "other") if field[name])


def _heads(lines: list[str]) -> Iterator[int]:
    """Where a block of headers begins without a divider: a sender, and two more fields below."""
    for at, line in enumerate(lines):
        found = _FIELD.fullmatch(_bare(line)[:LONGEST])
        if found and found["sender"]:
            below = [one for one in lines[at + 1 : at + 8] if _FIELD.fullmatch(_bare(one)[:LONGEST])]
            if len(below) >= 2:
                yield at


def _is_marked(lines: list[str], first: int) -> bool:
    """Apple Mail marks the letter below its divider as quoted."""
    below = next((line for line in lines[first:] if line.strip()), "")
    return below.startswith(">")


def _unmarked(line: str) -> str:
    return line[2:] if line.startswith("> ") else line.removeprefix(">")


def _bare(line: str) -> str:
    return line.replace("\N{NO-BREAK SPACE}", " ").strip()


def _name(sender: str) -> str:
    """What stands before the address, without quotes; empty where there is nothing else."""
    before = re.split(r"[<\[(]", sender)[0]
    return " ".join(_MAIL.sub("", before).split()).strip("'\"* ,;")
