"""A desk that writes to nobody yet, and the day on which it begins to answer."""

from opora.flow import start
from opora.flow.start import Choice
from tests.weeks.deeds import At

CHOICES: list[Choice] = ["tell", "tell", "silent", "close"]


def quiet_at_first(at: At) -> None:
    """Nobody is written to until the desk is told to begin."""
    start.stop(None, at.now)
    at.desk.judge.quiet = True


def starts_answering(at: At) -> None:
    """Group by group: told, left in silence, or closed. On a desk that answers nothing happens."""
    choices = {group.key: at.dice.choice(CHOICES) for group in start.groups(at.now)}
    start.start(at.desk.world.viktor, choices, at.now)
    at.desk.judge.quiet = False
