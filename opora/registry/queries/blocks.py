"""Reading whose letters open nothing."""

from opora.core.addresses import for_mail
from opora.registry.models import Address, Block, Organisation

__all__ = ["Block", "block_by_id", "block_on", "blocks_in_force", "is_of_customers", "lock_block"]

MOST = 500


def block_on(address: str) -> Block | None:
    """The block that catches letters from this address, the narrowest first."""
    address = for_mail(address)
    _, at, domain = address.rpartition("@")
    if not at:
        return None
    parts = domain.split(".")
    targets = [address, *(f"@{'.'.join(parts[number:])}" for number in range(min(len(parts), 20)))]
    found = Block.objects.filter(target__in=targets, until=None)
    return min(found, key=lambda one: targets.index(one.target), default=None)


def blocks_in_force() -> list[Block]:
    """All blocks, the newest first."""
    return list(Block.objects.filter(until=None).select_related("made_by").order_by("-since", "-pk")[:MOST])


def block_by_id(block_id: int) -> Block | None:
    """The block of this row while it is in force."""
    return Block.objects.filter(pk=block_id, until=None).first()


def lock_block(block_id: int) -> Block | None:
    """The same, ours until the transaction ends."""
    return Block.objects.select_for_update().filter(pk=block_id, until=None).first()


def is_of_customers(domain: str) -> bool:
    """Whether an organisation writes from this domain, or somebody who belongs to one."""
    if Organisation.objects.filter(mail_domain__iexact=domain, merged_into=None).exists():
        return True
    return Address.objects.filter(normalised__endswith=f"@{domain}", contact__organisation__isnull=False).exists()
