"""The store: bytes under their own digest, kept once, durable, and honest about a full disk."""

import io
import os
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from opora.lib.store import Kept, Store, StoreFull

# FIPS 180-2, appendix B.1: the digest of the three letters "abc".
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
MEBIBYTE = 1024 * 1024


def _files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_bytes_lie_under_their_digest(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    assert store.keep(b"abc") == Kept(ABC, 3)
    assert _files(tmp_path) == [f"store/ba/78/{ABC}"]
    with store.open_(ABC) as content:
        assert content.read() == b"abc"


def test_a_stream_is_kept_like_bytes(tmp_path: Path) -> None:
    assert Store(tmp_path).keep(io.BytesIO(b"abc")) == Kept(ABC, 3)
    with Store(tmp_path).open_(ABC) as content:
        assert content.read() == b"abc"


def test_the_same_bytes_again_change_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(b"abc")
    before = store.path(ABC).stat().st_ino
    assert store.keep(io.BytesIO(b"abc")) == Kept(ABC, 3)
    assert _files(tmp_path) == [f"ba/78/{ABC}"]
    assert store.path(ABC).stat().st_ino == before


def test_a_file_cut_short_by_a_broken_disk_is_replaced(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(b"abc")
    store.path(ABC).write_bytes(b"a")
    store.keep(b"abc")
    assert store.path(ABC).read_bytes() == b"abc"


def test_bytes_are_durable_before_their_name_and_the_name_before_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a power cut would take cannot be tried here; what is synced when, can."""
    store, synced, sync = Store(tmp_path), [], os.fsync

    def noted(handle: int) -> None:
        synced.append((Path(f"/proc/self/fd/{handle}").readlink(), store.path(ABC).exists()))
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    store.keep(b"abc")
    part = next(number for number, (path, _) in enumerate(synced) if path.parent == tmp_path / "tmp")
    assert not synced[part][1]  # the bytes first: under a name that nobody looks for
    assert synced[-1] == (store.path(ABC).parent, True)  # the folder that names them last
    # The new folders are named durably as well: ba in the root, ba/78 in ba.
    assert {tmp_path, tmp_path / "ba"} <= {path for path, _ in synced}
    # The same bytes again: another may have renamed them and not come to the folder's sync.
    synced.clear()
    store.keep(b"abc")
    assert synced[-1][0] == store.path(ABC).parent


def test_others_cannot_read_what_is_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.keep(b"abc")
    found = [store.path(ABC), store.path(ABC).parent, tmp_path / "store"]
    assert [path.stat().st_mode & 0o007 for path in found] == [0, 0, 0]


class Zeros(io.RawIOBase):
    """A stream of that many null bytes, made as they are read."""

    def __init__(self, left: int) -> None:
        self.left = left

    def read(self, size: int = -1) -> bytes:
        taken = self.left if size < 0 else min(size, self.left)
        self.left -= taken
        return bytes(taken)


def test_a_large_stream_needs_little_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    kept = Store(tmp_path).keep(Zeros(64 * MEBIBYTE))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept.size == 67_108_864  # 64 * 1,048,576
    assert Store(tmp_path).path(kept.sha256).stat().st_size == 67_108_864
    assert peak < 8 * MEBIBYTE


def test_a_full_disk_is_said_and_leaves_nothing_behind(small_disk: Path) -> None:
    store = Store(small_disk / "store")
    with pytest.raises(StoreFull) as full:
        store.keep(Zeros(2 * MEBIBYTE))
    assert str(full.value) == (
        f"The disk under {small_disk}/store is full: free some space there, or move the data folder to a larger disk."
    )
    assert _files(small_disk) == []
    assert store.keep(b"abc") == Kept(ABC, 3)


@pytest.mark.parametrize("name", ["", "abc", "../../etc/passwd", "BA" * 32, "ba/78" + "0" * 59])
def test_only_digests_are_opened(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256 digest"):
        Store(tmp_path).open_(name)


def test_bytes_never_kept_are_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Store(tmp_path).open_(ABC)


def test_what_killed_writers_left_is_swept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(b"abc")
    old, young = tmp_path / "tmp" / "old", tmp_path / "tmp" / "young"
    for path, at in ((old, datetime(2026, 5, 7, 11, tzinfo=UTC)), (young, datetime(2026, 5, 8, 11, tzinfo=UTC))):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half a let")
        os.utime(path, (at.timestamp(), at.timestamp()))
    assert store.sweep(before=datetime(2026, 5, 7, 12, tzinfo=UTC)) == 1
    assert _files(tmp_path) == [f"ba/78/{ABC}", "tmp/young"]
