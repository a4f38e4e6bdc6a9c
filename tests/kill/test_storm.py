"""Two hundred kills at random instants, in four storms of fifty; the figures stand at the end of the run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.figures import FIGURES
from tests.kill.desk import desk
from tests.kill.outside import mail_server
from tests.kill.reckoning import reckon
from tests.kill.storm import Storm
from tests.kill.web import Browser
from tests.services.dovecot import Mailbox
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.long]

KILLS = 50
SLOW = 0.3


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_storm_of_kills_loses_nothing(
    seed: int, world: World, mailbox: Mailbox, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    # The mail server takes its time, so that many kills fall into a sending.
    with mail_server(SLOW, seed) as server, desk(tmp_path / "data", mailbox, server, lease=5) as struck:
        # The central service reads the tickets of strangers as well.
        storm = Storm(struck, seed, Browser(world.timur))
        storm.blow(KILLS)
        line = storm.figures()
        print(line)
        (tmp_path / "figures").write_text(line + "\n")
        record_property(FIGURES, line)
        facts = struck.facts()
        found = reckon(facts)
        assert found.faults == []
        assert len(storm.killed) == KILLS
        assert len(facts.acknowledged) == len(facts.filed) == struck.numbers
        # Kills did hit work, or the storm would prove nothing.
        assert storm.taken_again() + sum(row.doubtful for row in facts.rows) > 0
        assert len(storm.browser.seen) > 0
