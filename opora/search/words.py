"""How a text becomes words: as they are kept, and as they are looked for. Pure; case and ё are nothing."""

import re
import unicodedata

LONGEST = 40
"""Letters of a word that are kept; nobody types more."""
MOST = 8
"""So many words are looked for, the longest ones: whoever pastes a sentence has said enough."""

_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]*")
_NUMBER = re.compile(r"\bsd[\s-]*(?=\d)")
_TELEPHONE = re.compile(r"\+?[3-9][\d\s()-]{8,}\d")
_HYPHENED = re.compile(r"\d+(?:-\d+)+")
_NATIONAL = 10


def of_text(*texts: str) -> set[str]:
    """The words of some texts; digits that hyphens part are one more word without them."""
    plain = _plain(" ".join(texts))
    found = _WORD.findall(plain) + [_digits(run) for run in _HYPHENED.findall(plain)]
    return {word[:LONGEST] for word in found}


def of_phone(phone: str) -> set[str]:
    """A telephone number by each of its beginnings that people name: whole, without the code, its last four digits."""
    digits = _digits(phone)[:LONGEST]
    national = digits[1:] if len(digits) == _NATIONAL + 1 and digits[0] in "78" else digits
    found = {digits, digits[-7:], digits[-4:]}
    if len(national) == _NATIONAL:
        found |= {"7" + national, "8" + national, national}
    return found - {""}


def of_address(address: str) -> set[str]:
    """An e-mail address whole, and by its words."""
    return {_plain(address)[:LONGEST], *of_text(address)} - {""}


def looked_for(text: str) -> tuple[str, ...]:
    """The words of which each must begin some word of what is looked for, in order; those alone that say something."""
    plain = _NUMBER.sub("", _plain(text))
    plain = _HYPHENED.sub(_joined, _TELEPHONE.sub(_telephone, plain))
    whole = [one.group().rstrip(".-+") for one in _ADDRESS.finditer(plain)]
    words = list(dict.fromkeys(one[:LONGEST] for one in _in_order(plain, whole)))
    telling = [one for one in words if not any(other != one and other.startswith(one) for other in words)]
    longest = sorted(telling, key=len, reverse=True)[:MOST]
    return tuple(one for one in telling if one in longest)


def _in_order(plain: str, whole: list[str]) -> list[str]:
    for address in whole:
        plain = plain.replace(address, " ", 1)
    return [*_WORD.findall(plain), *whole]


def _telephone(run: re.Match[str]) -> str:
    """Fewer digits than a number has are words of their own, as the number of a ticket and a version."""
    return _joined(run) if len(_digits(run.group())) >= _NATIONAL else run.group()


def _joined(run: re.Match[str]) -> str:
    return _digits(run.group())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())
