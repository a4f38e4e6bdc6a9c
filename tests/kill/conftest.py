"""A desk to kill.

Imported inside: pytest reads this file before Django is set up.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.services.dovecot import Mailbox

if TYPE_CHECKING:
    from tests.kill.desk import Desk
    from tests.world import World


@pytest.fixture
def world(transactional_db: None) -> "World":
    """The named cast on a desk that has answered for an hour."""
    from tests.world import build

    return build(datetime.now(UTC) - timedelta(hours=1))


@pytest.fixture
def desk(tmp_path: Path, mailbox: Mailbox, world: "World") -> "Iterator[Desk]":
    """A desk with a mailbox and a mail server of its own; its workers start when a test says so."""
    from tests.kill.desk import desk
    from tests.kill.outside import mail_server

    with mail_server() as server, desk(tmp_path / "data", mailbox, server) as made:
        yield made
