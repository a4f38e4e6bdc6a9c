"""Blocking a sender, and letting them in again."""

from opora.accounts.models import User
from opora.core.events import BlockLifted, SenderBlocked
from opora.core.step import Step
from opora.registry.models import Block


def block(step: Step, target: str, user: User) -> Block:
    """Letters from this address or «@domain» open nothing from now on; blocked already: nothing new."""
    row, new = Block.objects.get_or_create(target=target, until=None, defaults={"since": step.now, "made_by": user})
    if new:
        step.note(SenderBlocked(), "block", row.pk)
    return row


def lift(step: Step, row: Block) -> None:
    """They are filed as anybody's again."""
    row.until = step.now
    row.save(update_fields=["until"])
    step.note(BlockLifted(), "block", row.pk)
