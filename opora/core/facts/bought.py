"""What was bought, and what covers whoever asks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from opora.core.facts.words import Because, Level

PurchaseKind = Literal["product", "update", "advance", "transfer", "cancellation", "correction"]


@dataclass(frozen=True, slots=True)
class Release:
    """A version of a product: ``released_on`` is null while it is announced only. ``order`` sorts versions.

    ``recorded_at`` is the aware instant when we learned of it (L8); null: it was always known.
    """

    product: str
    version: str
    order: int
    released_on: date | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """A dated row of the purchase book (domain.md 1); never rewritten, only followed by rows that refer to it.

    ``owner`` and ``to_owner`` are opaque keys ("org:17", "person:4"); ``on`` a local date of the home office;
    ``recorded_at`` the instant when we learned of it (L8). ``legal`` says whether the owner is a legal entity; the
    receiver of a transfer always is one, since only organisations receive.
    """

    id: int
    owner: str
    kind: PurchaseKind
    product: str
    edition: str
    version: str
    on: date
    commercial: bool = True
    legal: bool = True
    refers_to: int | None = None
    to_owner: str | None = None
    recorded_at: datetime | None = None
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """Something from which a right may begin on a local date of the home office: for an "organisation" or a "contact".

    ``because`` as in `opora.core.events.Gained`; ``recorded_at`` is the instant when it was entered.
    """

    subject: str
    row: int
    on: date
    because: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """A support contract in force between two dates, both included. Null spans: the contract is silent on them.

    Empty ``products`` or ``editions`` mean all products, and no edition by name (L6). ``calendar`` null: the
    office's. Spans are working time, ``word_days`` working days. ``recorded_at`` as on a purchase (L8).
    """

    id: int
    owner: str
    from_on: date
    until_on: date
    products: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    first_response: timedelta | None = None
    resolution: timedelta | None = None
    word_days: int | None = None
    calendar: str | None = None
    office: str | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a level is asked for: who (``owners``: person and organisation), which product, edition, version.

    Empty strings: not named (L5). ``commercial`` is null when no edition is named. ``known`` says that we have
    this customer in the registry even if the purchase book is empty (L11); whoever is in the book is known anyway.
    """

    owners: tuple[str, ...]
    product: str = ""
    edition: str = ""
    version: str = ""
    commercial: bool | None = None
    known: bool = False


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One right that applies, with its last day and its reasons.

    ``until`` null: no last day is set. That means "for ever" except for the reason ``advance_until_told``, an
    extended right that ends once the version bought is released and they were told of it.
    """

    level: Level
    until: date | None
    because: tuple[Because, ...]
    contract: int | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """All rights that apply, the highest as ``level``, and what is still unclear (L5, L11).

    ``contracts`` are all that apply, the most specific first; ``contract`` is the first of them.
    """

    level: Level
    until: date | None
    because: tuple[Because, ...]
    entitlements: tuple[Entitlement, ...]
    product: str = ""
    version: str = ""
    product_unclear: bool = False
    version_unclear: bool = False
    level_unclear: bool = False
    contract: ContractTerms | None = None
    contracts: tuple[ContractTerms, ...] = ()
