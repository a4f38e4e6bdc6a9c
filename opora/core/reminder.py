"""The customer's reminder (domain.md 8): an escalation answer that only its holder's word or a full answer meets."""

from datetime import datetime

from opora.core import events as e
from opora.core.facts import Stage
from opora.core.standing import Standing


def reminded(s: Standing, event: e.Reminded, at: datetime) -> None:
    """The holder owes a word; no other clock is touched (E5). After an answer it is a word of theirs, to be read (P7).

    A climb by silence that was under way goes on in it, due no later than it was.
    """
    live = s.live("escalation")
    if live is not None:
        live.withdraw("reminded")
    s.start_dated("escalation", at, event.until)
    s.rung, s.holder, s.reminded_at = event.rung, event.holder, at
    if s.stage is Stage.ANSWERED:
        s.words_since = s.words_since or at
        if s.live("look") is None:
            s.start("look", at, s.policy.look)


def meets(s: Standing, event: e.Asked | e.Told | e.Answered, at: datetime, noted_at: datetime) -> bool:
    """Whether this word ends the climb. By silence any human word does (P1); a reminder wants more (E4).

    Its holder's word does, or anybody's answer to the point; what was said before it does not. What is noted in the
    same instant was said to it: of a call both are logged at once, after it.
    """
    if s.reminded_at is None:
        return True
    of_the_holder = s.speaker is not None and s.speaker == s.holder
    after = at >= s.reminded_at or noted_at == s.reminded_at
    return after and (isinstance(event, e.Answered) or of_the_holder)


def miss_if_late(s: Standing, at: datetime) -> None:
    """A reminder's word that came after its moment and before the worker did: missed, and then met."""
    owed = s.live("escalation")
    if s.reminded_at is not None and owed is not None and owed.due_at < at:
        owed.miss()
