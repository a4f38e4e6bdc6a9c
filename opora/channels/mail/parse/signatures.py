"""Where a signature begins and ends in a stretch of the sender's own lines."""

import re
from itertools import islice

# A signature has no more lines with anything on them, but behind the standard's "-- ".
MOST_LINES = 15
# A rule or a single dash is used for much else, so less is believed to it.
MOST_BEHIND_DASH = 8

_STANDARD = re.compile(r"--[ \N{NO-BREAK SPACE}]\r?\n?$")
_DASH = re.compile(r"--|—|–|_{3,80}|-{3,80}|={3,80}|\*{3,80}")
_NAME_OR_END = r"(?:\s*[,.!;)–—-]*$|\s*[,.!–—-]\s*\S.{0,110}$|\s+[A-ZА-ЯЁ].{0,110}$)"
_CLOSING = re.compile(
    r"(?:(?i:с\s+(?:глубоким\s+|большим\s+|искренним\s+)?(?:уважением|уваж|ув)|с\s+наилучшими(?:\s+пожеланиями)?"
    r"|всего\s+(?:вам\s+)?(?:самого\s+)?(?:доброго|хорошего|наилучшего)|хорошего(?:\s+вам)?\s+дня|с\s+благодарностью"
    r"|искренне\s+ваш[аи]?|(?:best|kind|warm|with\s+best|with\s+kind|many)\s+regards|best\s+wishes|with\s+best\s+wishes"
    r"|regards|sincerely(?:\s+yours)?|yours\s+(?:sincerely|faithfully|truly)|respectfully(?:\s+yours)?"
    r"|(?:thanks|thank\s+you)\s+(?:and|&)\s+(?:best\s+|kind\s+)?regards))"
    rf"(?:(?:\s+(?i:и|за|к)\s+[^.?]{{1,50}})?,?$|{_NAME_OR_END})"
)
_DEVICE = re.compile(
    r"(?i)(?:отправлено|послано|написано)\s+(?:с|со|из|от|через|при помощи)\s.{0,30}"
    r"(?:iphone|ipad|android|samsung|galaxy|huawei|honor|xiaomi|redmi|poco|mail\.ru|почт|яндекс|yandex|outlook|gmail"
    r"|windows|blackberry|смартфон|телефон|планшет|мобил|mymail|ios|nokia|устройств|airmail|rambler|рамблер).{0,60}"
    r"|sent\s+(?:from|via|with)\s.{0,30}(?:iphone|ipad|android|samsung|galaxy|huawei|xiaomi|mail|outlook|gmail|windows"
    r"|blackberry|phone|tablet|mobile|ios|device|airmail|spark).{0,60}"
    r"|(?:получить|скачать|загрузить)\s+outlook\s+(?:для|на)\s.{0,60}|get\s+outlook\s+for\s.{0,60}"
)
_POSTSCRIPT = re.compile(r"(?i)(?:p\.?\s?){1,3}s\b|з\.?\s?ы\b|п\.?\s?с\b")
_DISCLAIMER = re.compile(
    r"(?i).{0,40}(?:конфиденциальн|confidential|предназначен\w*\s+(?:исключительно|только)\s+для\s+(?:\w+\s+)?(?:адресат|лиц)"
    r"|intended\s+(?:solely|only)\s+for|disclaimer)"
    r"|.{0,160}(?:конфиденциальн\w+\s+(?:информаци|характер|сведени)|are\s+confidential|is\s+confidential"
    r"|(?:названн|указанн)\w+\s+адресат|intended\s+(?:solely\s+|only\s+)?(?:for|recipient))"
)
_CONTACT = re.compile(
    r"(?i)тел\b|т/ф|факс|моб\b|доб\.|\+\d|\d[\d ()-]{5,}\d|@|https?:|www\.|skype|telegram|whatsapp|phone|tel\b|fax"
    r"|\b(?:ооо|оао|зао|пао|ао|фгуп|нии|инн|ltd|llc|inc|gmbh)\b"
)


def signatures(stripped: list[str], lines: list[str]) -> list[tuple[int, int]]:
    """The signatures in these lines, as (first, behind the last); ``lines`` are the same with their ends."""
    out: list[tuple[int, int]] = []
    at = 0
    while at < len(stripped):
        end = _end(stripped, lines, at)
        if end > at:
            out.append((at, end))
        at = max(end, at + 1)
    return out


def _end(stripped: list[str], lines: list[str], at: int) -> int:
    """Where the signature that begins at this line ends; ``at`` itself when none begins."""
    line = stripped[at]
    if not line or len(line) > 1_000:
        return at
    if line == "--" and _STANDARD.match(lines[at]):
        return len(stripped)
    if line[0] in "-—–_=*" and _DASH.fullmatch(line):
        return _behind_dash(stripped, at)
    if _CLOSING.match(line):
        return _behind_closing(stripped, at)
    if len(line) <= 120 and _DEVICE.fullmatch(line):
        return at + 1
    if _starts_paragraph(stripped, at) and _disclaims(line):
        return len(stripped)
    return at


def _behind_dash(stripped: list[str], at: int) -> int:
    """A lone dash or rule counts when only short lines follow; a rule also wants something to call or write to."""
    later = (stripped[number] for number in range(at + 1, len(stripped)) if stripped[number])
    below = list(islice(later, MOST_BEHIND_DASH + 1))
    if not below or len(below) > MOST_BEHIND_DASH or any(_prose(line) for line in below):
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
        if _starts_paragraph(stripped, number) and _disclaims(line):
            return len(stripped)
        count += 1
        if _POSTSCRIPT.match(line) or _prose(line):
            return number
        if count > MOST_LINES:
            return at
    return len(stripped)


def _starts_paragraph(stripped: list[str], at: int) -> bool:
    return at == 0 or not stripped[at - 1] or _DASH.fullmatch(stripped[at - 1][:200]) is not None


def _disclaims(line: str) -> bool:
    return _DISCLAIMER.match(line) is not None and len(line) > 15


def _prose(line: str) -> bool:
    """Whether the sender is saying something here: a long line, or a sentence that ends as sentences do."""
    if _CONTACT.search(line):
        return len(line) > 300
    many = len(line.split()) >= 4
    return len(line) > 100 or (many and line[-1] in ".?!:")
