"""What arrives: letters, forms, calls and requests, as one kind of fact."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from opora.core.facts.words import Kind, SegmentKind, Signed


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, as the letter says: ``address`` lower-cased (empty if the letter names none), ``name`` decoded."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that came with a message: declared name and type, bytes, and the cid of an inline image.

    ``scanned``: the antivirus has seen it and found nothing.
    """

    name: str
    type: str
    content: bytes
    cid: str = ""
    inline: bool = False
    scanned: bool = False

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the decoded body; the segments of a letter joined are that body to the last letter."""

    kind: SegmentKind
    text: str


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation by calendar: ``method`` as in "request", "cancel", "reply"; ``answer`` as in "accepted".

    ``starts`` and ``ends`` are aware moments, or the first and the last whole day; a moment without a zone is as the
    organiser's clock shows it. ``people`` are those invited, of a reply the one who answers.
    """

    method: str
    title: str
    starts: datetime | date
    ends: datetime | date | None = None
    place: str = ""
    organiser: Sender = Sender("")
    people: tuple[Sender, ...] = ()
    repeats: bool = False
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What a report says of one address: those that it had on the way, the ``action`` ("failed", "delayed" and so on),
    the ``status`` as in "5.1.1" (empty when none is named), and the other server's words."""

    addresses: tuple[str, ...]
    action: str
    status: str
    said: str

    @property
    def failed(self) -> bool:
        """Whether the letter will not arrive."""
        return self.action == "failed"

    @property
    def permanent(self) -> bool:
        """Whether a further letter would fare no better: an expired try says nothing of the address."""
        return self.failed and not self.status.startswith("4")


@dataclass(frozen=True, slots=True)
class Report:
    """A report on the delivery of a letter: the Message-ID that it names, if any, and what became of each address."""

    letters: tuple[str, ...]
    undelivered: tuple[Undelivered, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whatever a customer sent us, by letter, form, call or API: the one door into the street.

    ``sent_at`` is what the sender claims (its offset is evidence of the zone, O1); the instant that counts is
    the Step's. ``automatic`` is null for a human, else "auto-reply", "bounce", "list", "receipt" or "ours".
    ``signed``: "smime" or "pgp" where a signature came with the letter; nobody has verified it.
    ``zone`` is the IANA zone in which the sender says to be, empty when it isn't said; its name is a sound one.
    ``delivered_to``: the addresses to which servers say that they brought it. ``authentication``: what the headers
    Authentication-Results say, from the top, whoever wrote them; ``proof`` is what of it, or of a signature, is
    believed: "pass", "fail" (somebody else wrote it in the sender's name), or "" when nobody knows.
    """

    channel: Literal["mail", "form", "call", "visit", "api"]
    sender: Sender
    subject: str = ""
    segments: tuple[Segment, ...] = ()
    html: str = ""
    to: tuple[Sender, ...] = ()
    cc: tuple[Sender, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sent_at: datetime | None = None
    files: tuple[AttachedFile, ...] = ()
    signed: Signed = ""
    invite: Invite | None = None
    automatic: str | None = None
    because: str = ""
    language: Literal["ru", "en"] = "ru"
    troubles: tuple[str, ...] = ()
    kind: Kind = Kind.OTHER
    work_stopped: bool = False
    zone: str = ""
    delivered_to: tuple[str, ...] = ()
    report: Report | None = None
    authentication: tuple[str, ...] = ()
    proof: Literal["", "pass", "fail"] = ""
    proof_because: str = ""

    @property
    def body(self) -> str:
        """The decoded body, whole."""
        return "".join(segment.text for segment in self.segments)

    @property
    def text(self) -> str:
        """What the sender wrote: the segments of kind text, joined."""
        return "".join(segment.text for segment in self.segments if segment.kind == "text")

    @property
    def quoted(self) -> str:
        """What the sender repeats: quotes and signatures, joined."""
        return "".join(segment.text for segment in self.segments if segment.kind != "text")
