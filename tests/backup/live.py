"""A desk at work: somebody hands letters over, a worker files them."""

import subprocess
import sys
from pathlib import Path
from types import TracebackType

from tests.processes import ROOT, environment
from tests.services.ground import until


class Live:
    """Runs a script that says a number for each letter that was acknowledged, and a worker."""

    def __init__(self, script: str, data: Path, folder: Path) -> None:
        self._script, self._log = script, folder / "acknowledged"
        self._more = {"OPORA_DATA_DIR": str(data), "OPORA_MAIL_OUT_DIR": str(folder / "out")}
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Live":
        with self._log.open("wb") as out:
            self._start([sys.executable, "-c", self._script], out.fileno())
        self._start([sys.executable, "-m", "opora.cli", "worker"], subprocess.DEVNULL)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in self._running:
            process.kill()
            process.wait(60)

    def acknowledged(self) -> int:
        """How many letters so far."""
        return len(self._log.read_bytes().splitlines())

    def wait_for(self, letters: int) -> None:
        """Until so many were acknowledged."""
        until(lambda: self.acknowledged() >= letters, f"{letters} letters are acknowledged", seconds=60)

    def _start(self, command: list[str], out: int) -> None:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(**self._more), stdin=subprocess.DEVNULL, stdout=out, stderr=2
        )
        self._running.append(process)
