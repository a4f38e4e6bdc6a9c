"""What tests of backups do: run commands in a place, take a backup apart and put it together again."""

import gzip
import io
import json
import sqlite3
import subprocess
import tarfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from tests.processes import finished
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, receive
from tests.world import World

Members = dict[str, bytes]


def letters(world: World) -> Street:
    """Two tickets: one that was answered, one that came after it; our letters wait."""
    street = Street(world, "anna@gear.example.org")
    street.happen("opens", local("05-06 10:00"))
    street.happen("answer", local("05-06 15:00"))
    receive(letter("sergey@bridge.example.org", "Второе", "Чертёж-3D v22", local("05-06 16:00")), local("05-06 16:00"))
    return street


def opora(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command on the test's own desk, or on another by OPORA_*; through the entry that reads words before Django."""
    return finished(*words, **more, program="opora.cli")


def apart(file: Path) -> Members:
    """The members of a backup by name, in order."""
    with tarfile.open(file) as tar:
        return {member.name: _read(tar, member) for member in tar}


def together(file: Path, members: Mapping[str, bytes]) -> Path:
    """A file of these members."""
    with gzip.open(file, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file


def changed(members: Members, **fields: Any) -> Members:
    """The same with other words in the manifest."""
    manifest = json.loads(members["manifest.json"]) | fields
    return members | {"manifest.json": json.dumps(manifest).encode()}


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    content = tar.extractfile(member)
    assert content is not None
    return content.read()


def rows(url: str, question: str) -> list[tuple[Any, ...]]:
    """What a database answers, asked past Django."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            return connection.execute(question).fetchall()
    with psycopg.connect(url) as server:
        return server.execute(question.encode()).fetchall()
