"""Customers: what became of their letters, who they are, what they bought."""

from dataclasses import dataclass

from opora.core.events.base import Event

# --- letters -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LetterFiled(Event):
    """A kept letter found its ticket, by the named rule; ``doubt``: why another that it names was not believed."""

    ticket: int
    rule: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class LetterReturned(Event):
    """A letter of ours about this ticket, of that row, came back; ``status`` as in "5.1.1", empty when none was named.

    ``permanent``: a further letter to its address would fare no better.
    """

    letter: int
    permanent: bool
    status: str = ""


@dataclass(frozen=True, slots=True)
class ProposalDismissed(Event):
    """Staff said that a doubtful letter has nothing to do with the ticket that it names."""

    ticket: int


@dataclass(frozen=True, slots=True)
class LetterRefiled(Event):
    """Staff said that a letter belongs to another ticket than the one in which it lay (``before``)."""

    ticket: int
    before: int


@dataclass(frozen=True, slots=True)
class LetterSetAside(Event):
    """A kept letter opens no ticket and lies in the tray, by the named rule (L1: automatic letters that fit none)."""

    rule: str


@dataclass(frozen=True, slots=True)
class LetterFailed(Event):
    """A kept letter could not be filed; it is shown to staff and its bytes stay."""

    trouble: str


# --- who -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ContactMet(Event):
    """An address wrote to us for the first time; a contact stands for it, perhaps of no organisation yet."""


@dataclass(frozen=True, slots=True)
class AddressDied(Event):
    """A letter to an address of this contact came back for good; the mark goes when they write from it again."""


@dataclass(frozen=True, slots=True)
class SenderBlocked(Event):
    """Letters from an address or a domain open nothing any more; the block's row says from which."""


@dataclass(frozen=True, slots=True)
class BlockLifted(Event):
    """A blocked sender's letters are filed as anybody's again."""


@dataclass(frozen=True, slots=True)
class ContactAdded(Event):
    """A contact was entered by staff or by an import, before any letter of theirs."""


@dataclass(frozen=True, slots=True)
class ContactJoined(Event):
    """A contact was found to belong to an organisation."""

    organisation: int


@dataclass(frozen=True, slots=True)
class ReaderNamed(Event):
    """A contact was given the right to all tickets of their organisation."""

    organisation: int


@dataclass(frozen=True, slots=True)
class ReaderEnded(Event):
    """A contact has the right to an organisation's tickets no more: it was taken back, or they left."""

    organisation: int
    left: bool


@dataclass(frozen=True, slots=True)
class DealingBegun(Event):
    """A dealer writes for one more end customer; noted of the dealer."""

    customer: int


@dataclass(frozen=True, slots=True)
class DealingEnded(Event):
    """A dealer writes for this end customer no more; noted of the dealer."""

    customer: int


@dataclass(frozen=True, slots=True)
class OrganisationAdded(Event):
    """An organisation entered the registry."""


@dataclass(frozen=True, slots=True)
class SiteAdded(Event):
    """An organisation has one more branch in the registry."""

    site: int


@dataclass(frozen=True, slots=True)
class PurchaseRecorded(Event):
    """A row was appended to the purchase book."""

    purchase: int


@dataclass(frozen=True, slots=True)
class ContractRecorded(Event):
    """A support contract was entered."""

    contract: int


@dataclass(frozen=True, slots=True)
class DutyEntered(Event):
    """Extra hours of an organisation were entered, before they begin (T9)."""

    duty: int


@dataclass(frozen=True, slots=True)
class DutyWithdrawn(Event):
    """Extra hours of an organisation end now, or never begin (T9)."""

    duty: int
