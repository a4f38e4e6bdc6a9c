"""Defects of the history: entered with the desk, so that each is there before the first ticket that waits for it."""

from datetime import UTC, date, datetime, time

from opora.accounts.queries import User
from opora.cli.history.firms import table
from opora.core.step import MACHINE
from opora.flow import defects
from opora.flow.step import begin
from opora.programme import actions as programme
from opora.programme.queries import defect_by_key
from opora.registry.queries import product_by, version_by
from opora.tickets.queries import Ticket

TABLE = "history/causes.csv"


def enter(since: date) -> None:
    """The defects as of the day ``since``; those that stand there already stay as they are."""
    with begin(datetime.combine(since, time(12), UTC), MACHINE, "cli") as step:
        for row in table(TABLE):
            if defect_by_key(row["key"]) is None:
                product, version = product_by(row["product"]), version_by(row["product"], row["version"])
                defect = programme.enter(
                    step, title=row["title"], public_title=row["public_title"], tracker_key=row["key"],
                    tracker_url=f"https://tracker.example.org/{row['key']}", product=product, version=version,
                )  # fmt: skip
                programme.set_status(step, defect, row["status"])


def wait(ticket: Ticket, number: int, user: User, at: datetime) -> None:
    """The ticket of this plan waits for a defect of its product; none where none is known."""
    keys = [row["key"] for row in table(TABLE) if ticket.product and row["product"] == ticket.product.code]
    defect = defect_by_key(keys[number % len(keys)]) if keys else None
    if defect is not None:
        defects.link(ticket.pk, user, defect.pk, at)
