"""Whether a letter was written by whoever its From names, as our own mail server says, or the sender's signature.

Anybody can write a header Authentication-Results. Only a server that the settings name is believed, and of its headers
the topmost: what stands below may have come with the letter. What others say is no evidence, for or against.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from opora.core.addresses import for_mail

LARGEST = 10_000_000
"""Signatures of longer letters are not verified: that takes several times their size."""
SIGNATURES = 5

Dns = Callable[..., bytes | None]
Verdict = Literal["", "pass", "fail"]

_ENTRY = re.compile(r"([\w-]+)(?:\s*/\s*\d+)?\s*=\s*([\w-]+)")
_PROPERTY = re.compile(r'(header|smtp)\.([\w-]+)\s*=\s*("[^"]*"|[^\s;"]+)')
_SILENT = logging.Logger("dkim", logging.CRITICAL + 1)
_NAMES = {"dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom",), "dmarc": ("header.from",)}


@dataclass(frozen=True, slots=True)
class Proof:
    """ "pass": written by whoever From names; "fail": somebody else wrote it, or changed it; "": nobody knows."""

    verdict: Verdict = ""
    because: str = ""


def of_server(values: Iterable[str], sender: str, ours: Iterable[str]) -> Proof:
    """What the topmost Authentication-Results of a server of ours says of this sender; ``values`` from the top."""
    servers, domain = {name.strip().lower() for name in ours if name.strip()}, _domain(sender)
    for value in values if servers and domain else ():
        server, _, rest = _bare(value).partition(";")
        named = server.split()[:1]
        if named and named[0].lower() in servers:
            found = _judged(list(_entries(rest)), domain)
            return Proof(found.verdict, f"{named[0].lower()}: {found.because}" if found.because else "")
    return Proof()


def of_signature(raw: bytes, sender: str, dns: Dns | None = None) -> Proof:
    """What the signatures of the sender's own domain say. ``dns`` gives the text of a record; null: the network does.

    A signature that does not hold says nothing, like none (RFC 6376, 6.1): lists and gateways add lines on the way,
    and who forges a letter need only leave the signature out. Nor does whatever goes wrong (no key, no network).
    """
    import dkim  # an extra, and the gate's

    domain = _domain(sender)
    if not domain or len(raw) > LARGEST:
        return Proof()
    for number in range(SIGNATURES):
        letter = dkim.DKIM(raw, logger=_SILENT, timeout=5)
        try:
            whole = letter.verify(number, dnsfunc=dns or dkim.get_txt)
        except Exception:
            continue
        signer = letter.domain.decode("ascii", "replace").lower() if letter.domain else ""
        # Of a body signed in part anybody may have written the rest.
        if whole and _akin(signer, domain) and b"l" not in letter.signature_fields:
            return Proof("pass", f"dkim=pass header.d={signer}")
    return Proof()


def _judged(entries: list[tuple[str, str, dict[str, str]]], domain: str) -> Proof:
    """DMARC has the last word, for or against; without it one proof of the sender's own domain is enough."""
    proofs = [one for entry in entries if (one := _of(entry, domain)) is not None]
    by_dmarc = [one for one in proofs if one.because.startswith("dmarc=")]
    passed = [one for one in proofs if one.verdict == "pass"]
    return next(iter([*by_dmarc, *passed, *proofs]), Proof())


def _of(entry: tuple[str, str, dict[str, str]], domain: str) -> Proof | None:
    method, result, properties = entry
    verdict: Verdict | None = {"pass": "pass", "fail": "fail"}.get(result)  # type: ignore[assignment]
    name = next((one for one in _NAMES.get(method, ()) if one in properties), "")
    if verdict is None or method not in _NAMES or not (name or method == "dmarc"):
        return None
    if (method, verdict) == ("dkim", "fail"):
        # A signature that does not hold is as good as none, see `of_signature`.
        return None
    named = for_mail(properties[name]).rpartition("@")[2] if name else domain
    akin = named == domain if method == "dmarc" else _akin(named, domain)
    return Proof(verdict, f"{method}={result}" + (f" {name}={named}" if name else "")) if akin else None


def _akin(named: str, domain: str) -> bool:
    """The same domain, or one below the other; a domain of the first level is nobody's own."""
    if named == domain:
        return True
    shorter, longer = sorted((named, domain), key=len)
    return "." in shorter and longer.endswith(f".{shorter}")


def _entries(text: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each method with its result and what it speaks of."""
    for one in text.split(";"):
        found = _ENTRY.match(one.strip())
        if found:
            properties = {f"{kind}.{name}".lower(): value.strip('"') for kind, name, value in _PROPERTY.findall(one)}
            yield found[1].lower(), found[2].lower(), properties


def _bare(value: str) -> str:
    """Without comments, which may hold comments, and with nothing in quoted strings that divides."""
    out: list[str] = []
    depth, quoted, escaped = 0, False, False
    for letter in value[:10_000]:
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == '"' and not depth:
            quoted = not quoted
        elif letter in "()" and not quoted:
            depth = max(0, depth + (1 if letter == "(" else -1))
        elif not depth:
            out.append("_" if quoted and letter in ";= " else letter)
    return "".join(out)


def _domain(sender: str) -> str:
    return for_mail(sender).rpartition("@")[2] if "@" in sender else ""
