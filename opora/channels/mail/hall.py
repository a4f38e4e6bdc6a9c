"""The connections of one LMTP listener: where it listens, how large a letter may be, how it comes to an end."""

import asyncio
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from aiosmtpd.lmtp import LMTP

from opora.channels.mail.lmtp import STUCK, TOO_LARGE
from opora.lib.store import PIECE, Source
from opora.lib.trouble import where

THREADS = 4
GRACE = 10.0
_ADDRESS = re.compile(r"\s*(?:<(?P<angled>[^>]*)>|(?P<bare>\S+))\s*(?P<more>.*)", re.DOTALL)

logger = logging.getLogger("opora.lmtp")


class Hall:
    """All connections of one listener, and the threads in which their letters are kept."""

    def __init__(self, take: Callable[[Source, Sequence[str]], list[str]], most: int, folder: Path) -> None:
        """``most`` bytes has a letter; one that is long lies in ``folder`` while it comes, where there is one."""
        self.loop = asyncio.get_running_loop()
        self.most = most
        self.folder = str(folder) if folder.is_dir() else None
        self._take = take
        self._threads = ThreadPoolExecutor(THREADS, "lmtp")
        self._letters = 0

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """A letter is coming or being kept."""
        self._letters += 1
        try:
            yield
        finally:
            self._letters -= 1

    async def keep(self, raw: IO[bytes], recipients: Sequence[str], trouble: str) -> list[str]:
        """What is said of each recipient; the file is closed then."""
        return await self.loop.run_in_executor(self._threads, self._keep, raw, recipients, trouble)

    def _keep(self, raw: IO[bytes], recipients: Sequence[str], trouble: str) -> list[str]:
        with raw:
            if trouble:
                return [trouble] * len(recipients)
            raw.seek(0)
            return self._take(raw, recipients)

    async def rest(self) -> None:
        """Wait for the letters in hand, a while."""
        end = self.loop.time() + GRACE
        while self._letters and self.loop.time() < end:
            await asyncio.sleep(0.02)
        self._threads.shutdown(wait=False)


async def serve(hall: Hall, place: Path | tuple[str, int], stop: asyncio.Event, ready: Callable[[], object]) -> None:
    """Listen at a socket of this machine, or at a host's port, until it is time to stop; letters in hand are finished.

    Raises OSError where it cannot listen.
    """
    if isinstance(place, Path):
        server = await hall.loop.create_unix_server(lambda: Session(hall), place)
        # For the group of the folder: the mail server is in it.
        place.chmod(0o660)
    else:
        server = await hall.loop.create_server(lambda: Session(hall), *place)
    ready()
    await stop.wait()
    server.close()
    await hall.rest()


class Session(LMTP):
    """One connection. A letter goes to disk while it comes: neither its length nor that of a line is held in memory,
    and no line is too long."""

    # Of one reading; what is longer is read in pieces.
    line_length_limit = 65536

    def __init__(self, hall: "Hall") -> None:
        super().__init__(
            _Said(), data_size_limit=hall.most, enable_SMTPUTF8=True, hostname="opora", ident="LMTP", loop=hall.loop
        )
        self._hall = hall

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - the name is aiosmtpd's
        """Take a letter, and answer once for each recipient (RFC 2033)."""
        if await self.check_helo_needed("LHLO"):
            return
        assert self.envelope is not None
        recipients = list(self.envelope.rcpt_tos)
        if not recipients or arg:
            await self.push("501 5.5.4 Syntax: DATA" if arg else "503 5.5.1 Need RCPT")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        with self._hall.at_work():
            raw = SpooledTemporaryFile(PIECE, dir=self._hall.folder)  # noqa: SIM115 - the thread that keeps it closes it
            try:
                trouble = await self._read(raw)
            except BaseException:
                raw.close()
                raise
            answers = await self._hall.keep(raw, recipients, trouble)
            self._set_post_data_state()  # type: ignore[no-untyped-call]
            for answer in answers:
                await self.push(answer)

    async def _read(self, raw: IO[bytes]) -> str:
        """The letter up to the dot, into this file; what must be answered instead of keeping it, or nothing."""
        came, begins, trouble = 0, True, ""
        while True:
            line = await self._piece()
            if begins and line == b".\r\n":
                return trouble
            if begins and line.startswith(b"."):
                line = line[1:]
            begins = line.endswith(b"\r\n")
            came += len(line)
            if came > self._hall.most:
                trouble = TOO_LARGE
            if not trouble:
                trouble = _write(raw, line)

    async def _piece(self) -> bytes:
        """A line, or the beginning of a long one."""
        try:
            line: bytes = await self._reader.readuntil(b"\r\n")
        except asyncio.LimitOverrunError as error:
            line = await self._reader.read(error.consumed)
        return line

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Any address will do: refused ones bounce, and a bounce's own sender is empty."""
        found = _ADDRESS.fullmatch(arg or "")
        if found is None:
            return "", ""
        return (found["angled"] or found["bare"] or "<>"), found["more"]


def _write(raw: IO[bytes], line: bytes) -> str:
    try:
        raw.write(line)
    except OSError as error:
        logger.error("%s", where(error))
        return STUCK
    return ""


class _Said:
    """What aiosmtpd asks of us between the commands."""

    async def handle_EHLO(  # noqa: N802 - the name is aiosmtpd's
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """RFC 2033 wants these two."""
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", "250-ENHANCEDSTATUSCODES", responses[-1]]

    async def handle_exception(self, error: Exception) -> str:
        """Nothing bounces by a mistake of ours."""
        logger.error("%s", where(error))
        return STUCK
