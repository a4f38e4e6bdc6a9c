"""What programs may say: the bodies and values of requests, each with its bounds."""

import re
from base64 import b64decode
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from ninja import Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from opora.core.facts import AttachedFile

ADDRESS = r"^[^@\s]{1,64}@[^@\s]{1,180}$"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOST_LETTERS = 200_000


def _clean(value: Any) -> Any:
    """Without NUL, which PostgreSQL can't store; lines ended as ours are. JSON can name halves of letters."""
    if not isinstance(value, str):
        return value
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError("half of a surrogate pair is no text")
    return value.replace("\0", "").replace("\r\n", "\n")


def _day(value: Any) -> Any:
    """A day as 2026-05-31; pydantic would take numbers and other spellings too."""
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("write a day as 2026-05-31")
    return date.fromisoformat(value)


def _moment(value: Any) -> Any:
    """A moment as a text with its offset; pydantic would take numbers too."""
    if value is not None and not isinstance(value, str):
        raise ValueError("write a moment as 2026-05-12T18:00:00+05:00")
    return value


Line = Annotated[str, BeforeValidator(_clean)]
Text = Annotated[str, BeforeValidator(_clean), Field(min_length=1, max_length=MOST_LETTERS)]
Code = Annotated[Line, Field(max_length=50)]
Day = Annotated[date, BeforeValidator(_day), Field(ge=date(1970, 1, 1), le=date(2399, 12, 31))]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
Row = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Asked(Schema):
    """A body: what it does not know, it refuses, so that a slip of the pen does not pass in silence."""

    model_config = ConfigDict(extra="forbid")


class NewFile(Asked):
    """A file with its bytes in base64."""

    name: Annotated[Line, Field(min_length=1, max_length=250)]
    type: Annotated[Line, Field(max_length=120)] = ""
    content: Annotated[str, Field(max_length=14_000_000, json_schema_extra={"contentEncoding": "base64"})]

    @field_validator("content")
    @classmethod
    def is_base64(cls, value: str) -> str:
        """Raises ValueError for what is none."""
        b64decode(value, validate=True)
        return value

    def file(self) -> AttachedFile:
        """As it travels on."""
        return AttachedFile(self.name, self.type, b64decode(self.content))


Files = Annotated[list[NewFile], Field(max_length=20)]


class WhoAsks(Asked):
    """The customer's person: an address that nobody knows yet is met as a new contact."""

    address: Annotated[Line, Field(max_length=254, pattern=ADDRESS)]
    name: Annotated[Line, Field(max_length=250)] = ""


class NewTicket(Asked):
    """A matter of a customer. Product and edition by code, version by name; what is not named is found in the text."""

    contact: WhoAsks
    text: Text
    subject: Annotated[Line, Field(max_length=500)] = ""
    language: Literal["ru", "en"] = "ru"
    product: Code = ""
    edition: Code = ""
    version: Code = ""
    kind: Literal["setup", "how_to", "fault", "idea", "licence", "other"] = "other"
    work_stopped: bool = False
    files: Files = []


class NewMessage(Asked):
    """A message to the customer by one of the three verbs; ``tell`` may promise when the next word comes, and say by
    ``late`` that its text gives the reason why a moment which the customer was told will not be kept."""

    verb: Literal["ask", "tell", "answer"]
    text: Text
    files: Files = []
    word_until: Moment | None = None
    consent: Annotated[Line, Field(max_length=250)] = ""
    late: bool = False
    repeat: bool = False

    @model_validator(mode="after")
    def promises_by_tell_alone(self) -> Self:
        """Another verb promises no moment: it would be lost without a word."""
        if self.word_until is not None and self.verb != "tell":
            raise ValueError("only the verb tell promises a moment")
        if self.word_until is not None and not _possible(self.word_until):
            raise ValueError("word_until lies outside the years 2000 to 2399")
        return self


class NewNote(Asked):
    """An internal note: the customer never sees it."""

    text: Text
    files: Files = []


class SaidInCall(Asked):
    """A call or a visit: when it began, what the customer said, what was answered and by which verb; empty: nothing."""

    kind: Literal["call", "visit"] = "call"
    started_at: Moment
    heard: Annotated[Line, Field(max_length=MOST_LETTERS)] = ""
    said: Annotated[Line, Field(max_length=MOST_LETTERS)] = ""
    verb: Literal["", "ask", "tell", "answer"] = ""
    word_until: Moment | None = None
    consent: Annotated[Line, Field(max_length=250)] = ""

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        """A moment is promised by tell alone, and what was answered is said with its verb."""
        if any(not _possible(one) for one in (self.started_at, self.word_until) if one is not None):
            raise ValueError("a moment lies outside the years 2000 to 2399")
        if self.word_until is not None and self.verb != "tell":
            raise ValueError("only the verb tell promises a moment")
        if bool(self.verb) != bool(self.said.strip()):
            raise ValueError("verb and said belong together")
        if not (self.heard.strip() or self.said.strip() or self._complains):
            raise ValueError("write what was said: heard, said, or both")
        return self

    @property
    def _complains(self) -> bool:
        return False


class CallOnTicket(SaidInCall):
    """A call about a ticket that there is: it may say that we forgot them, and whom that goes to, or that the answer
    did not suit."""

    forgotten: Literal["", "manager", "central", "head"] = ""
    rejected: bool = False

    @property
    def _complains(self) -> bool:
        return bool(self.forgotten) or self.rejected


class WhoCalled(Asked):
    """Who called: an address where they have one, else what they said of themselves; nothing: nobody in particular."""

    address: Annotated[Line, Field(max_length=254, pattern=f"{ADDRESS}|^$")] = ""
    name: Annotated[Line, Field(max_length=250)] = ""
    phone: Annotated[Line, Field(max_length=40)] = ""


class NewCall(SaidInCall):
    """A call about a new matter; product and edition by code, version by name, else the words decide."""

    contact: WhoCalled = WhoCalled()
    heard: Text
    subject: Annotated[Line, Field(max_length=200)] = ""
    product: Code = ""
    edition: Code = ""
    version: Code = ""


class SaidOfDefect(Asked):
    """What becomes of a defect; a fix is said with the name of its version, a refusal with its reason."""

    status: Literal["found", "confirmed", "planned", "fixed", "wont_fix"] | None = None
    reason: Annotated[Line, Field(max_length=500)] = ""
    fixed_in: Annotated[Line, Field(max_length=40)] = ""

    @model_validator(mode="after")
    def says_whose_reason(self) -> Self:
        """A reason belongs to a status, and so does a version: else it would be lost without a word."""
        if (self.reason and self.status != "wont_fix") or (self.fixed_in and self.status != "fixed"):
            raise ValueError("reason is said with the status wont_fix, fixed_in with fixed")
        return self


class DefectPut(SaidOfDefect):
    """All that the tracker knows of a defect. Product by code, version by name."""

    title: Annotated[Line, Field(min_length=1, max_length=250)]
    url: Annotated[Line, Field(max_length=500)] = ""
    product: Code = ""
    version: Annotated[Line, Field(max_length=40)] = ""
    status: Literal["found", "confirmed", "planned", "fixed", "wont_fix"] = "found"


class DefectPatch(SaidOfDefect):
    """What changes of a defect; null stays as it is."""

    title: Annotated[Line, Field(min_length=1, max_length=250)] | None = None
    public_title: Annotated[Line, Field(max_length=250)] | None = None
    url: Annotated[Line, Field(max_length=500)] | None = None
    product: Code | None = None
    version: Annotated[Line, Field(max_length=40)] | None = None


def _possible(moment: datetime) -> bool:
    return 2000 <= moment.year <= 2399
