"""How many acknowledgements an address gets in a day: a stranger five, a known organisation as many as it needs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from opora.channels.models import Outbound
from tests.stories.street import letter, receive
from tests.world import STRANGER, build

pytestmark = [pytest.mark.django_db, pytest.mark.both]

MORNING = datetime(2026, 5, 12, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(("sender", "acknowledged"), [(STRANGER, 5), ("anna@gear.example.org", 7)])
def test_seven_letters_in_a_morning(sender: str, acknowledged: int, tmp_path: Path, settings: SimpleNamespace) -> None:
    settings.DATA_DIR = tmp_path
    build()
    for number in range(7):
        at = MORNING + timedelta(minutes=number)
        receive(letter(sender, f"Вопрос {number}", f"Подскажите про лист {number}.", at), at)
    assert Outbound.objects.filter(reaction="acknowledge", recipient=sender).count() == acknowledged
