"""Who holds which rung and who is away when, as the weeks have it: no question to the product."""

from collections import defaultdict
from datetime import datetime

from tests.world import World

CENTRAL, HEAD = 2, 3


class Staff:
    """Absences by person (a row), each from an instant to another, and the people of each rung in their order."""

    def __init__(self, world: World) -> None:
        self._gone: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        self._managers: dict[int | None, tuple[int, ...]] = {
            world.yekaterinburg.pk: (world.olga.pk, world.denis.pk),
            world.moscow.pk: (world.pavel.pk,),
            world.vladivostok.pk: (world.roman.pk,),
            world.central.pk: (world.svetlana.pk,),
        }
        self._higher_lines = (world.central.pk, world.development.pk)
        self._above = {CENTRAL: (world.svetlana.pk,), HEAD: (world.viktor.pk,)}

    def leave(self, person: int, from_at: datetime, until_at: datetime) -> None:
        """Somebody is away between two instants."""
        self._gone[person].append((from_at, until_at))

    def near(self, owning: int | None, home: int | None) -> int | None:
        """Whose manager is the first rung: where a line above has the ticket, that of the home (E2)."""
        return home if owning in self._higher_lines else owning

    def holder_of(self, rung: int, office: int | None, assignee: int | None, at: datetime) -> int | None:
        """The first of a rung's people who is there and is not the assignee (E4)."""
        people = self._above.get(rung) or self._managers.get(office, ())
        return next((one for one in people if one != assignee and not self.is_away(one, at)), None)

    def is_away(self, person: int, at: datetime) -> bool:
        """Whether they are away at the instant."""
        return any(from_at <= at < until_at for from_at, until_at in self._gone[person])
