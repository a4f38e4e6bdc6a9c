"""Two Operas write to each other, each a process with a database of its own; the letters are passed by hand.

Each of them takes the other for a customer: the worst that a wrong address in a contact's card can do.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.stories.may_2026 import local
from tests.stories.street import letter

ROOT = Path(__file__).resolve().parents[2]
ALPHA, BETA = "support@alpha.test", "support@beta.test"
SILENT = "quiet@home.example.org"


@dataclass
class Desk:
    """A desk and its address."""

    address: str
    process: subprocess.Popen[str]
    received: list[dict[str, Any]] = field(default_factory=list)

    def do(self, what: str, at: datetime, **more: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": what, "at": at.isoformat(), **more}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def receive(self, raw: bytes, at: datetime) -> dict[str, Any]:
        found: dict[str, Any] = self.do("receive", at, raw=base64.b64encode(raw).decode())
        self.received.append(found)
        return found

    def leave(self, to: str, at: datetime) -> list[bytes]:
        return [base64.b64decode(one) for one in self.do("leave", at, to=to)]


def desk(place: Path, address: str) -> Desk:
    place.mkdir()
    domain = address.partition("@")[2]
    more = {
        "OPORA_DATA_DIR": str(place),
        "OPORA_DATABASE_URL": f"sqlite:///{place}/opora.sqlite3",
        "OPORA_SECRET_KEY": domain * 6,
        "PYTHONPATH": str(ROOT),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.stories.desk_apart", domain],
        cwd=ROOT, env=os.environ | more, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return Desk(address, process)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    """Alpha and beta, made ready side by side, once for both stories, of which the second begins in June."""
    tmp_path = tmp_path_factory.mktemp("desks")
    both = desk(tmp_path / "alpha", ALPHA), desk(tmp_path / "beta", BETA)
    try:
        for one in both:
            assert one.process.stdout is not None
            assert json.loads(one.process.stdout.readline()) == "ready"
        yield both
    finally:
        for one in both:
            one.process.kill()
            one.process.communicate()


def turns(first: Desk, second: Desk, at: datetime, bare: bool = False) -> list[int]:
    """Letters go to and fro until nothing leaves any more: how many on each way. ``bare``: a relay between them takes
    away all that shows a machine."""
    counts: list[int] = []
    for number in range(20):
        here, there = (first, second) if number % 2 == 0 else (second, first)
        letters = here.leave(there.address, at)
        if not letters and number:
            return counts
        counts.append(len(letters))
        for raw in letters:
            at += timedelta(seconds=20)
            there.receive(stripped(raw) if bare else raw, at)
    return counts


def stripped(raw: bytes) -> bytes:
    head, blank, body = raw.partition(b"\r\n\r\n")
    marks = (b"auto-submitted:", b"x-auto-response-suppress:", b"x-opora-desk:", b"precedence:")
    return b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(marks)) + blank + body


def test_they_stop_after_one_turn_and_each_goes_on_as_with_anybody_silent(desks: tuple[Desk, Desk]) -> None:
    alpha, beta = desks
    # A human at beta wrote to alpha: alpha's machine acknowledges, beta's machine says nothing to a machine.
    seed = local("05-06 10:00")
    opened = alpha.receive(letter(BETA, "Сборка", "Не открывается.", seed), seed)
    silent = alpha.receive(letter(SILENT, "Сборка", "Не открывается вторая.", seed), seed)
    assert (opened["rule"], silent["rule"]) == ("new", "new")
    assert turns(alpha, beta, local("05-06 10:01")) == [1]
    assert beta.received == [{"state": "aside", "rule": "auto-reply", "ticket": None}]
    # A human of alpha asks back: to beta that is a customer. Its acknowledgement joins alpha's ticket, and that is all.
    for one in (opened, silent):
        alpha.do("ask", local("05-06 11:00"), ticket=one["ticket"], text="Какая у вас версия?")
    assert turns(alpha, beta, local("05-06 11:01")) == [1, 1]
    assert (beta.received[-1]["state"], beta.received[-1]["rule"]) == ("filed", "new")
    assert alpha.received[-1] == {"state": "filed", "rule": "own-id", "ticket": opened["ticket"]}
    # Weeks pass: whatever either machine writes by the clock, the other one answers none of it.
    alone = len(alpha.leave(SILENT, seed))
    for day in ("05-08", "05-12", "05-15", "05-19", "05-22", "05-26", "05-29"):
        for here, there in ((alpha, beta), (beta, alpha)):
            here.do("pass", local(f"{day} 12:00"))
            way = turns(here, there, local(f"{day} 12:01"))
            assert len(way) == 1, (day, here.address, way)
    # Two letters on 6 May, as to whoever never wrote again; then two reminders and the closing.
    letters_to_beta = len(beta.received)
    assert letters_to_beta == alone + len(alpha.leave(SILENT, seed))
    assert letters_to_beta == 5


def test_they_stop_too_where_a_relay_takes_the_marks_away(desks: tuple[Desk, Desk]) -> None:
    """Beta takes alpha's acknowledgement for a customer's letter and acknowledges it; alpha's ticket takes that for the
    customer's reply, to which no machine answers."""
    alpha, beta = desks
    seed = local("06-02 10:00")
    opened = alpha.receive(letter(BETA, "Чертёж", "Не открывается чертёж.", seed), seed)
    assert turns(alpha, beta, local("06-02 10:01"), bare=True) == [1, 1]
    assert (beta.received[-1]["state"], beta.received[-1]["rule"]) == ("filed", "new")
    assert alpha.received[-1] == {"state": "filed", "rule": "own-id", "ticket": opened["ticket"]}
