"""After a test that committed, the tables that have rows are emptied.

Django would have PostgreSQL truncate all of them, a hundred files made anew, and then write down what each application
may do, as after a migration: 0.3 s of work, now 0.02. Those rows stay here, since no test alters them.
"""

from collections.abc import Iterator
from typing import Any

import pytest


def empty() -> None:
    """All rows go but those that migrations end with."""
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection, transaction
    from django.db.models import Model

    from opora.ledger.models import Revision
    from tests.laid import filled, tables

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Whatever a process was about to commit when it was killed is there before its table is looked at.
            cursor.execute(f"LOCK TABLE {', '.join(table._meta.db_table for table in tables())}")
        # Constraints are looked at in the end, so no order is better than another one. Marks go last: each change
        # leaves some.
        going: list[type[Model]] = [table for table in filled() if table not in (ContentType, Permission)]
        going.append(Revision)
        for table in going:
            cursor.execute(f'DELETE FROM "{table._meta.db_table}"')


@pytest.fixture(scope="session", autouse=True)
def committed_rows_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """For the whole run."""
    if not request.config.pluginmanager.hasplugin("django"):
        yield
        return
    from django.test import TransactionTestCase

    def end(_: Any) -> None:
        empty()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", end)
        yield
