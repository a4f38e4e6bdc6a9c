"""Who may see defects, and who says what becomes of them."""

from datetime import datetime

from django.db.models import QuerySet

from opora.accounts.models import ApiKey, Role, User
from opora.lib import pages
from opora.programme.models import Defect, DefectLink
from opora.programme.queries import defect_by_id, defect_by_key, id_from_number, search
from opora.tickets.access import reads_tickets, tickets_for
from opora.tickets.models import Ticket

__all__ = [
    "defect_for",
    "defect_for_key",
    "defects_for",
    "defects_for_key",
    "reads_by_key",
    "reads_defects",
    "sets_by_key",
    "sets_defects",
    "waiting_for",
]

PAGE = 50
_SETS = {Role.CENTRAL, Role.DEVELOPER, Role.HEAD}


def reads_defects(user: User) -> bool:
    """Whether this person sees defects and links tickets to them: whoever reads tickets. A defect's own title may say
    more of our programs than customers are to know, so that sales, the administrator and the auditor see none."""
    return reads_tickets(user)


def sets_defects(user: User) -> bool:
    """Whether this person says what becomes of a defect, and what customers read of it: the second and third line and
    the head."""
    return user.is_active and user.role in _SETS


def defects_for(user: User, find: str = "", after: str = "") -> tuple[list[Defect], str]:
    """A page of the defects that these words find (all for none), newest first, and the token of the next page."""
    rows = search(find) if reads_defects(user) else Defect.objects.none()
    return pages.newest(rows, "found_at", pages.read(after), PAGE)


def defect_for(user: User, number: str) -> Defect | None:
    """The defect of this number of ours."""
    defect_id = id_from_number(number)
    return defect_by_id(defect_id) if defect_id is not None and reads_defects(user) else None


def waiting_for(user: User, defect: Defect, now: datetime) -> QuerySet[Ticket]:
    """The open tickets that wait for this defect, as far as the person may see them (E3)."""
    waiting = DefectLink.objects.filter(defect=defect).values("ticket")
    return tickets_for(user, now).filter(pk__in=waiting, next_at__isnull=False)


def reads_by_key(key: ApiKey) -> bool:
    """Whether a key of the API sees defects: as nobody by its scopes, as somebody if they see any."""
    scoped = key.may("defects:read") or key.may("defects:write")
    return scoped and (key.user is None or reads_defects(key.user))


def sets_by_key(key: ApiKey) -> bool:
    """Whether a key of the API says what becomes of defects: as nobody by its scope, as somebody if they do."""
    return key.may("defects:write") and (key.user is None or sets_defects(key.user))


def defects_for_key(
    key: ApiKey, status: str = "", place: tuple[datetime, int] | None = None, size: int = PAGE
) -> tuple[list[Defect], str]:
    """A page of the defects in this status (all for none), newest first, and the token of the next one."""
    rows = search("") if reads_by_key(key) else Defect.objects.none()
    return pages.newest(rows.filter(status=status) if status else rows, "found_at", place, size)


def defect_for_key(key: ApiKey, tracker_key: str) -> Defect | None:
    """The defect of this key of the tracker, for a key of the API that sees defects."""
    return defect_by_key(tracker_key) if reads_by_key(key) else None
