"""`opora mail listen`: a mail server of this machine hands letters over by LMTP."""

import asyncio
import ipaddress
import logging
import signal
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from opora.channels.mail.hall import Hall, serve
from opora.channels.mail.lmtp import Door
from opora.lib.errors import Refused

MIB = 1024 * 1024


def listen(asked: Namespace, clock: Callable[[], datetime], say: Callable[[str], object], folder: Path) -> None:
    """Take letters until SIGINT or SIGTERM; those in hand are finished. Raises Refused where it cannot listen."""
    if asked.size < 1:
        raise Refused("--size is a number of MiB, at least 1.")
    if not (asked.socket or asked.open or _is_loopback(asked.host)):
        raise Refused(
            f"{asked.host} is not of this machine alone, and LMTP asks nobody who they are: whoever reaches it hands "
            "in letters. Name 127.0.0.1 or a socket, or say --open if a firewall stands before it."
        )
    # Its lines name addresses.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    place = Path(asked.socket) if asked.socket else (asked.host, asked.port)
    told = str(place) if isinstance(place, Path) else f"{asked.host}, port {asked.port}"
    try:
        asyncio.run(_listen(Door(asked.mailbox, clock), place, asked.size * MIB, folder, lambda: say(told)))
    except OSError as error:
        raise Refused(f"It cannot listen at {told}: {error.strerror or error}.") from None


async def _listen(
    door: Door, place: Path | tuple[str, int], most: int, folder: Path, ready: Callable[[], object]
) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    await serve(Hall(door.take, most, folder), place, stop, ready)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
