"""The block of headers that mailers put above a quoted letter, in the languages of the offices that write to us."""

import re

_WORDS = {
    "sender": "от кого|отправитель|от|from|von|кімнен|ад каго|ад|від кого|від|de|da|od",
    "sent": r"отправлено|отправленные|дата(?: отправки)?|sent|date|gesendet|datum|жіберілді|жіберілген(?: күні)?|күні"
    r"|адпраўлена|надіслано|відправлено|envoyé|enviado(?: el)?|inviato|wysłano|data",
    "to": "кому|получател[ьи]|to|an|кімге|каму|à|para|a|do",
    "cc": "копия|ск|скрытая копия|cc|bcc|kopie|көшірме|копія|dw",
    "subject": "тема|subject|betreff|тақырыбы|тақырып|тэма|objet|asunto|oggetto|temat",
    "other": "важность|importance|priority|reply-to|ответить|вложения|attachments?|organization|организация"
    "|wichtigkeit",
}
_FIELD = re.compile(
    r"(?<!\S)\*?(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _WORDS.items()) + r")\*?\s*:\*?(?=\s|$)",
    re.IGNORECASE,
)
# What leads over to a letter that is passed on, and what to headers that the sender himself has copied from somewhere.
_LEADS = re.compile(
    r"письм|сообщени|перепис|перес[ыл]|ниже|letter|e-?mail|message|forward|fwd|below|fyi", re.IGNORECASE
)
_COPIED = re.compile(r"заголов|журнал|header|\blog\b", re.IGNORECASE)
# A line of a server's log; what stands among such lines is its, also the headers of a letter.
_LOGGED = re.compile(
    r"\W?(?:\d{4}[-./]\d\d[-./]\d\d|\d{1,2}[-./]\w{2,3}[-./]\d{4}|[A-Z][a-z]{2}\s+\d{1,2})[ T:]\d\d:\d\d:\d\d"
)
# A block may have blank lines between its fields (HTML) and fields that run on.
BLOCK_LINES = 16
# Lines of recipients that run on.
_STRANGE = 4


def field_of(line: str) -> str | None:
    """Which field of a block this (stripped) line is."""
    found = _FIELD.match(line)
    return found.lastgroup if found else None


def in_one_line(text: str) -> bool:
    """Whether a whole block stands in this line, as Samsung's mailer writes it below its divider."""
    return field_of(text) is not None and is_block({found.lastgroup or "" for found in _FIELD.finditer(text)}, True)


def may_begin(lines: list[str], at: int) -> bool:
    """Whether a block without divider may begin here: with the sender, or a paragraph.

    A form that somebody filled in looks the same, and so do headers that he shows: «вот что в заголовке:».
    """
    if at > 0 and _LOGGED.match(lines[at - 1]):
        return False
    if field_of(lines[at]) != "sender" and at > 0 and lines[at - 1]:
        return False
    above = next((lines[number] for number in range(at - 1, max(at - 4, -1), -1) if lines[number]), "")
    return not above.endswith(":") or (_LEADS.search(above) is not None and _COPIED.search(above) is None)


def runs_on(strange: int) -> bool:
    """Whether so many lines in a row that are no fields may still be a field's continuation."""
    return strange <= _STRANGE


def is_block(fields: set[str], divided: bool) -> bool:
    """Whether these fields make a block: behind a divider any three with the sender, else those of every mailer."""
    if "sender" not in fields or len(fields) < 3:
        return False
    return divided or ("sent" in fields and bool(fields & {"to", "subject"}))
