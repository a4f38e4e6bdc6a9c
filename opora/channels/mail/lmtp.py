"""What becomes of a letter that comes by LMTP: kept for each of its recipients, or left with whoever hands it over."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connections

from opora.channels import queries
from opora.channels.mail.keep import enter_now
from opora.lib.store import Kept, Source, StoreFull
from opora.lib.trouble import where

KEPT = "250 2.1.5 Kept"
AWAY = "451 4.3.0 The database does not answer; try again later"
NOBODY = "451 4.3.5 There is no such mailbox here; opora mail add makes one"
FULL = "452 4.3.1 The disk is full; try again later"
STUCK = "451 4.3.0 The letter cannot be kept now; try again later"
TOO_LARGE = "552 5.3.4 The letter is larger than SIZE says"

logger = logging.getLogger("opora.lmtp")


@dataclass(frozen=True, slots=True)
class Door:
    """Keeps letters; several threads may do so at once. What no mailbox's address names comes to ``otherwise``.

    An MTA that hears a 4xx keeps the letter and comes back, so whatever goes wrong here is one, and nothing bounces.
    """

    otherwise: str
    clock: Callable[[], datetime]

    def take(self, raw: Source, recipients: Sequence[str]) -> list[str]:
        """What is said of each recipient, in their order: kept only when bytes and row are durable."""
        try:
            kept = queries.store().keep(raw)
            try:
                return self._entered(kept, recipients)
            except (DatabaseError, InterfaceError):
                # A connection that the server ended is found out by using it.
                connections.close_all()
                return self._entered(kept, recipients)
        except Exception as error:
            connections.close_all()
            logger.error("%s", error if isinstance(error, StoreFull) else where(error))
            answer = AWAY if isinstance(error, (DatabaseError, InterfaceError)) else STUCK
            return [FULL if isinstance(error, StoreFull) else answer] * len(recipients)

    def _entered(self, kept: Kept, recipients: Sequence[str]) -> list[str]:
        names = queries.names_by_address()
        wanted = [_name_at(address, names) or self.otherwise for address in recipients]
        answers = {name: self._enter(kept, name) for name in dict.fromkeys(wanted)}
        return [answers[name] for name in wanted]

    def _enter(self, kept: Kept, name: str) -> str:
        try:
            enter_now(kept, name, self.clock())
        except LookupError as error:
            logger.error("%s", error)
            return NOBODY
        return KEPT


def _name_at(address: str, names: dict[str, str]) -> str | None:
    """The mailbox of an address, with or without something behind a plus."""
    local, _, domain = address.lower().rpartition("@")
    return names.get(f"{local}@{domain}") or names.get(f"{local.partition('+')[0]}@{domain}")
