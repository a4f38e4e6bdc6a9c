"""PGP inside the text of a letter: the lines that a program put around the sender's words."""

import re

from opora.channels.mail.parse.segments import Mark, cut
from opora.channels.mail.parse.troubles import Troubles
from opora.core.facts import Segment

# Letters within which it must begin; what stands further below is quoted or told of.
_NEAR = 20_000
_SIGNED = re.compile(r"(?m)^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z]{1,20}: [^\n]{0,200}\n){0,10}[ \t]*\n")
_SIGNATURE = re.compile(r"(?m)^-----BEGIN PGP SIGNATURE-----[ \t]*$")
_CLOSED = re.compile(r"(?m)^-----END PGP SIGNATURE-----[ \t]*\n?")
_SEALED = re.compile(r"\s*-----BEGIN PGP MESSAGE-----")


def is_sealed(body: str) -> bool:
    """Whether the text is encrypted and nothing else."""
    return _SEALED.match(body[:1_000]) is not None


def segments(body: str, marked: list[Mark], troubles: Troubles, sender: str) -> tuple[tuple[Segment, ...], bool]:
    """The segments of a body, and whether it is signed: what PGP wrote around the words counts as signature."""
    found = _SIGNED.search(body, 0, _NEAR)
    begins = _SIGNATURE.search(body, found.end()) if found else None
    closes = _CLOSED.search(body, begins.end()) if begins else None
    if not found or not begins or not closes or not body[found.end() : begins.start()].strip():
        return cut(body, marked, troubles, sender), False
    pieces = [
        *cut(body[: found.start()], _between(marked, 0, found.start()), troubles, sender),
        Segment("signature", body[found.start() : found.end()]),
        *cut(body[found.end() : begins.start()], _between(marked, found.end(), begins.start()), troubles, sender),
        Segment("signature", body[begins.start() : closes.end()]),
        *cut(body[closes.end() :], _between(marked, closes.end(), len(body)), troubles, sender),
    ]
    return _joined(pieces), True


def _between(marked: list[Mark], start: int, end: int) -> list[Mark]:
    """The marked stretches inside a part of the body, counted from its beginning."""
    return [
        (max(one, start) - start, min(two, end) - start, kind) for one, two, kind in marked if one < end and two > start
    ]


def _joined(pieces: list[Segment]) -> tuple[Segment, ...]:
    """Neighbours of one kind are one segment; blank stretches belong to what stands above."""
    out: list[Segment] = []
    for one in pieces:
        if out and (one.kind == out[-1].kind or not one.text.strip()):
            out[-1] = Segment(out[-1].kind, out[-1].text + one.text)
        else:
            out.append(one)
    return tuple(out)
