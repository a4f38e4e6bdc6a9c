"""Macros by program: the list, with fields as they are kept."""

import pytest

from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.registry.queries import product_by
from opora.tickets import actions as tickets
from tests.api.programs import Programs
from tests.stories.may_2026 import local

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_the_list_names_what_may_be_put_into_a_text(programs: Programs) -> None:
    with begin(local("05-06 10:00"), MACHINE, "cli") as step:
        one = tickets.make_macro(step, name="Журнал", verb="ask", text="{имя}, пришлите журнал.", product=None)
        other = tickets.make_macro(
            step, name="Чертёж", verb="note", text="Проверить.", product=product_by("chertezh-3d")
        )
        ended = tickets.make_macro(step, name="Старый", verb="note", text="Нет.", product=None)
        tickets.end_macro(step, ended)
    key = programs.key("tickets:read")
    answer = programs.get(key, "/macros")
    assert (answer.status, answer.body) == (200, [
        {"id": one.pk, "name": "Журнал", "verb": "ask", "product": None, "text": "{имя}, пришлите журнал."},
        {"id": other.pk, "name": "Чертёж", "verb": "note", "product": "chertezh-3d", "text": "Проверить."},
    ])  # fmt: skip
    assert programs.get(programs.key("registry:read"), "/macros").status == 403
