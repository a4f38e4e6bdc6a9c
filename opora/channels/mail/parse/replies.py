"""How mailers open a quote: the line above it, the divider, the block of headers, in Russian, English and some others.

An opening is ``certain`` when everything below it is quoted, marked or not; the others count only when marked lines
(``>``) follow. Prose looks like an opening more often than one thinks, so a certain one needs a date and an address or
a verb in their places: hiding what a customer wrote is worse than showing what he quoted.
"""

import re
from dataclasses import dataclass

from opora.channels.mail.parse.fields import BLOCK_LINES, field_of, in_one_line, is_block, may_begin, runs_on

_WEEKDAY = (
    r"(?:понедельник|вторник|среда|среду|четверг|пятница|пятницу|суббота|субботу|воскресенье|пн|вт|ср|чт|пт|сб|вс"
    r"|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
    r"|аў|чц|нд|дс|сс|бс|жм|жс)"
)
_MONTH = (
    r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек"
    r"|jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez"
    r"|сту|лют|сак|кра|тра|чэр|ліп|жні|вер|кас|ліс|сне|січ|бер|кві|чер|лип|сер|жов|лис|гру"
    r"|қаң|ақп|нау|сәу|мам|мау|шіл|там|қыр|қаз|қар|жел)[^\W\d_]*\.?"
)
_DATE = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}[-.]\d{{2}}[-.]\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_VERB = (
    r"(?:пишет|пис(?:ал|ала|али|ал\(а\))|напис(?:ал|ала|али|ал\(а\))|wrote|writes|schrieb|піша|пісаў|напісаў|пише|писав"
    r"|написав|жазды|pisze|napisał(?:\(a\))?|a\s+écrit|escribió|ha\s+scritto)"
)
_MAIL = r"[^\s<>()\[\]@:;,\"]+@[\w-]+(?:\.[\w-]+)+"
_LEAD = r"(?:on|в|am|le|el|il|dnia|w\s+dniu|в\s+письме\s+от)"

_STARTS = re.compile(rf"(?:{_LEAD}\s+)?(?:{_WEEKDAY}\.?,?\s+)?{_DATE}", re.IGNORECASE)
_YOU_WROTE = re.compile(rf"(?:вы\s+писали|you\s+wrote|вы\s+написали)\b.{{0,20}}{_DATE}.{{0,40}}:$", re.IGNORECASE)
# Some put the name first: «Анна <a@desk.test> писал(а) 12.11.2026 10:15:».
_NAME_FIRST = re.compile(
    rf"[^<>\d]{{0,80}}<{_MAIL}>\s+(?:{_VERB}.{{0,40}}?{_DATE}.{{0,30}}|(?:{_WEEKDAY}\.?,?\s+)?{_DATE}.{{0,30}}\s{_VERB}\s*):$",
    re.IGNORECASE,
)
_TIME = re.compile(r"\d{1,2}[:.]\d{2}")
# Before the verb stands a name or an address: «12.11 в 10:15 программа пишет:» is the sender's own story.
_VERB_LAST = re.compile(
    rf"(?:(?<=\s)[A-ZА-ЯЁІЎҚӘҒ]\S*|[>)\]\"'»]|\d|(?<=\s)(?i:you|вы)),?\s+(?i:{_VERB})\s*:$"
    rf"|\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:\s*[AP]M)?,\s+[A-ZА-ЯЁ].{{1,80}}\s(?i:{_VERB})\s*:$"
)
# An address without brackets wants «от» or a comma before it: «12.11 в 10:15 отправил файл на a@desk.test:» is prose.
_MAIL_LAST = re.compile(
    rf"[<(\[](?:mailto:)?{_MAIL}[>)\]]+\s*:$|(?:,|\b(?:от|from)\b.*)\s{_MAIL}\s*:$|(?<=\s){_VERB}\s.*{_MAIL}>?\s*:$",
    re.IGNORECASE,
)
_LOOSE = re.compile(rf"{_MAIL}|\b{_VERB}\b|{_DATE}", re.IGNORECASE)

