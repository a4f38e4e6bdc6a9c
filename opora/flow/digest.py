"""The head's morning: what is on the ladder, in one letter a working day (domain.md 8)."""

from datetime import date, datetime

from django_tasks import TaskContext, task

from opora.accounts.queries import User
from opora.calendars.queries import work_calendar
from opora.core import zones
from opora.core.events import LadderListed
from opora.core.step import MACHINE
from opora.flow.bundle import letters_of_day, was_listed
from opora.flow.decide import sound_zone
from opora.flow.step import begin
from opora.jobs.schedules import Standing
from opora.offices.queries import central_service, heads_at, is_quiet, policy_at
from opora.promises.queries import on_the_ladder

FROM_HOUR = 9
DIGESTING = Standing("head-digest", "opora.flow.digest.morning", "0 * * * *")


@task(takes_context=True)
def morning(context: TaskContext) -> None:
    """Every hour: whoever's morning has come gets the letter."""
    now = context.task_result.last_attempted_at
    assert now is not None
    write(now)


def write(now: datetime) -> None:
    """To each head whose working day has reached nine o'clock, once a day, while somebody owes a word on the ladder.

    ``now`` is aware, UTC. A day is working by the central service's calendar, the hour is the head's own.
    """
    if is_quiet(now) or not on_the_ladder():
        return
    central = central_service()
    calendar = work_calendar(central.calendar if central else "")
    for person in heads_at(now):
        here = now.astimezone(zones.zone(sound_zone(person.zone)))
        if calendar.works_on(here.date()) and here.hour >= FROM_HOUR:
            _note_once(person, here.date(), now)


def _note_once(person: User, day: date, now: datetime) -> None:
    with begin(now, MACHINE, "tick") as step:
        room = letters_of_day(person, day) < policy_at(now).staff_letters_a_day
        if room and not was_listed(person, day):
            step.note(LadderListed(day.isoformat()), "user", person.pk)
