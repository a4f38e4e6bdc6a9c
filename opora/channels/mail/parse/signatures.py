"""Where a signature begins and ends in a stretch of the sender's own lines."""

import re
from collections.abc import Iterator
from itertools import islice, takewhile

from opora.channels.mail.parse.devices import by_device
from opora.channels.mail.parse.disclaimers import disclaims

# A signature has no more lines with anything on them, but behind the standard's "-- ".
MOST_LINES = 15
# A rule or a single dash is used for much else, so less is believed to it.
MOST_BEHIND_DASH = 8

_STANDARD = re.compile(r"--[ \N{NO-BREAK SPACE}]\r?\n?$")
_DASH = re.compile(r"--|—|–|_{3,80}|-{3,80}|={3,80}|\*{3,80}")
_NAME_OR_END = r"(?:\s*[,.!;)–—-]*$|\s*[,.!–—-]\s*\S.{0,110}$|\s+[A-ZА-ЯЁ].{0,110}$)"
_CLOSES = (
    r"(?i:с\s+(?:глубоким\s+|большим\s+|искренним\s+)?(?:уважением|уваж|ув)|с\s+наилучшими(?:\s+пожеланиями)?"
    r"|всего\s+(?:вам\s+)?(?:самого\s+)?(?:доброго|хорошего|наилучшего)|хорошего(?:\s+вам)?\s+дня|с\s+благодарностью"
    r"|искренне\s+ваш[аи]?|(?:best|kind|warm|with\s+best|with\s+kind|many)\s+regards|best\s+wishes|with\s+best\s+wishes"
    r"|regards|sincerely(?:\s+yours)?|yours\s+(?:sincerely|faithfully|truly)|respectfully(?:\s+yours)?"
    r"|(?:thanks|thank\s+you)\s+(?:and|&)\s+(?:best\s+|kind\s+)?regards)"
)
# Some close in two languages: «С уважением / Best regards,».
_CLOSING = re.compile(rf"{_CLOSES}(?:\s*[/|]\s*{_CLOSES})?(?:(?:\s+(?i:и|за|к)\s+[^.?]{{1,50}})?,?$|{_NAME_OR_END})")
_POSTSCRIPT = re.compile(r"(?i)(?:p\.?\s?){1,3}s\b|з\.?\s?ы\b|п\.?\s?с\b")
# These close a letter only when a name stands below: «Спасибо,» «Cheers,».
_THANKS = (
    r"(?i:(?:большое\s+|заранее\s+)?(?:спасибо|благодар(?:ю|им|ен|на|ны))(?:\s+(?:вам|заранее|большое))?"
    r"|(?:many\s+|best\s+)?thanks(?:\s+(?:in\s+advance|a\s+lot|again))?|thank\s+you(?:\s+(?:in\s+advance|very\s+much))?)"
)
_SHORT = r"(?i:w?br|brgds|kr|rgds|rgrds|mit\s+freundlichen\s+grüßen|mfg)"
_SOFT = re.compile(
    rf"(?:{_THANKS}|(?i:cheers|best|yours|всех\s+благ|успехов|до\s+связи|с\s+приветом|удачи))\s*,|{_SHORT},?"
)
_NAME = re.compile(r"[A-ZА-ЯЁ][\w.'’-]*(?:\s+(?:[A-ZА-ЯЁ][\w.'’-]*|van|von|de|der)){0,3}[,.]?")
_SHORT_AND_NAME = re.compile(rf"{_SHORT},\s*{_NAME.pattern}")
# Sentences end like this too, so the name below must be the sender's, or have two words: «Спасибо!» «Помогло.»
_SAID = re.compile(rf"{_THANKS}\s*[!.]{{1,3}}")
_TWO_WORDS = re.compile(r"[A-ZА-ЯЁ][\w-]+\s+[A-ZА-ЯЁ][\w-]*\.?(?:\s*[A-ZА-ЯЁ][\w-]*\.?)?")
# An office's name may be longer than a sentence.
_OFFICE = re.compile(
    r"(?:федеральн|государств|муниципальн|обществ|акционерн|публичн|частн|министерств|департамент|управлени|отдел"
    r"|институт|университет|филиал|автономн|бюджетн|казённ|казенн)\w*\s+\w+",
    re.IGNORECASE,
)
_CODE = re.compile(r"--\s?\S|.*[;{}]$")
_INITIALS_LAST = re.compile(r"[A-ZА-ЯЁ]\.\s?[A-ZА-ЯЁ]\.$")
# A signature without any sign: its first line is the sender's name, and it says how to reach him or what he is.
_MOST_CONTACTS = 8
_CONTACT = re.compile(
    r"(?i)тел\b|т/ф|факс|моб\b|доб\.|\+\d|\d[\d ()-]{5,}\d|@|https?:|www\.|skype|telegram|whatsapp|phone|tel\b|fax"
    r"|\b(?:ооо|оао|зао|пао|ао|фгуп|нии|инн|ltd|llc|inc|gmbh)\b"
)

