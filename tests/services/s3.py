"""A real server of S3's language for tests: moto's, in a thread of its own on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.services.ground import LOOPBACK, free_port

BUCKET = "desk"


@dataclass(frozen=True)
class S3:
    """The server's address, and a client of the test's own; the one bucket is empty at first."""

    address: str
    client: Any

    def names(self) -> list[str]:
        """What lies in the bucket."""
        return [one["Key"] for one in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def put(self, name: str, content: bytes) -> None:
        """Place a file there behind the desk's back."""
        self.client.put_object(Bucket=BUCKET, Key=name, Body=content)

    def remove(self, name: str) -> None:
        """Take one away."""
        self.client.delete_object(Bucket=BUCKET, Key=name)


@contextmanager
def server() -> Iterator[str]:
    """The address of an S3 without buckets."""
    # Half a second, which only these tests should pay.
    from moto.server import ThreadedMotoServer

    moto = ThreadedMotoServer(ip_address=LOOPBACK, port=free_port(), verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"http://{host}:{port}"
    moto.stop()


@contextmanager
def bucket(address: str) -> Iterator[S3]:
    """The bucket, gone afterwards. Key and secret are in the environment."""
    import boto3

    s3 = S3(address, boto3.client("s3", endpoint_url=address, region_name="us-east-1"))
    s3.client.create_bucket(Bucket=BUCKET)
    yield s3
    for name in s3.names():
        s3.remove(name)
    s3.client.delete_bucket(Bucket=BUCKET)
