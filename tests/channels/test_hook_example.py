"""The receiver that docs/how-to/duty.md shows, as a process of its own: what it takes and what it refuses."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from opora.channels.hook import NotTaken, post, signature
from tests.processes import ROOT
from tests.services.ground import free_port, until

SECRET = "a secret between the desk and the receiver"
BODY = '{"id": "SD-1000002/1", "person": {"email": "irina@vendor.test"}, "text": "Дежурство: SD-1000002"}'.encode()


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Where the receiver of the page listens, and the file that it writes."""
    page = (ROOT / "docs/how-to/duty.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S)
    script, sms, port = tmp_path / "receiver.py", tmp_path / "sms.txt", free_port()
    script.write_text(program, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script), str(port), str(sms)], stderr=subprocess.DEVNULL,
        env={"OPORA_CALL_SECRET": SECRET, "PATH": "/usr/bin"},
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}/"
    try:
        until(lambda: _answers(url), "the receiver listens")
        yield url, sms
    finally:
        process.kill()
        process.wait(60)


def _answers(url: str) -> bool:
    try:
        post(url, b"", {})
    except NotTaken as trouble:
        return str(trouble) == "403"
    return False


def sent(url: str, body: bytes, signed: str) -> str:
    try:
        return str(post(url, body, {"Opora-Signature": signed}))
    except NotTaken as trouble:
        return str(trouble)


def test_what_the_desk_signed_is_rung_once(shown: tuple[str, Path]) -> None:
    url, sms = shown
    now = datetime.now(UTC)
    assert sent(url, BODY, signature(SECRET, BODY, now)) == "204"
    assert sent(url, BODY, signature(SECRET, BODY, now + timedelta(seconds=5))) == "204"
    assert sms.read_text(encoding="utf-8") == "irina@vendor.test: Дежурство: SD-1000002\n"


def test_everything_else_is_refused(shown: tuple[str, Path]) -> None:
    url, sms = shown
    now = datetime.now(UTC)
    good = signature(SECRET, BODY, now)
    at, code = (part.partition("=")[2] for part in good.split(","))
    wrong = {
        "none": "",
        "of another secret": signature(SECRET + "x", BODY, now),
        "of another body": signature(SECRET, BODY + b" ", now),
        "old": signature(SECRET, BODY, now - timedelta(minutes=6)),
        "of the future": signature(SECRET, BODY, now + timedelta(minutes=6)),
        "another time": f"t={int(at) + 1},v1={code}",
        "no time": f"v1={code}",
        "no number": f"t=now,v1={code}",
        "no code": f"t={at}",
    }
    assert {name: sent(url, BODY, signed) for name, signed in wrong.items()} == dict.fromkeys(wrong, "403")
    assert not sms.exists()
    assert sent(url, BODY, good) == "204"
