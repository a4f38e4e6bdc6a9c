"""How mailers open a quote: the line above it, the divider, the block of headers, in Russian and English.

An opening is ``certain`` when everything below it is quoted, marked or not; the others count only when marked lines
(``>``) follow. Prose looks like an opening more often than one thinks, so a certain one needs a date and an address or
a verb in their places: hiding what a customer wrote is worse than showing what he quoted.
"""

import re
from dataclasses import dataclass

_WEEKDAY = (
    r"(?:понедельник|вторник|среда|среду|четверг|пятница|пятницу|суббота|субботу|воскресенье|пн|вт|ср|чт|пт|сб|вс"
    r"|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_MONTH = (
    r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[^\W\d_]*\.?"
)
_DATE = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}[-.]\d{{2}}[-.]\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_VERB = r"(?:пишет|пис(?:ал|ала|али|ал\(а\))|напис(?:ал|ала|али|ал\(а\))|wrote|writes)"
_MAIL = r"[^\s<>()\[\]@:;,\"]+@[\w-]+(?:\.[\w-]+)+"

_STARTS = re.compile(rf"(?:on\s+|в\s+)?(?:{_WEEKDAY}\.?,?\s+)?{_DATE}", re.IGNORECASE)
_YOU_WROTE = re.compile(rf"(?:вы\s+писали|you\s+wrote|вы\s+написали)\b.{{0,20}}{_DATE}.{{0,40}}:$", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[:.]\d{2}")
# Before a Russian verb stands a name: «12.11 в 10:15 программа пишет:» is the sender's own story.
_VERB_LAST = re.compile(rf"(?<![а-яё])\s+(?i:{_VERB})\s*:$|(?<=\s)(?:[A-ZА-ЯЁ]\S*)\s+(?i:{_VERB})\s*:$")
_MAIL_LAST = re.compile(rf"[<(\[]?(?:mailto:)?{_MAIL}[>)\]]*\s*:$", re.IGNORECASE)
_LOOSE = re.compile(rf"{_MAIL}|\b{_VERB}\b|{_DATE}", re.IGNORECASE)

_DIVIDER = re.compile(
    r"[-_=*~ ]{2,40}(?:исходное|оригинальное|пересылаемое|пересланное|перенаправленное|переадресованное)"
    r"\s+(?:сообщение|письмо)[-_=*~ :]{0,40}"
    r"|[-_=*~ ]{2,40}(?:original|forwarded|reply)\s+(?:message|appointment)(?:\s+follows)?[-_=*~ :]{0,40}"
    r"|begin forwarded message:|начало (?:переадресованного|пересылаемого|перенаправленного) (?:сообщения|письма):",
    re.IGNORECASE,
)
# What other desks write above their letters.
_ABOVE = re.compile(
    r"[-=#* ]{1,20}.{0,40}(?:ответ(?:ьте)?\s+(?:над|выше)|reply\s+above)\s+(?:этой|this)\s+"
    r"(?:лини[ий]|черт\w+|строк\w+|line).{0,20}",
    re.IGNORECASE,
)
_FORWARD_ENDS = re.compile(
    r"[-_=*~ ]{2,40}(?:конец|завершение|окончание)\s+\w{5,20}\s+(?:сообщения|письма)[-_=*~ ]{0,40}"
    r"|[-_=*~ ]{2,40}end (?:of )?forwarded message[-_=*~ ]{0,40}",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-_=]{5,200}")
_FIELD = re.compile(
    r"\*?(?:(?P<sender>от кого|от|from)|(?P<sent>отправлено|дата|sent|date)|(?P<to>кому|to)|(?P<cc>копия|cc)"
    r"|(?P<subject>тема|subject)|(?P<other>важность|importance|reply-to|ответить))\*?\s*:\*?(?=\s|$)",
    re.IGNORECASE,
)
# A block of headers may have blank lines between its fields (HTML) and fields that run on.
_BLOCK_LINES = 14
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Opening:
    """Lines ``first`` to ``last``, both included, that open a quote."""

    first: int
    last: int
    certain: bool


def forward_ends(line: str) -> bool:
    """Whether a forwarded letter ends with this (stripped) line, so that the sender may go on below."""
    return line[:1] in "-_=*~" and _FORWARD_ENDS.fullmatch(line[:LONGEST]) is not None


def opening(lines: list[str], at: int) -> Opening | None:
    """The opening that ends with, or begins at, line ``at``; ``lines`` are stripped."""
    line = lines[at]
    if not line or len(line) > LONGEST:
        return None
    if line[-1] == ":":
        found = _above_quote(lines, at)
        if found:
            return found
    if line[0] in "-_=*~BbНн#" and (_DIVIDER.fullmatch(line) or _ABOVE.fullmatch(line)):
        return Opening(at, max(at, _below(lines, at)), certain=True)
    if line[0] in "-_=" and _RULE.fullmatch(line):
        last = _below(lines, at)
        return Opening(at, last, certain=True) if last > at else None
    last = _block(lines, at)
    return Opening(at, last, certain=True) if last >= at else None


def _below(lines: list[str], at: int) -> int:
    """The last line of the block of headers that stands right below a divider; -1 if there is none."""
    below = next((number for number in range(at + 1, min(at + 3, len(lines))) if lines[number]), at)
    return _block(lines, below, divided=True) if below > at else -1


def _above_quote(lines: list[str], at: int) -> Opening | None:
    """The line above a quote, which mailers wrap into up to three. Line ``at`` ends with its colon."""
    joined = ""
    loose = None
    for first in range(at, max(at - 3, -1), -1):
        line = lines[first]
        if not line or (first < at and line[-1] in ":.!?"):
            break
        joined = f"{line} {joined}".strip()
        if len(joined) > LONGEST:
            break
        if _certain(joined):
            return Opening(first, at, certain=True)
        if loose is None and _LOOSE.search(joined):
            loose = Opening(first, at, certain=False)
    return loose


def _certain(text: str) -> bool:
    if _YOU_WROTE.match(text):
        return True
    if not _STARTS.match(text):
        return False
    return _VERB_LAST.search(text) is not None or (
        _TIME.search(text) is not None and _MAIL_LAST.search(text) is not None
    )


def _block(lines: list[str], at: int, divided: bool = False) -> int:
    """The last line of the block of headers that begins here, -1 if none does.

    It has three fields, with the sender or a line above a quote among them; fields of a form that somebody filled in
    look the same, so a block without divider begins with the sender or a paragraph.
    """
    first = _FIELD.match(lines[at])
    if first is None or not (divided or first["sender"] or at == 0 or not lines[at - 1]):
        return -1
    fields, strange, last = {first.lastgroup}, 0, at
    for number in range(at + 1, min(at + _BLOCK_LINES, len(lines))):
        line = lines[number]
        found = _FIELD.match(line[:LONGEST])
        if found:
            fields.add(found.lastgroup)
            strange, last = 0, number
        elif line:
            strange += 1
            if line[-1] == ":" and len(fields) >= 2 and _certain(line[:LONGEST]):
                return number
        if strange > 2:
            break
    return last if len(fields) >= 3 and "sender" in fields else -1
