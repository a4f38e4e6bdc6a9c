"""Is the desk ready? What the first-run page shows, derived from what is there; no step is ever ticked off by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from opora.accounts.queries import Role, staff
from opora.calendars.queries import work_calendars
from opora.channels import queries as channels
from opora.channels.queries import Mailbox
from opora.core.events import MailboxTried
from opora.ledger.queries import timeline_of
from opora.offices.queries import Office, is_quiet, offices_all, offices_without_manager, seated, setting_at
from opora.registry.queries import count_products, count_purchases
from opora.tickets.queries import open_tickets

SENT = "ok"


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands and what is missing; lists name what is not as it should be.

    ``watched`` are mailboxes that bring letters, ``looked`` those of them whose last look went well; ``sending`` can
    send by their settings, ``tried`` those that a server was seen to take a sender or a letter from. ``out_folder`` is
    where letters become files instead (OPORA_MAIL_OUT_DIR).
    """

    administrators: int
    mailboxes: tuple[Mailbox, ...]
    watched: tuple[Mailbox, ...]
    looked: tuple[Mailbox, ...]
    sending: tuple[Mailbox, ...]
    tried: tuple[Mailbox, ...]
    out_folder: str
    offices: tuple[Office, ...]
    without_manager: tuple[Office, ...]
    guest_office: str
    staff: int
    unseated: int
    unknown_years: tuple[tuple[str, int], ...]
    products: int
    purchases: int
    quiet: bool
    open_tickets: int


def readiness(now: datetime) -> Readiness:
    """How the desk stands at this instant."""
    offices, people, boxes = offices_all(), staff(), channels.mailboxes()
    watched = [row for row in boxes if row.kind in channels.WATCHED or channels.has_letters(row)]
    sending = [row for row in boxes if row.smtp_host]
    sitting = seated(now)
    return Readiness(
        administrators=sum(one.role == Role.ADMINISTRATOR for one in people),
        mailboxes=tuple(boxes),
        watched=tuple(watched),
        looked=tuple(row for row in watched if not row.trouble and (row.looked_at or row.kind == "pipe")),
        sending=tuple(sending),
        tried=_tried(sending),
        out_folder=settings.MAIL_OUT_DIR,
        offices=tuple(offices),
        without_manager=tuple(offices_without_manager(now)),
        guest_office=setting_at("guest_office", now),
        staff=len(people),
        unseated=sum(one.role in _SEATED and one.pk not in sitting for one in people),
        unknown_years=_unknown_years(offices, now),
        products=count_products(),
        purchases=count_purchases(),
        quiet=is_quiet(now),
        open_tickets=open_tickets().count(),
    )


_SEATED = (Role.SPECIALIST, Role.MANAGER, Role.CENTRAL, Role.DEVELOPER)
"""Roles that see tickets through an office or a line."""


def _tried(sending: Sequence[Mailbox]) -> tuple[Mailbox, ...]:
    """Mailboxes from which a letter left, or whose last trial went well."""
    sent = channels.mailboxes_that_sent()
    histories = timeline_of("mailbox", [row.pk for row in sending])
    found = []
    for row in sending:
        trials = [one.event for one in histories.get(row.pk, ()) if isinstance(one.event, MailboxTried)]
        if trials[-1].outgoing == SENT if trials else row.pk in sent:
            found.append(row)
    return tuple(found)


def _unknown_years(offices: Sequence[Office], now: datetime) -> tuple[tuple[str, int], ...]:
    """Calendars of offices by code whose decree of this or of the next year is not known (T7)."""
    built = work_calendars({office.calendar for office in offices})
    years = (now.year, now.year + 1)
    return tuple((code, year) for code in sorted(built) for year in years if built[code].preliminary(year))
