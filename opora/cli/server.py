"""The web child of `opora serve`: granian before Django (`python -m opora.cli.server HOST PORT [PROCESSES]`)."""

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from opora.cli.tether import hold_on


def main(host: str, port: int, processes: int = 1) -> None:
    """Serve until SIGINT or SIGTERM, or until the parent is gone; one process of Python uses one core."""
    hold_on()
    Granian(
        "opora.config.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=processes,
        websockets=False,
        # Links in letters open tickets: no address that was asked for is written down.
        log_access=False,
        log_level=LogLevels.warning,
        # Streams that stay open must not keep the process from ending.
        workers_kill_timeout=5,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:4]))
