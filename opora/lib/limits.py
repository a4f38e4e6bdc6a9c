"""How large files may be, by the way on which they come and by ticket; in whole megabytes (1,048,576 bytes)."""

from collections.abc import Iterable, Mapping

from django.conf import settings

MEGABYTE = 1024 * 1024
USUAL: Mapping[str, int] = {"form": 20, "desk": 20, "api": 7, "mail": 100, "ticket": 1000, "letter": 10}
"""``form``, ``desk``, ``api``, ``mail``: all files of one message; ``ticket``: all files of one ticket;
``letter``: what a letter of ours carries, the rest goes as links."""


def read(said: Iterable[str]) -> dict[str, int]:
    """``form=20`` and the like over the usual ones. Raises ValueError with a sentence."""
    limits = dict(USUAL)
    for one in said:
        name, _, size = (part.strip() for part in one.partition("="))
        if name not in USUAL or not (size.isascii() and size.isdecimal() and 1 <= int(size) <= 1_000_000):
            raise ValueError(f"{one!r} is no limit: {', '.join(USUAL)}, each with megabytes, as form=20")
        limits[name] = int(size)
    return limits


def megabytes(name: str) -> int:
    """The limit of that name as it is said to people."""
    return int(settings.FILE_LIMITS[name])


def most(name: str) -> int:
    """The limit of that name in bytes."""
    return megabytes(name) * MEGABYTE