_POST = re.compile(
    r"(?i)(?:[\w.-]+\s+){0,2}(?:[\w-]*инженер|специалист|начальник|руководител|директор|технолог|[\w-]*конструктор|менеджер"
    r"|администратор|бухгалтер|экономист|механик|энергетик|проектировщик|заместител|зам\.|вед\.|гл\.|engineer|manager|director"
    r"|designer|administrator|head\s+of|specialist|accountant|analyst|developer)[\w.-]*(?:\s+[\w«»\"№/-]+){0,6}"
)


def signatures(stripped: list[str], lines: list[str], sender: frozenset[str] = frozenset()) -> list[tuple[int, int]]:
    """The signatures in these lines, as (first, behind the last); ``lines`` are the same with their ends, ``sender``
    the words of the sender's name."""
    out: list[tuple[int, int]] = []
    at = 0
    while at < len(stripped):
        end = _end(stripped, lines, at, sender)
        if end > at:
            out.append((at, end))
        at = max(end, at + 1)
    return out


def words_of(name: str) -> frozenset[str]:
    """The words by which a signature without any sign is known as the sender's."""
    return frozenset(word for word in re.findall(r"[^\W\d_]+", name.casefold()) if len(word) > 2)


def _end(stripped: list[str], lines: list[str], at: int, sender: frozenset[str]) -> int:
    """Where the signature that begins at this line ends; ``at`` itself when none begins."""
    line = stripped[at]
    if not line or len(line) > 1_000:
        return at
    if line == "--" and _STANDARD.match(lines[at]):
        return len(stripped)
    if line[0] in "-—–_=*" and _DASH.fullmatch(line):
        return _behind_dash(stripped, at)
    if _closes(stripped, at, sender):
        return _behind_closing(stripped, at)
    if by_device(line):
        return at + 1
    if _starts_paragraph(stripped, at) and (_disclaims(stripped, at) or _contacts(stripped, at, sender)):
        return len(stripped)
    return at


def _closes(stripped: list[str], at: int, sender: frozenset[str]) -> bool:
    line = stripped[at]
    if _CLOSING.match(line) or (len(line) <= 60 and _SHORT_AND_NAME.fullmatch(line)):
        return True
    below = next((line for line in stripped[at + 1 : at + 3] if line), "")
    if len(below) > 60 or not _NAME.fullmatch(below):
        return False
    if _SOFT.fullmatch(line):
        return True
    sure = bool(sender & words_of(below)) or _TWO_WORDS.fullmatch(below) is not None
    return sure and _SAID.fullmatch(line) is not None


def _contacts(stripped: list[str], at: int, sender: frozenset[str]) -> bool:
    """Whether the sender's name begins here the last paragraph, which says where he is found or what he is."""
    first = stripped[at]
    if at == 0 or len(first) > 80 or not sender & words_of(first) or not _NAME.match(first):
        return False
    below = list(islice(_above_disclaimer(stripped, at), _MOST_CONTACTS + 1))
    if len(below) > _MOST_CONTACTS or any(_prose(line) for line in below):
        return False
    name, _, post = first.partition(", ")
    if _NAME.fullmatch(name) and _POST.fullmatch(post or "".join(below[1:2])):
        return True
    return len(below) > 1 and any(_CONTACT.search(line) and not by_device(line) for line in below)


def _above_disclaimer(stripped: list[str], at: int) -> Iterator[str]:
    """The lines that hold anything from here to what the firm adds, or to the end."""
    for number in range(at, len(stripped)):
        if _starts_paragraph(stripped, number) and _disclaims(stripped, number):
            return
        if stripped[number]:
            yield stripped[number]


def _behind_dash(stripped: list[str], at: int) -> int:
    """A lone dash or rule counts when only short lines follow; a rule also wants something to call or write to."""
    later = (stripped[number] for number in range(at + 1, len(stripped)) if stripped[number])
    below = list(islice(later, MOST_BEHIND_DASH + 1))
    if not below or len(below) > MOST_BEHIND_DASH or any(_prose(line) or _CODE.match(line) for line in below):
        return at
    by_rule = len(stripped[at]) > 2
    return len(stripped) if not by_rule or any(_CONTACT.search(line) for line in below) else at


def _behind_closing(stripped: list[str], at: int) -> int:
    """To the postscript, or to the paragraph in which the sender goes on writing."""
    count = 0
    for number in range(at + 1, len(stripped)):
        line = stripped[number]
        if not line:
            continue
        if _starts_paragraph(stripped, number) and _disclaims(stripped, number):
            return len(stripped)
        count += 1
        if _POSTSCRIPT.match(line) or _prose(line):
            return number
        if count > MOST_LINES:
            return at
    return len(stripped)


def _starts_paragraph(stripped: list[str], at: int) -> bool:
    return at == 0 or not stripped[at - 1] or _DASH.fullmatch(stripped[at - 1][:200]) is not None


def _disclaims(stripped: list[str], at: int) -> bool:
    """Whether the paragraph whose first lines these are is a disclaimer."""
    lines = list(takewhile(bool, stripped[at : at + 4]))
    return disclaims(" ".join(lines))


def _prose(line: str) -> bool:
    """Whether the sender is saying something here: a long line, or a sentence that ends as sentences do."""
    if _CONTACT.search(line):
        return len(line) > 300
    many = len(line.split()) >= 4
    return (len(line) > 100 and not _OFFICE.match(line)) or (
        many and line[-1] in ".?!:" and not _INITIALS_LAST.search(line)
    )
