"""The facts that travel between the rooms: frozen values, no behaviour beyond reading themselves."""

from opora.core.facts.arriving import (
    Arrival,
    AttachedFile,
    Invite,
    Report,
    Segment,
    Sender,
    Undelivered,
)
from opora.core.facts.bought import (
    Asked,
    Beginning,
    ContractTerms,
    Coverage,
    Entitlement,
    Purchase,
    PurchaseKind,
    Release,
)
from opora.core.facts.placed import (
    DutySpot,
    OfficeSpot,
    Place,
    Where,
)
from opora.core.facts.promised import (
    Policy,
    Terms,
)
from opora.core.facts.words import (
    Because,
    Kind,
    Level,
    SegmentKind,
    Signed,
    Stage,
    Verb,
)

__all__ = [
    "Arrival",
    "Asked",
    "AttachedFile",
    "Because",
    "Beginning",
    "ContractTerms",
    "Coverage",
    "DutySpot",
    "Entitlement",
    "Invite",
    "Kind",
    "Level",
    "OfficeSpot",
    "Place",
    "Policy",
    "Purchase",
    "PurchaseKind",
    "Release",
    "Report",
    "Segment",
    "SegmentKind",
    "Sender",
    "Signed",
    "Stage",
    "Terms",
    "Undelivered",
    "Verb",
    "Where",
]
