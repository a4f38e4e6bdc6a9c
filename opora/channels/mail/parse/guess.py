"""Which charset bytes are in when nobody says so: windows-1251, koi8-r or a western one, by the letters they give."""

import re

ASCII = bytes(range(128))
SAMPLE = 300

# How often each letter stands in Russian text, per thousand.
FREQUENCY = {
    "о": 110, "е": 85, "а": 80, "и": 74, "н": 67, "т": 63, "с": 55, "р": 47, "в": 45, "л": 44, "к": 35, "м": 32,
    "д": 30, "п": 28, "у": 26, "я": 20, "ы": 19, "ь": 17, "г": 17, "з": 16, "б": 16, "ч": 14, "й": 12, "х": 10,
    "ж": 9, "ш": 7, "ю": 6, "ц": 5, "щ": 4, "э": 3, "ф": 3, "ъ": 1, "ё": 3,
}  # fmt: skip
SIGNS = set("«»—–№…„“”’ •·°±\N{NO-BREAK SPACE}")


def _weights(codec: str) -> tuple[int, ...]:
    """What each byte says for this charset: capitals a little less than small letters, odd signs against it."""
    found = []
    for code in range(256):
        letter = bytes([code]).decode(codec, "replace")
        weight = FREQUENCY.get(letter) or FREQUENCY.get(letter.lower(), 0) * 4 // 5
        found.append(weight or (0 if code < 128 or letter in SIGNS else -100))
    return tuple(found)


WEIGHTS = {codec: _weights(codec) for codec in ("cp1251", "koi8-r")}

_RUN = re.compile(rb"([A-Za-z]?)([\x80-\xff]+)([A-Za-z]?)")


def guess(raw: bytes) -> str:
    """The likeliest of cp1251, koi8-r and cp1252; for bytes that are known not to be UTF-8."""
    if _western(raw):
        return "cp1252"
    high = _high(raw)
    return "koi8-r" if _score(high, "koi8-r") > _score(high, "cp1251") else "cp1251"


def likelier(raw: bytes, codec: str) -> str:
    """The other Russian charset when it fits far better than ``codec``, which the letter names; else empty."""
    other, mine = ("koi8-r", "cp1251") if codec == "cp1251" else ("cp1251", "koi8-r")
    high = _high(raw)
    return other if len(set(high)) >= 8 and 5 * _score(high, other) > 8 * max(_score(high, mine), 1) else ""


def _western(raw: bytes) -> bool:
    """Letters with accents stand among Latin ones; Russian words consist of high bytes alone."""
    among = alone = 0
    for before, run, after in _RUN.findall(raw[: 20 * SAMPLE]):
        if before or after:
            among += len(run)
        elif len(run) > 1:
            alone += len(run)
    return among > alone


def _high(raw: bytes) -> bytes:
    return raw[: 20 * SAMPLE].translate(None, ASCII)[:SAMPLE]


def _score(high: bytes, codec: str) -> int:
    return sum(map(WEIGHTS[codec].__getitem__, high))
