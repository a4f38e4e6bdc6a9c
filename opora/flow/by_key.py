"""An integration writes for a customer: the same street as a letter's, entered by the API."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Literal

from django.db import IntegrityError

from opora.accounts.queries import ApiKey
from opora.channels import actions as channels
from opora.channels.queries import taken_request
from opora.core.facts import Arrival, AttachedFile, Kind, Segment, Sender
from opora.core.step import Actor
from opora.flow.decide import Named
from opora.flow.open_ticket import open_ticket
from opora.flow.step import begin
from opora.registry.actions.meeting import meet
from opora.registry.queries import edition_by, product_by, version_by
from opora.tickets.queries import Ticket

TRIES = 3
"""Two that come at one instant, under one key or from one new address: the later one looks again."""


class OtherRequest(Exception):
    """The idempotency key was used for something else."""


@dataclass(frozen=True, slots=True)
class Request:
    """What an integration says of a customer's matter; product, edition by code and version by name, empty: unnamed."""

    address: str
    text: str
    name: str = ""
    subject: str = ""
    language: Literal["ru", "en"] = "ru"
    product: str = ""
    edition: str = ""
    version: str = ""
    kind: Kind = Kind.OTHER
    work_stopped: bool = False
    files: tuple[AttachedFile, ...] = ()

    @property
    def digest(self) -> str:
        """The same for the same request, to the last byte of its files."""
        files = [[one.name, one.type, hashlib.sha256(one.content).hexdigest()] for one in self.files]
        said = {**asdict(replace(self, files=())), "files": files}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Opened:
    """The ticket of a request, whether it is new, and which of the names that were given nobody here knows."""

    ticket: Ticket
    new: bool
    unknown: tuple[str, ...]


def open_by_key(key: ApiKey, request: Request, now: datetime, idempotency_key: str = "") -> Opened:
    """Open the ticket of a request; the same request under the same idempotency key gives the same ticket.

    Names that nobody knows refuse nothing (L1): they are told, and stand below the text. ``now`` is aware, UTC.
    Raises OtherRequest when the key was used for another request.
    """
    named, unknown = named_by(request.product, request.edition, request.version)
    for attempt in range(1, TRIES + 1):
        done = taken_request(key, idempotency_key)
        if done is not None:
            if done.digest != request.digest or done.ticket is None:
                raise OtherRequest
            return Opened(done.ticket, False, unknown)
        try:
            return Opened(_open(key, request, named, unknown, now, idempotency_key), True, unknown)
        except IntegrityError:
            if attempt == TRIES:
                raise
    raise AssertionError("the last try returns or raises")


def _open(
    key: ApiKey, request: Request, named: Named | None, unknown: tuple[str, ...], now: datetime, idempotency_key: str
) -> Ticket:
    with begin(now, Actor("key", key.pk), "api") as step:
        taken = channels.take_request(step, key, idempotency_key, request.digest) if idempotency_key else None
        arrival = _arrival(request, unknown)
        contact = meet(step, arrival.sender, arrival.language)
        ticket = open_ticket(step, arrival, contact, now, named=named).ticket
        if taken is not None:
            channels.bind_request(step, taken, ticket)
    return ticket


def _arrival(request: Request, unknown: tuple[str, ...]) -> Arrival:
    """What was named and isn't known is kept below the text, where a specialist finds it."""
    kept = "\n".join(f"{what}: {getattr(request, what)}" for what in unknown)
    segments = [Segment("text", request.text)]
    if kept:
        segments.append(Segment("quote", f"\n\n{kept}\n"))
    return Arrival(
        channel="api",
        sender=Sender(request.address.lower(), request.name),
        subject=request.subject,
        segments=tuple(segments),
        language=request.language,
        files=request.files,
        kind=request.kind,
        work_stopped=request.work_stopped,
    )


def named_by(product_code: str, edition_code: str, version_name: str) -> tuple[Named | None, tuple[str, ...]]:
    """What the codes name, and which of them name nothing. Without a product that is known the words decide."""
    product = product_by(product_code) if product_code else None
    edition = edition_by(product.code, edition_code) if product and edition_code else None
    version = version_by(product.code, version_name) if product and version_name else None
    found = {"product": (product_code, product), "edition": (edition_code, edition), "version": (version_name, version)}
    unknown = tuple(what for what, (said, row) in found.items() if said and row is None)
    return (product, edition, version) if product else None, unknown
