"""A real antivirus for tests: Debian's clamd, run by an ordinary user, with a database of one signature."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.ground import folder, ordinary, until

PROGRAM = Path("/usr/sbin/clamd")
# Put together here, so that no antivirus takes this file for what it only names.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS" + b"-TEST-FILE!$H+H*"
FOUND = "Opora.Eicar.UNOFFICIAL"
"""How clamd calls it: signatures that ClamAV has not signed are unofficial."""
LARGEST = 2_000_000
"""Bytes of a stream; more is refused, as a clamd refuses that was left at its usual 25 MB."""

CONFIG = """
DatabaseDirectory {home}/signatures
LocalSocket {home}/clamd.ctl
LogFile {home}/clamd.log
TemporaryDirectory {home}
StreamMaxLength {largest}
Foreground yes
SelfCheck 0
"""


@dataclass(frozen=True)
class Clamd:
    """A server that runs."""

    home: Path

    @property
    def socket(self) -> str:
        """What OPORA_CLAMD is to say."""
        return str(self.home / "clamd.ctl")

    @property
    def log(self) -> str:
        """What the server says about itself."""
        path = self.home / "clamd.log"
        return path.read_text(errors="replace") if path.exists() else ""


@contextmanager
def clamd() -> Iterator[Clamd]:
    """A fresh server; with its one signature it is there in a moment and wants no network."""
    if not PROGRAM.exists():
        raise FileNotFoundError("clamd is not installed: Debian's package clamav-daemon")
    with folder("clamd") as home:
        server = Clamd(home)
        (home / "signatures").mkdir(mode=0o755)
        (home / "signatures" / "opora.ndb").write_text(f"Opora.Eicar:0:*:{EICAR.hex()}\n")
        config = home / "clamd.conf"
        config.write_text(CONFIG.format(home=home, largest=LARGEST))
        process = subprocess.Popen(
            [PROGRAM, "-c", config], cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **ordinary()
        )
        try:
            until(lambda: Path(server.socket).is_socket() or process.poll() is not None, "clamd answers")
            assert process.poll() is None, server.log
            yield server
        finally:
            process.terminate()
            process.wait(30)
