"""The store in a bucket of S3: moto's server on loopback stands for any that speaks its language."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from opora.channels.bucket import Away, Bucket
from opora.channels.queries import store
from opora.lib.store import Kept, Store
from tests.services.ground import free_port
from tests.services.s3 import S3

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
"""SHA-256 of "abc", from FIPS 180-2."""


@pytest.fixture
def bucket(s3: S3, tmp_path: Path) -> Bucket:
    return Bucket(tmp_path / "store", f"{s3.address}/desk/opora")


def test_bytes_lie_under_their_digest_and_twice_is_once(bucket: Bucket, s3: S3) -> None:
    for _ in range(2):
        assert bucket.keep(b"abc") == Kept(ABC, 3)
    assert s3.names() == [f"opora/ba/78/{ABC}"]
    with bucket.open_(ABC) as content:
        assert (content.read(2), content.read(2), content.read(2)) == (b"ab", b"c", b"")
    assert bucket.length(ABC) == 3
    # Nothing of it is left on the disk.
    assert [path for path in bucket.root.rglob("*") if path.is_file()] == []


def test_a_stream_is_read_in_pieces_and_comes_out_as_it_went_in(bucket: Bucket) -> None:
    class Counted(io.BytesIO):
        most = 0

        def read(self, size: int | None = -1, /) -> bytes:
            Counted.most = max(Counted.most, size or -1) if size and size > 0 else 1 << 62
            return super().read(size)

    whole = bytes(range(256)) * 20_000  # 5,120,000 bytes
    kept = bucket.keep(Counted(whole))
    assert kept == Kept(hashlib.sha256(whole).hexdigest(), 5_120_000)
    assert Counted.most == 1_048_576
    with bucket.open_(kept.sha256) as content:
        found = hashlib.sha256()
        while piece := content.read(100_000):
            assert len(piece) <= 100_000
            found.update(piece)
    assert found.hexdigest() == kept.sha256


def test_what_was_kept_badly_is_kept_again(bucket: Bucket, s3: S3) -> None:
    s3.put(f"opora/ba/78/{ABC}", b"ab")
    bucket.keep(b"abc")
    with bucket.open_(ABC) as content:
        assert content.read() == b"abc"


def test_what_is_not_there_is_told(bucket: Bucket) -> None:
    assert bucket.length(ABC) is None
    with pytest.raises(FileNotFoundError):
        bucket.open_(ABC)
    with pytest.raises(ValueError, match="not a SHA-256 digest"):
        bucket.open_("../secret-key")


def test_what_lay_in_the_folder_before_is_found_there(bucket: Bucket) -> None:
    Store(bucket.root).keep(b"abc")
    assert bucket.length(ABC) == 3
    with bucket.open_(ABC) as content:
        assert content.read() == b"abc"


def test_a_server_that_is_away_keeps_nothing_and_says_so(bucket: Bucket) -> None:
    away = Bucket(bucket.root, f"http://127.0.0.1:{free_port()}/desk/opora")
    for asked in (lambda: away.keep(b"abc"), lambda: away.open_(ABC), lambda: away.length(ABC)):
        with pytest.raises(Away, match="does not answer"):
            asked()
    assert [path for path in bucket.root.rglob("*") if path.is_file()] == []
    assert bucket.keep(b"abc") == Kept(ABC, 3)


def test_a_bucket_that_is_not_there_is_no_lost_file(bucket: Bucket, s3: S3) -> None:
    """A slip in the setting must not read as if the bytes of every letter were lost."""
    wrong = Bucket(bucket.root, f"{s3.address}/dask/opora")
    with pytest.raises(Away):
        wrong.open_(ABC)
    with pytest.raises(Away):
        wrong.keep(b"abc")


def test_a_second_name_is_a_copy_there(bucket: Bucket, tmp_path: Path) -> None:
    bucket.keep(b"abc")
    bucket.lay(ABC, tmp_path / "a.eml")
    assert (tmp_path / "a.eml").read_bytes() == b"abc"


def test_the_desk_keeps_where_the_setting_says(s3: S3, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert type(store()) is Store
    settings.S3 = f"{s3.address}/desk"
    assert store().keep(b"abc") == Kept(ABC, 3)
    assert s3.names() == [f"ba/78/{ABC}"]
    settings.S3 = ""
    assert store().length(ABC) is None