_WHICH = (
    r"(?:исходное|оригинальное|пересылаемое|пересланное|перенаправленное|переадресованное|вихідне|арыгінальнае|original"
    r"|forwarded|reply|ursprüngliche|weitergeleitete|бастапқы|түпнұсқа)"
)
_WHAT = r"(?:сообщение|письмо|повідомлення|паведамленне|message|appointment|e-?mail|nachricht|хабарлама|хабар|хат)"
_DIVIDED = rf"[-_=*~ ]{{2,40}}{_WHICH}\s+{_WHAT}"
_DIVIDER = re.compile(
    rf"{_DIVIDED}(?:\s+follows)?[-_=*~ :]{{0,40}}"
    r"|[-_=*~ ]{2,40}(?:forwarded|переслано|перенаправлено)\s+(?:by|пользователем|from)?\s?.{1,80}?[-_=*~ ]{2,40}"
    r"|begin forwarded message:|начало (?:переадресованного|пересылаемого|перенаправленного) (?:сообщения|письма):",
    re.IGNORECASE,
)
_DIVIDER_AND_BLOCK = re.compile(rf"{_DIVIDED}[-_=*~ ]{{2,40}}(?P<block>\w.*)", re.IGNORECASE)
# The Bat's words count only above a block, and so does Domino's line; Zoho puts dashes around the line above a quote.
_WORDY = re.compile(
    r"this is a forwarded message|это (?:пересылаемое|пересланное|перенаправленное) (?:сообщение|письмо)", re.IGNORECASE
)
_DOMINO = re.compile(rf"-{{2,10}}\s*\S.{{1,160}}?\s{_VERB}:\s*-{{2,10}}", re.IGNORECASE)
_DASHED = re.compile(r"-{2,10}\s+(?P<inside>\S.{10,300}?)\s*-{2,10}")
# What other desks write above their letters.
_ABOVE = re.compile(
    r"[-=#* ]{1,20}.{0,40}(?:ответ(?:ьте)?\s+(?:над|выше)|reply\s+above)\s+(?:этой|this)\s+"
    r"(?:лини[ий]|черт\w+|строк\w+|line).{0,20}",
    re.IGNORECASE,
)
_FORWARD_ENDS = re.compile(
    r"[-_=*~ ]{2,40}(?:8<[-_=*~ ]{2,40})?(?:(?:конец|завершение|окончание)\s+\w{5,20}(?:\s+текста)?"
    r"\s+(?:сообщения|письма)|end (?:of )?(?:the )?(?:forwarded|original) message(?: text)?)[-_=*~ ]{0,40}",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-_=]{5,200}")
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
    if line[:1] == "-" and (both := _DIVIDER_AND_BLOCK.match(line[:LONGEST])) and in_one_line(both["block"]):
        return Opening(at, at, certain=True)
    if not line or len(line) > LONGEST:
        return None
    if line[-1] == ":":
        found = _above_quote(lines, at)
        if found:
            return found
    if line[0] in "-_=*~BbНн#" and (_DIVIDER.fullmatch(line) or _ABOVE.fullmatch(line)):
        return Opening(at, max(at, _below(lines, at)), certain=True)
    if line[0] == "-" and (dashed := _DASHED.fullmatch(line)) and _certain(dashed["inside"] + ":"):
        return Opening(at, at, certain=True)
    if _above_block(line):
        last = _below(lines, at)
        return Opening(at, last, certain=True) if last > at else None
    last = _block(lines, at)
    return Opening(at, last, certain=True) if last >= at else None


def _above_block(line: str) -> bool:
    """Whether this line opens a quote when a block of headers stands below it."""
    if line[0] in "-_=" and _RULE.fullmatch(line):
        return True
    return (line[0] == "-" and _DOMINO.fullmatch(line) is not None) or (
        line[0] in "TtЭэ" and _WORDY.fullmatch(line) is not None
    )


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
        if (loose is None and _LOOSE.search(joined)) or (loose is not None and _STARTS.match(line)):
            loose = Opening(first, at, certain=False)
    return loose


def _certain(text: str) -> bool:
    if _YOU_WROTE.match(text) or _NAME_FIRST.match(text):
        return True
    if not _STARTS.match(text):
        return False
    return _VERB_LAST.search(text) is not None or (
        _TIME.search(text) is not None and _MAIL_LAST.search(text) is not None
    )


def _block(lines: list[str], at: int, divided: bool = False) -> int:
    """The last line of the block of headers that begins here, or of the line above a quote within; -1 if none does."""
    first = field_of(lines[at])
    if first is None or not (divided or may_begin(lines, at)):
        return -1
    fields, strange, last = {first}, 0, at
    for number in range(at + 1, min(at + BLOCK_LINES, len(lines))):
        line = lines[number]
        found = field_of(line[:LONGEST])
        if found == "sender" and is_block(fields, divided):
            break
        if found:
            fields.add(found)
            strange, last = 0, number
        elif line:
            strange += 1
            if line[-1] == ":" and len(fields) >= 2 and _certain(line[:LONGEST]):
                return number
        if not runs_on(strange):
            break
    return last if is_block(fields, divided) else -1
