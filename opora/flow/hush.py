"""A desk that was put back from a backup writes to nobody, until a person says so: its letters may have left since."""

from datetime import datetime

from opora.channels import actions as channels
from opora.channels.mail import send
from opora.core.events import AnsweringStopped, Restored
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.offices.actions import set_policy
from opora.offices.queries import is_quiet

HELD = (
    "Held back: it waited when the backup was made, and has probably left since. "
    "Whether the customer has it is for a person to find out."
)


def hush(made_at: datetime, now: datetime) -> int:
    """Make the desk quiet and hold back what waited at ``made_at``; how many letters there were.

    Of those that a server was known to have taken it is noted that they were sent.
    """
    send.recall()
    with begin(now, MACHINE, "cli") as step:
        held = channels.hold_back(step, HELD)
        if not is_quiet(now):
            set_policy(step, name="answering", value=False, valid_from=now)
            step.note(AnsweringStopped(), "desk", 1)
        step.note(Restored(made_at=made_at, held=held), "desk", 1)
    return held
