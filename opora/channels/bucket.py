"""The store in a bucket of S3, or of any server that speaks its language (`OPORA_S3`); boto3 is the extra ``s3``.

Keys and secrets come from where boto3 looks for them (AWS_ACCESS_KEY_ID and the like), never from the database.
"""

import base64
import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast
from urllib.parse import urlsplit

from opora.lib.store import PIECE, Kept, Store

T = TypeVar("T")
PATIENCE = 20
"""Seconds for the connection, and for each piece."""


class Away(OSError):
    """The server does not answer, or does not do what it is asked; nobody can say what it holds."""


class Bucket(Store):
    """Files by digest under the prefix of a bucket. ``root`` is where a file lies until it is there as a whole, and
    where those lie that were kept before there was a bucket."""

    def __init__(self, root: Path, address: str) -> None:
        super().__init__(root)
        parts = urlsplit(address)
        self.name, _, self.prefix = parts.path.strip("/").partition("/")
        self.server = f"{parts.scheme}://{parts.netloc}"

    def open_(self, sha256: str) -> BinaryIO:
        """The file for reading, piece by piece as they come."""
        key = self._key(sha256)
        found = self._asked(lambda s3: s3.get_object(Bucket=self.name, Key=key))
        return cast(BinaryIO, found["Body"]) if found is not None else super().open_(sha256)

    def length(self, sha256: str) -> int | None:
        """How many bytes of a file are there; null: it is not."""
        there = self._there(sha256)
        return super().length(sha256) if there is None else there

    def _place(self, part: Path, kept: Kept) -> None:
        if self._there(kept.sha256) == kept.size:
            return
        with part.open("rb") as content:
            md5 = hashlib.md5(usedforsecurity=False)
            while piece := content.read(PIECE):
                md5.update(piece)
            content.seek(0)
            # The server compares: what was damaged on the way is not taken.
            self._asked(lambda s3: s3.put_object(
                Bucket=self.name, Key=self._key(kept.sha256), Body=content, ContentLength=kept.size,
                ContentMD5=base64.b64encode(md5.digest()).decode(),
            ))  # fmt: skip

    def _there(self, sha256: str) -> int | None:
        key = self._key(sha256)
        found = self._asked(lambda s3: s3.head_object(Bucket=self.name, Key=key))
        return int(found["ContentLength"]) if found is not None else None

    def _key(self, sha256: str) -> str:
        return "/".join(filter(None, [self.prefix, self.path(sha256).relative_to(self.root).as_posix()]))

    def _asked(self, ask: Callable[[Any], T]) -> T | None:
        """What the server answers; null: there is no such file. Raises Away."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return ask(client(self.server))
        except ClientError as error:
            code = error.response["Error"]["Code"]
            # A HEAD has no body, so its 404 does not say whether the bucket is there: it is asked for.
            if code == "NoSuchKey" or (code == "404" and self._is_there()):
                return None
            raise Away(f"The bucket {self.name} at {self.server} does not serve us: {code}") from error
        except BotoCoreError as error:
            raise Away(f"{self.server} does not answer ({type(error).__name__})") from error

    def _is_there(self) -> bool:
        from botocore.exceptions import ClientError

        try:
            client(self.server).head_bucket(Bucket=self.name)
        except ClientError:
            return False
        return True


@cache
def client(server: str) -> Any:
    """One for the process, whose threads may share it; the checksums of new Amazon servers alone are not asked for."""
    import boto3
    from botocore.config import Config

    how = Config(
        connect_timeout=PATIENCE, read_timeout=PATIENCE, retries={"total_max_attempts": 2},
        s3={"addressing_style": "path"}, request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )  # fmt: skip
    region = os.environ.get("AWS_DEFAULT_REGION", "us-east-1")
    return boto3.client("s3", endpoint_url=server, region_name=region, config=how)
