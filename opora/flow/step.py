"""Where every change happens: one transaction, the events written at once, the reactions run until none is left."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from opora.core.step import Actor, Step, Via
from opora.flow.reactions import REACTIONS
from opora.ledger.actions import Recorder
from opora.ledger.revisions import allow, confirm
from opora.lib.remembered import remembering

MOST_EVENTS = 500
"""Reactions that note more than this react to each other in a circle; what the Step itself notes is not counted."""


@contextmanager
def begin(now: datetime, actor: Actor, via: Via) -> Iterator[Step]:
    """Open a Step at this instant (aware, UTC). Whatever is raised inside undoes all of it, events and letters too."""
    with transaction.atomic(), remembering():
        allow()
        recorder = Recorder()
        step = Step(now=now, actor=actor, via=via, id=uuid4(), record=recorder, begins=recorder.begins)
        yield step
        _react(step)
        for end in step.endings.values():
            end()
        confirm()


def _react(step: Step) -> None:
    done, most = 0, len(step.noted) + MOST_EVENTS
    while done < len(step.noted):
        noted = step.noted[done]
        done += 1
        if done > most:
            raise RuntimeError(f"reactions without end, last to {type(noted.event).__name__}")
        for reaction in REACTIONS.get(type(noted.event), ()):
            reaction(step, noted)
