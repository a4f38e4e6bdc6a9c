"""A Step is one transaction; its reactions end."""

from datetime import UTC, datetime

import pytest

from opora.core.events import ContactAdded, PolicySet
from opora.core.step import MACHINE, Noted, Step
from opora.flow.reactions import REACTIONS
from opora.flow.step import begin
from opora.ledger.models import Event

NOW = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_a_step_may_note_as_much_as_it_writes() -> None:
    """An import or a vendor's preset writes thousands of rows in one Step, so that a mistake undoes them all."""
    with begin(NOW, MACHINE, "cli") as step:
        for number in range(1, 602):
            step.note(ContactAdded(), "contact", number)
    assert Event.objects.count() == 601


def test_reactions_that_note_each_other_without_end_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def again(step: Step, noted: Noted) -> None:
        step.note(PolicySet(name="again"), "policy", noted.subject_id + 1)

    monkeypatch.setitem(REACTIONS, PolicySet, (again,))
    with pytest.raises(RuntimeError, match="PolicySet"), begin(NOW, MACHINE, "cli") as step:
        step.note(PolicySet(name="first"), "policy", 1)
    assert not Event.objects.exists()
