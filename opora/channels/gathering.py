"""Reading what waits to go in one letter with others to the same address."""

from collections.abc import Iterable

from opora.channels.models import Outbound
from opora.channels.queries import said_in

__all__ = ["lock_gathered", "outbound_by_ids", "said_unsigned"]


def lock_gathered(letter_id: int) -> list[Outbound]:
    """What waits to go in one letter with this one: to the same address, from the same mailbox, oldest first; ours
    until the transaction ends. Empty when this one waits no more."""
    rows = Outbound.objects.filter(state="gathered").select_for_update().defer("raw").order_by("pk")
    one = rows.filter(pk=letter_id).first()
    if one is None:
        return []
    return list(rows.filter(recipient=one.recipient, mailbox=one.mailbox_id, sender=one.sender))


def outbound_by_ids(ids: Iterable[int]) -> list[Outbound]:
    """Letters of ours by their rows, with ticket and mailbox, oldest first."""
    return list(Outbound.objects.filter(pk__in=list(ids)).select_related("ticket", "mailbox").order_by("pk"))


def said_unsigned(letter: Outbound) -> str:
    """The same without the desk's name below it."""
    text = said_in(letter).replace("\r\n", "\n")
    return (text.rpartition("\n-- \n")[0] or text).strip("\n")
