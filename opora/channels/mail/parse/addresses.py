"""Lists of people in From, To and Cc, as RFC 5322 has them and as mailers write them; in linear time."""

import re

from opora.channels.mail.parse.troubles import Troubles
from opora.channels.mail.parse.words import raw_text, tidy, words
from opora.core.addresses import for_mail
from opora.core.facts import Sender

LONGEST = 320

_TOKEN = re.compile(
    r"(?P<word>=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=)"
    r"|(?P<angle><[^<>]*>?)|(?P<comment>\([^()]*\))|(?P<stop>[,;])|(?P<group>:)"
    r"|(?P<plain>[^\"(<,;:=]+|.)",
    re.DOTALL,
)
_QUOTED = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ADDRESS = re.compile(r"[^\s<>()\"',;:@]+@[^\s<>()\"',;:@]+")


class _Person:
    """One entry of a list while it is being read."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.name: list[str] = []
        self.comment = ""
        self.address = ""
        self.quoted = False

    def text(self) -> str:
        return "".join(self.name)


def people(value: bytes, hint: str, troubles: Troubles) -> list[Sender]:
    """The people of one field. An entry without an address stays, with an empty one, so that its name is seen."""
    text = raw_text(value, hint, troubles)
    found = _people(text, troubles)
    if not any(one.address for one in found) and "=?" in text:
        # The whole list stands inside an encoded word: name, brackets and all.
        inner = _people(words(text, troubles), troubles)
        found = inner if any(one.address for one in inner) else found
    return found


def _people(text: str, troubles: Troubles) -> list[Sender]:
    out: list[Sender] = []
    waiting: list[str] = []
    for person, stop in _entries(text):
        sender = _sender(person, troubles)
        bare = not sender.address and not person.quoted and bool(sender.name)
        if bare and stop == ",":
            # «Samotsvetov, Petr <address>»: a comma that should have been quoted.
            waiting.append(sender.name)
            continue
        if waiting and person.address and sender.address:
            out.append(Sender(sender.address, ", ".join([*waiting, sender.name])))
        else:
            out += [Sender("", name) for name in waiting]
            out += [sender] if sender.address or sender.name else []
        waiting = []
    return out


def _entries(text: str) -> list[tuple[_Person, str]]:
    """The entries between commas and semicolons, each with the sign that ended it; names of groups are left out."""
    out: list[tuple[_Person, str]] = []
    person, at, quotes = _Person(), 0, True
    while at < len(text):
        quoted = _QUOTED.match(text, at) if quotes and text[at] == '"' else None
        if quoted:
            person.name.append(_ESCAPE.sub(r"\1", quoted[1]))
            person.quoted, at = True, quoted.end()
            continue
        # One quote without its pair: no later one is tried, or each would be sought to the end of the field.
        quotes = quotes and text[at] != '"'
        token = _TOKEN.match(text, at)
        if token is None:
            break
        at = token.end()
        if token.lastgroup == "stop":
            out.append((person, token[0]))
            person = _Person()
        elif token.lastgroup == "group" and "@" not in person.text():
            person = _Person()
        else:
            _take(person, token)
    return [*out, (person, "")]


def _take(person: _Person, token: re.Match[str]) -> None:
    if token.lastgroup == "angle":
        person.address = person.address or token[0].strip("<>")
    elif token.lastgroup == "comment":
        person.comment = person.comment or token[0][1:-1]
    else:
        person.name.append(token[0].replace('"', " "))


def _sender(person: _Person, troubles: Troubles) -> Sender:
    text = person.text()
    address = _address(person.address)
    if not address and not person.quoted:
        found = _ADDRESS.search(text) if "@" in text else None
        if found:
            address = _address(found[0])
            text = text[: found.start()] + text[found.end() :]
    name = text if text.strip() else person.comment
    name = tidy(words(name, troubles)).strip("'\" ") if name else ""
    return Sender(address, name)


def _address(text: str) -> str:
    """The address in lower case, empty if it is none."""
    address = "".join(text.split()).lower().removeprefix("mailto:")
    local, at, domain = address.rpartition("@")
    sound = at and local and domain and len(address) <= LONGEST and address.isprintable()
    return for_mail(address) if sound else ""
