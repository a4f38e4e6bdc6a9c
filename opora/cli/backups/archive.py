"""The file of a backup: a tar under gzip, written and read as a stream, its head first and its manifest last.

The head says what the file is, the manifest what must be in it: a file that was cut off has none.
"""

import gzip
import hashlib
import json
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from opora.channels.mail.keep import SPOOLED

FORMAT = 1
HEAD = "opora-backup.json"
MANIFEST = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
STORED = re.compile(r"store/(?P<sha256>[0-9a-f]{64})")
LOOSE = re.compile(rf"spool/{SPOOLED.pattern}|sent/\d+\.json")
PIECE = 1024 * 1024


class Broken(Exception):
    """A file that is no whole backup of a desk; the sentence says what is wrong with it."""


class Readable(Protocol):
    """What is read piece by piece."""

    def read(self, size: int = ..., /) -> bytes:
        """At most that many bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``missing`` and ``damaged`` are digests that the store itself had lost when it was made;
    ``settings`` are OPORA_* without secrets, ``elsewhere`` what must be kept apart from it."""

    opora: str
    made_at: str
    database: str
    server: str
    database_sha256: str
    migrations: dict[str, list[str]]
    tables: dict[str, int]
    files: list[str]
    bytes_of_files: int
    loose: dict[str, str]
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    secret_key: str = ""
    format: int = FORMAT


class Writer:
    """Writes members one after the other; `close` ends the file, `abandon` leaves it as it is."""

    def __init__(self, file: BinaryIO) -> None:
        # Level 1: letters and pictures are packed already, and the desk works on the same processors.
        self._packed = gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1, mtime=0, filename="")
        self._tar = tarfile.open(fileobj=self._packed, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115

    def add(self, name: str, content: bytes) -> str:
        """A member of these bytes; gives their digest."""
        return self.copy(name, BytesIO(content), len(content))

    def copy(self, name: str, content: Readable, size: int) -> str:
        """A member read from a stream that is that long; gives the digest of what was read."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        reading = Digesting(content)
        self._tar.addfile(member, reading)
        return reading.sha256

    def close(self) -> None:
        """Write what ends a tar and a gzip."""
        self._tar.close()
        self._packed.close()

    def abandon(self) -> None:
        """Write no more; the disk may be full."""
        with suppress(OSError, ValueError):
            self._packed.close()


class Digesting:
    """A stream that knows the digest of what was read of it so far."""

    def __init__(self, content: Readable) -> None:
        self._content, self._digest = content, hashlib.sha256()

    def read(self, size: int = PIECE, /) -> bytes:
        """As the stream."""
        piece = self._content.read(size)
        self._digest.update(piece)
        return piece

    @property
    def sha256(self) -> str:
        """The digest."""
        return self._digest.hexdigest()


class _Guarded:
    """A member's content: what goes wrong while it is read is told as of the file."""

    def __init__(self, path: Path, content: Readable) -> None:
        self._path, self._content = path, content

    def read(self, size: int = -1, /) -> bytes:
        """As the content."""
        with _in_plain_words(self._path):
            return self._content.read(size)


def head(opora: str) -> bytes:
    """The first member."""
    return json.dumps({"format": FORMAT, "opora": opora}).encode()


def written(manifest: Manifest) -> bytes:
    """The last member."""
    return json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()


def members(path: Path) -> Iterator[tuple[str, Readable]]:
    """Each member with its content, to be read before the next is asked for, to the end of the file.

    Raises Broken with a sentence for whatever is wrong with the file.
    """
    with _in_plain_words(path), gzip.open(path) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isreg() else None
            if content is None:
                raise Broken(f"{path} holds “{member.name}”, which is no plain file: it is no backup of Opora.")
            yield member.name, _Guarded(path, content)
        # The checksum of gzip stands behind the end of the tar.
        while packed.read(PIECE):
            pass


def examine(path: Path) -> Manifest:
    """Read all of it and give its manifest. Raises Broken unless every member is there and has its digest."""
    found: dict[str, str] = {}
    manifest: Manifest | None = None
    for name, content in members(path):
        if not found:
            _check_head(path, name, content.read())
            found[name] = ""
        elif manifest is not None or name in found:
            raise Broken(f"{path} is damaged: “{name}” stands where nothing should.")
        elif name == MANIFEST:
            manifest = _read_manifest(path, content.read())
        else:
            reading = Digesting(content)
            while reading.read(PIECE):
                pass
            found[name] = reading.sha256
    if manifest is None:
        raise Broken(f"{path} is cut off: its end, which says what is in it, is missing. Take another backup.")
    _compare(path, manifest, {name: sha256 for name, sha256 in found.items() if name != HEAD})
    return manifest


def _check_head(path: Path, name: str, content: bytes) -> None:
    try:
        said = json.loads(content) if name == HEAD else None
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("format"), int):
        raise Broken(f"{path} is no backup of Opora.")
    if said["format"] > FORMAT:
        raise Broken(
            f"{path} was made by Opora {said.get('opora')}, in a form that this version does not know: "
            "install that version or a newer one, and restore with it."
        )


def _read_manifest(path: Path, content: bytes) -> Manifest:
    try:
        return Manifest(**json.loads(content))
    except (ValueError, TypeError) as error:
        raise Broken(f"{path} is damaged: its manifest cannot be read.") from error


def _compare(path: Path, manifest: Manifest, found: dict[str, str]) -> None:
    wanted = {f"store/{sha256}": sha256 for sha256 in manifest.files} | manifest.loose
    wanted[DATABASES.get(manifest.database, "")] = manifest.database_sha256
    lost = sorted(set(wanted) - set(found))
    if lost:
        raise Broken(f"{path} is incomplete: “{lost[0]}” is missing{_and_more(lost)}. Take another backup.")
    foreign = sorted(name for name in set(found) - set(wanted))
    if foreign:
        raise Broken(f"{path} holds “{foreign[0]}”, of which its manifest says nothing{_and_more(foreign)}.")
    known = {f"store/{sha256}" for sha256 in manifest.damaged}
    changed = sorted(name for name in wanted if wanted[name] != found[name] and name not in known)
    if changed:
        raise Broken(f"{path} is damaged: “{changed[0]}” is not what it was{_and_more(changed)}. Take another backup.")
    odd = sorted(name for name in wanted if not (STORED.fullmatch(name) or LOOSE.fullmatch(name) or name in _DUMPS))
    if odd:
        raise Broken(f"{path} holds “{odd[0]}”, which no backup of Opora holds.")


_DUMPS = set(DATABASES.values())


def _and_more(names: list[str]) -> str:
    return f", and {len(names) - 1} more" if len(names) > 1 else ""


@contextmanager
def _in_plain_words(path: Path) -> Iterator[None]:
    damaged = f"{path} is damaged: it cannot be unpacked to its end. Take another backup."
    try:
        yield
    except (zlib.error, gzip.BadGzipFile, tarfile.TarError) as error:
        raise Broken(f"{path} is no backup of Opora." if _is_no_gzip(path) else damaged) from error
    except EOFError as error:
        raise Broken(f"{path} is cut off: it ends in the middle. Take another backup.") from error
    except OSError as error:
        # Also what the caller does with a member may fail; that is told by the caller.
        if error.filename is not None and str(error.filename) == str(path):
            raise Broken(f"{path} cannot be read: {error.strerror}.") from error
        raise


def _is_no_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) != b"\x1f\x8b"
