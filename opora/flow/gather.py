"""What the machine writes to one address beyond so many letters a day goes in one letter, a few minutes later.

The letters are composed and what they tell is noted as ever (P1); only their leaving is joined. A colleague's word
waits for nothing, and one letter that is alone goes as itself.
"""

from datetime import datetime

from opora.channels import actions as channels
from opora.channels.gathering import lock_gathered
from opora.core.events import LettersGathered
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.offices.queries import is_quiet


def write(letter_id: int, now: datetime) -> None:
    """Join all that waits for whom this letter is for; what has become untrue meanwhile is left out (P2).

    ``now`` is aware, UTC. Joined already: nothing happens.
    """
    with begin(now, MACHINE, "tick") as step:
        waiting = lock_gathered(letter_id)
        if is_quiet(now):
            channels.end_gathering(step, waiting, "shown")
            return
        gone = [one for one in waiting if one.useless_after is not None and one.useless_after < now]
        channels.end_gathering(step, gone, "stale")
        due = [one for one in waiting if one not in gone]
        if len(due) == 1:
            channels.end_gathering(step, due, "queued")
        elif due:
            channels.end_gathering(step, due, "joined")
            step.note(LettersGathered(tuple(one.pk for one in due)), "desk", 1)
