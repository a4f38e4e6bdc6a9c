"""A desk to back up, and an empty place of the same kind of database to put it back into."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.channels.conftest import small_disk

if TYPE_CHECKING:
    from tests.world import World

__all__ = ["small_disk"]


@dataclass
class Place:
    """An empty data folder and an empty database; ``OPORA_*`` of it."""

    data: Path
    url: str
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.environment = {"OPORA_DATA_DIR": str(self.data), "OPORA_DATABASE_URL": self.url}


@pytest.fixture
def data(tmp_path: Path, settings: SimpleNamespace) -> Path:
    """The data folder of the desk."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    return tmp_path / "data"


@pytest.fixture
def world(data: Path, transactional_db: None) -> "World":
    """The named cast on a desk that answers; other processes see it."""
    from tests.world import build

    return build()


@pytest.fixture
def empty(tmp_path: Path, transactional_db: None) -> Iterator[Callable[[], Place]]:
    """Makes empty places; their databases are gone afterwards."""
    from django.db import connection

    from tests.processes import database_url

    made: list[str] = []

    def make() -> Place:
        name = f"empty_{uuid4().hex[:12]}"
        data = tmp_path / name
        if connection.vendor == "sqlite":
            return Place(data, f"sqlite:///{data}/opora.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        made.append(name)
        return Place(data, f"{database_url().rpartition('/')[0]}/{name}")

    yield make
    for name in made:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
