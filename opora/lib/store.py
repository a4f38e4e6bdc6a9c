"""Files kept for good under the digest of their bytes: written once, never changed, found by what they are."""

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import uuid4

PIECE = 1024 * 1024
DIGEST = re.compile(r"[0-9a-f]{64}")
FULL = {errno.ENOSPC, errno.EDQUOT}


class Source(Protocol):
    """Anything that is read piece by piece: a file, a pipe, a mailbox's letter; empty bytes are its end."""

    def read(self, size: int = ..., /) -> bytes | None:
        """At most that many bytes."""


class StoreFull(OSError):
    """There is no room left; the sentence says where, and what to do. Nothing of the file was kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file is called by from now on, and its length in bytes."""

    sha256: str
    size: int


class Store:
    """A folder of files by digest: ``root/ba/78/ba78…``. Several processes may write at the same time."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, content: bytes | Source) -> Kept:
        """Keep these bytes; when this returns, a power cut doesn't lose them. The same bytes again change nothing.

        A stream is read to its end in pieces. Raises StoreFull, or OSError where the folder can't be written.
        """
        try:
            return self._keep(content)
        except OSError as error:
            if error.errno not in FULL:
                raise
            advice = "free some space there, or move the data folder to a larger disk."
            raise StoreFull(f"The disk under {self.root} is full: {advice}") from error

    def open_(self, sha256: str) -> BinaryIO:
        """The file for reading. Raises FileNotFoundError when it was never kept, ValueError for what is no digest."""
        return self.path(sha256).open("rb")

    def length(self, sha256: str) -> int | None:
        """How many bytes of a file are there; null: it is not."""
        try:
            return self.path(sha256).stat().st_size
        except OSError:
            return None

    def lay(self, sha256: str, place: Path) -> None:
        """A second name for a kept file, where the disk can do that; else a second copy, durable itself."""
        try:
            os.link(self.path(sha256), place)
        except OSError:
            self._copy(sha256, place)

    def path(self, sha256: str) -> Path:
        """Where a file with this digest lies, or would lie. Raises ValueError for what is no digest."""
        if not DIGEST.fullmatch(sha256):
            raise ValueError(f"not a SHA-256 digest: {sha256!r}")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def sweep(self, before: datetime) -> int:
        """Remove what writers that were killed before this instant (aware) left half-written; how many there were."""
        left = [path for path in self._unfinished.glob("*") if path.stat().st_mtime < before.timestamp()]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    @property
    def _unfinished(self) -> Path:
        return self.root / "tmp"

    def _copy(self, sha256: str, place: Path) -> None:
        part = place.with_name(f".{place.name}.part")
        try:
            with self.open_(sha256) as content, part.open("wb") as file:
                shutil.copyfileobj(content, file, PIECE)
                file.flush()
                os.fsync(file.fileno())
            part.rename(place)
        finally:
            part.unlink(missing_ok=True)

    def _keep(self, content: bytes | Source) -> Kept:
        _make_folder(self._unfinished)
        part = self._unfinished / uuid4().hex
        try:
            kept = _write(part, content)
            self._place(part, kept)
        finally:
            part.unlink(missing_ok=True)
        return kept

    def _place(self, part: Path, kept: Kept) -> None:
        place = self.path(kept.sha256)
        _make_folder(place.parent)
        if not place.exists() or place.stat().st_size != kept.size:
            part.rename(place)
        # Also when another process renamed it: that process may not have come to this line yet.
        sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: without it a power cut may forget a file that was synced itself."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(part: Path, content: bytes | Source) -> Kept:
    digest = hashlib.sha256()
    size = 0
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o660), "wb", buffering=0) as file:
        for piece in _pieces(content):
            digest.update(piece)
            size += len(piece)
            rest = memoryview(piece)
            while rest:
                rest = rest[file.write(rest) :]
        os.fsync(file.fileno())
    return Kept(digest.hexdigest(), size)


def _pieces(content: bytes | Source) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    while piece := content.read(PIECE):
        yield piece


def _make_folder(folder: Path) -> None:
    """Closed to others: letters are personal. Each new name is made durable in the folder above it."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o770, exist_ok=True)
    sync_folder(folder.parent)
