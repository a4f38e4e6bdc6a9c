"""A PostgreSQL cluster of the tests' own, run by an ordinary user, on loopback."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.ground import LOOPBACK, folder, free_port, ordinary, until

DEBIAN = Path("/usr/lib/postgresql")
# Nothing here outlives the run, so nothing is synced; a test of durability asks for it.
FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


def binaries() -> Path | None:
    """The folder with initdb and postgres of the newest PostgreSQL here; none: not installed."""
    found = [path.parent for path in DEBIAN.glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


@dataclass
class Cluster:
    """A cluster that runs; ``url`` names its database ``opora``, in which the user may create others."""

    data: Path
    port: int
    settings: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The database as OPORA_DATABASE_URL takes it."""
        return f"postgres://opora@{LOOPBACK}:{self.port}/opora"

    def start(self) -> None:
        """Starts the server as a child and waits until it answers."""
        where = ("-D", str(self.data), "-h", LOOPBACK, "-p", str(self.port), "-k", "")
        with (self.data.parent / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(
                [_program("postgres"), *where, "-c", "max_connections=200", *self.settings],
                cwd=self.data.parent, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **ordinary(),
            )  # fmt: skip
        until(self._ready, f"PostgreSQL answers on port {self.port}, see {log.name}")

    def stop_immediately(self) -> None:
        """What ``pg_ctl stop -m immediate`` does: connections break in mid-work, the next start recovers."""
        command = [_program("pg_ctl"), "stop", "-D", str(self.data), "-m", "immediate", "-w"]
        subprocess.run(command, cwd=self.data.parent, check=True, capture_output=True, **ordinary())
        if self.process is not None:
            self.process.wait(30)

    def end(self) -> None:
        """Ends the server if it runs; what it stored is thrown away with the folder."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)

    def create(self, database: str) -> str:
        """Makes one more database and gives its URL."""
        command = [_program("createdb"), "-h", LOOPBACK, "-p", str(self.port), "-U", "opora", database]
        subprocess.run(command, cwd="/", check=True, capture_output=True)
        return self.url.removesuffix("opora") + database

    def _ready(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended: {(self.data.parent / 'postgres.log').read_text()[-2000:]}")
        command = [_program("pg_isready"), "-q", "-h", LOOPBACK, "-p", str(self.port), "-d", "opora", "-U", "opora"]
        return subprocess.run(command, cwd="/", check=False).returncode == 0


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A fresh cluster with an empty database ``opora``; ``durable`` keeps fsync and synchronous commits on."""
    with folder("pg") as home:
        made = Cluster(home / "data", free_port(), () if durable else FAST)
        options = ("-U", "opora", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        command = [_program("initdb"), "-D", str(made.data), *options]
        subprocess.run(
            command, cwd=home, check=True, capture_output=True, env=os.environ | {"LC_ALL": "C"}, **ordinary()
        )
        try:
            made.start()
            made.create("opora")
            yield made
        finally:
            made.end()


def _program(name: str) -> str:
    where = binaries()
    if where is None:
        raise FileNotFoundError("PostgreSQL's server is not installed: Debian's package postgresql")
    return str(where / name)
