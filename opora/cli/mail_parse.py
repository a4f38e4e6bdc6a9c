"""``opora mail parse``: shows what Opora reads in a letter. It needs no database and no Django."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from opora.channels.mail.parse import parse
from opora.core.facts import Arrival, Sender

DESCRIPTION = """\
Shows what Opora reads in a letter: who wrote, what is new in it and what is quoted, the files, and whether a machine
sent it. Nothing is stored or sent. The exit status is 0 for any bytes and 2 when a file cannot be read.
"""
MARKS = {"text": "  ", "quote": "> ", "signature": "~ "}


def main(argv: Sequence[str]) -> int:
    """Prints each letter; 0, or 2 when one of the files could not be read."""
    options = _options().parse_args(argv)
    status = 0
    for name in options.files:
        try:
            raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as fault:
            print(f"opora mail parse: {name}: {_reason(fault)}", file=sys.stderr)
            status = 2
            continue
        arrival = parse(raw, options.ours)
        _write(json.dumps(as_json(name, arrival), ensure_ascii=False) if options.json else for_people(name, arrival))
    return status


def as_json(name: str, arrival: Arrival) -> dict[str, object]:
    """The letter for programs; the keys and their order are a promise."""
    return {
        "file": name,
        "sender": _person(arrival.sender),
        "to": [_person(one) for one in arrival.to],
        "cc": [_person(one) for one in arrival.cc],
        "subject": arrival.subject,
        "message_id": arrival.message_id,
        "in_reply_to": arrival.in_reply_to,
        "references": list(arrival.references),
        "date": arrival.sent_at.isoformat() if arrival.sent_at else None,
        "segments": [{"kind": one.kind, "text": one.text} for one in arrival.segments],
        "text": arrival.text,
        "quoted": arrival.quoted,
        "html": bool(arrival.html),
        "attachments": [{"name": one.name, "type": one.type, "size": one.size} for one in arrival.files],
        "automatic": arrival.automatic,
        "because": arrival.because,
    }


def for_people(name: str, arrival: Arrival) -> str:
    """The letter for a reader: what is quoted begins with ``>``, what is a signature with ``~``."""
    moment = arrival.sent_at
    offset = moment.strftime("%z") if moment else ""
    facts = {
        "Letter": name,
        "From": _named(arrival.sender) or "nobody",
        "To": _list(arrival.to),
        "Cc": _list(arrival.cc),
        "Subject": arrival.subject,
        "Date": f"{moment:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:5]}" if moment else "",
        "Automatic": f"{arrival.automatic} ({arrival.because})" if arrival.automatic else "",
        "Language": arrival.language,
        "HTML": "yes" if arrival.html else "",
        "Files": ", ".join(f"{one.name} ({one.type}, {one.size:,} bytes)" for one in arrival.files),
        "Troubles": ", ".join(arrival.troubles),
    }
    head = [f"{label + ':':<11}{value}" for label, value in facts.items() if value]
    body = [MARKS[one.kind] + line for one in arrival.segments for line in one.text.removesuffix("\n").split("\n")]
    return "\n".join([*head, "", *(line.rstrip() for line in body), ""])


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="opora mail parse", description=DESCRIPTION)
    parser.add_argument("files", nargs="+", metavar="FILE", help="a letter as it travels (.eml); - is standard input")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, for programs")
    parser.add_argument(
        "--ours", action="append", default=[], metavar="NAME", help="an address or a domain of ours; may be repeated"
    )
    return parser


def _person(sender: Sender) -> dict[str, str]:
    return {"address": sender.address, "name": sender.name}


def _named(sender: Sender) -> str:
    return f"{sender.name} <{sender.address}>" if sender.name and sender.address else sender.address or sender.name


def _list(people: Sequence[Sender]) -> str:
    """The first ten; a letter may have thousands."""
    shown = ", ".join(_named(one) for one in people[:10])
    return f"{shown} and {len(people) - 10} more" if len(people) > 10 else shown


def _reason(fault: OSError) -> str:
    if isinstance(fault, FileNotFoundError):
        return "there is no such file."
    if isinstance(fault, IsADirectoryError):
        return "this is a folder, not a letter."
    return f"it cannot be read ({fault.strerror})."


def _write(text: str) -> None:
    """In UTF-8 whatever the terminal's locale says: the output is read by programs."""
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()
