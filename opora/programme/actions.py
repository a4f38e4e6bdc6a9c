"""Writes to defects: bare verbs, the step first. Who calls has locked the tickets concerned."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from opora.accounts.models import User
from opora.core.events import DefectChanged, DefectFound, DefectLinked, DefectStatusSet, DefectUnlinked
from opora.core.step import Step
from opora.lib.errors import Refused
from opora.programme.models import STATUSES, Defect, DefectLink
from opora.programme.queries import defect_by_key
from opora.registry.models import Version
from opora.tickets.models import Ticket

FACTS = ("title", "public_title", "tracker_key", "tracker_url", "product", "version")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:#-]{0,79}", re.ASCII)


def enter(step: Step, **facts: Any) -> Defect:
    """A new defect, of these `FACTS`. Raises Refused without a title, for a taken key, for a strange address."""
    defect = Defect(found_at=step.now)
    _set(defect, facts)
    defect.save()
    step.begins("defect", defect.pk)
    step.note(DefectFound(), "defect", defect.pk)
    return defect


def lock(defect_id: int) -> Defect:
    """The defect, locked for the Step; tickets may be linked to it meanwhile. Raises Defect.DoesNotExist."""
    return Defect.objects.select_for_update(of=("self",), no_key=True).get(pk=defect_id)


def correct(step: Step, defect: Defect, **facts: Any) -> None:
    """Other facts; what stays as it is needs no event. Raises Refused as `enter` does."""
    changed = _set(defect, facts)
    if changed:
        defect.save(update_fields=list(changed))
        step.note(DefectChanged(changed), "defect", defect.pk)


def set_status(step: Step, defect: Defect, status: str, *, reason: str = "", fixed_in: Version | None = None) -> bool:
    """What becomes of it; gives whether that is news. Raises Refused for a fix without a version of its product, and
    for none without a reason."""
    reason, fixed_in = _promised(defect, status, reason.strip(), fixed_in)
    if (defect.status, defect.reason, defect.fixed_in_id) == (status, reason, fixed_in.pk if fixed_in else None):
        return False
    before = defect.status
    defect.status, defect.reason, defect.fixed_in = status, reason, fixed_in
    defect.save(update_fields=["status", "reason", "fixed_in"])
    step.note(DefectStatusSet(status, before, fixed_in.pk if fixed_in else None), "defect", defect.pk)
    return True


def link(step: Step, ticket: Ticket, defect: Defect, user: User) -> int | None:
    """The ticket waits for this defect, and for no other one any more; gives the row of the one before, if any.

    Raises Refused when it does already.
    """
    held = DefectLink.objects.filter(ticket=ticket).first()
    if held is not None and held.defect_id == defect.pk:
        raise Refused(_("The ticket is linked to this defect already."))
    if held is not None:
        unlink(step, ticket)
    DefectLink.objects.create(ticket=ticket, defect=defect, user=user, at=step.now)
    step.note(DefectLinked(defect.pk), "ticket", ticket.pk)
    return held.defect_id if held else None


def unlink(step: Step, ticket: Ticket) -> int:
    """The ticket waits for no defect any more; gives the row of the one before. Raises Refused when it does not."""
    held = DefectLink.objects.filter(ticket=ticket).first()
    if held is None:
        raise Refused(_("The ticket is linked to no defect."))
    held.delete()
    step.note(DefectUnlinked(held.defect_id), "ticket", ticket.pk)
    return held.defect_id


def follow(step: Step, ticket: Ticket, into: Ticket) -> None:
    """A merged ticket takes its defect along, unless the one that goes on has its own."""
    held = DefectLink.objects.filter(ticket=ticket).first()
    if held is None:
        return
    if DefectLink.objects.filter(ticket=into).exists():
        held.delete()
    else:
        held.ticket = into
        held.save(update_fields=["ticket"])
        step.note(DefectLinked(held.defect_id), "ticket", into.pk)
    step.note(DefectUnlinked(held.defect_id), "ticket", ticket.pk)


def _set(defect: Defect, facts: dict[str, Any]) -> tuple[str, ...]:
    sound = {name: value.strip() if isinstance(value, str) else value for name, value in facts.items()}
    if not sound.get("title", defect.title):
        raise Refused(_("A defect needs a title. Say in a few words what goes wrong."))
    if "tracker_url" in sound:
        sound["tracker_url"] = _of_the_web(sound["tracker_url"])
    if key := sound.get("tracker_key"):
        _check_key(defect, key)
    changed = tuple(name for name in FACTS if name in sound and getattr(defect, name) != sound[name])
    for name in changed:
        setattr(defect, name, sound[name])
    if any(one and one.product_id != defect.product_id for one in (defect.version, defect.fixed_in)):
        raise Refused(_("The version is of another product. Choose both anew."))
    return changed


def _check_key(defect: Defect, key: str) -> None:
    if not KEY.fullmatch(key):
        raise Refused(_("A key is written in Latin letters, digits and . _ : # - without blanks, as CAD-17."))
    taken = defect_by_key(key)
    if taken is not None and taken.pk != defect.pk:
        raise Refused(_("The defect %(number)s has this key already.") % {"number": taken.number})


def _of_the_web(url: str) -> str:
    """An address that a browser opens as a page and not as a program."""
    if not url:
        return ""
    wrong = Refused(_("The address in the tracker must begin with https:// or http:// and have no blanks."))
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and " " not in url
    except ValueError:
        raise wrong from None
    if not sound or len(url) > 500:
        raise wrong
    return parts.scheme + url[len(parts.scheme) :]


def _promised(defect: Defect, status: str, reason: str, fixed_in: Version | None) -> tuple[str, Version | None]:
    if status not in STATUSES:
        raise Refused(_("There is no such status. Choose one from the list."))
    if status == "fixed" and (fixed_in is None or fixed_in.product_id != defect.product_id):
        raise Refused(_("Say in which version of the product it is fixed."))
    if status == "wont_fix" and not reason:
        raise Refused(_("Say why it will not be fixed: customers read it."))
    return reason[:500] if status == "wont_fix" else "", fixed_in if status == "fixed" else None
