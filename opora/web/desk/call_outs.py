"""Calls to staff on duty on a ticket's page: whether one waits to be accepted, and how each way of calling fared."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext, gettext_lazy

from opora.channels.queries import fates_of
from opora.core import events as e
from opora.core.facts import Stage
from opora.core.step import Noted
from opora.web.words import Words

NOT_TAKEN: Words = {
    "no connection": gettext_lazy("no connection"),
    "no answer": gettext_lazy("no answer"),
    "no trusted TLS": gettext_lazy("no trusted TLS"),
    "too late": gettext_lazy("too late"),
    "no address is set": gettext_lazy("no address is set"),
}
"""What went wrong on the way, as rows keep it; else they keep the status that the other side answered."""
Calls = e.CalledOut | e.DutyAccepted | e.CallsUnanswered | e.CalledOff


def waits(history: Sequence[Noted], stage: str) -> bool:
    """Whether staff are called out to this ticket and nobody has accepted it yet."""
    last = next((one.event for one in reversed(history) if isinstance(one.event, Calls)), None)
    return isinstance(last, e.CalledOut | e.CallsUnanswered) and stage != Stage.CLOSED


def fates(history: Iterable[Noted]) -> Mapping[int, str]:
    """How the letters of the calls fared, as a sentence by the call's number."""
    events = {one.id: one.event.number for one in history if isinstance(one.event, e.CalledOut) and one.id}
    said: dict[int, list[str]] = {}
    for event_id, way, state, why in fates_of(events):
        said.setdefault(events[event_id], []).append(_fate(way, state, why))
    return {number: "; ".join(parts) for number, parts in said.items()}


def _fate(way: str, state: str, why: str) -> str:
    sentences = {
        ("letter", "sent"): gettext("the letter has left"),
        ("letter", "failed"): gettext("the letter did not leave: %(why)s"),
        ("letter", "queued"): gettext("the letter has not left yet"),
        ("letter", "shown"): gettext("the letter is only shown, the desk is quiet"),
        ("hook", "sent"): gettext("the call was delivered"),
        ("hook", "failed"): gettext("the call was not delivered: %(why)s"),
        ("hook", "queued"): gettext("the call is not delivered yet: %(why)s")
        if why
        else gettext("the call is on its way"),
        ("hook", "stale"): gettext("the call was called off before it left"),
        ("browser", "sent"): gettext("delivered into a browser"),
        ("browser", "failed"): gettext("not delivered into a browser: %(why)s"),
        ("browser", "queued"): gettext("not yet delivered into a browser"),
        ("browser", "stale"): gettext("the call into a browser was called off before it left"),
    }
    return sentences[way, state] % {"why": NOT_TAKEN.get(why, why)}
