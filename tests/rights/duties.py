"""What the addresses of duties want beforehand, and what they take."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from opora.contracts import actions as contracts
from opora.contracts.models import Duty
from opora.core.step import MACHINE
from opora.flow.step import begin
from tests.stories.may_2026 import local
from tests.world import OPENED

if TYPE_CHECKING:
    from tests.rights.sample import Sample

END = "setup/duties/<int:duty_id>/end/"


def duty(one: "Sample") -> None:
    """One of the office in Yekaterinburg that is to come."""
    world = one.world
    with begin(OPENED, MACHINE, "cli") as step:
        contracts.enter_duty(
            step, organisation=world.gear, office=world.yekaterinburg, from_at=local("05-09 18:00"),
            until_at=local("05-09 22:00"), staff=[world.irina], reason="Запуск цеха",
        )  # fmt: skip


def parameters(address: str) -> dict[str, Any]:
    """What stands for the parameters of an address of duties."""
    return {"duty_id": Duty.objects.get().pk} if address == END else {}


BEFORE: dict[str, Callable[["Sample"], None]] = {END: duty}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("setup/duties/", "POST"): {
        "organisation": "0000000018", "office": "yekaterinburg", "from_at": "2026-05-09T18:00",
        "until_at": "2026-05-09T22:00", "first": "irina@vendor.test", "second": "", "third": "", "fourth": "",
        "reason": "Запуск цеха", "counts": "1",
    },
}  # fmt: skip
