"""Defects by program: the developers' tracker says what becomes of them, as often as it likes."""

from typing import Any

import pytest

from opora.core.events import DefectChanged, DefectFound, DefectStatusSet
from opora.flow import defects
from opora.ledger.queries import history_of
from opora.programme.models import Defect
from tests.api.programs import Answer, Programs
from tests.stories.may_2026 import local

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SAID = {
    "title": "NPE in AssemblyLoader", "url": "https://tracker.example.org/CAD-17", "product": "chertezh-3d",
    "version": "v22", "status": "confirmed",
}  # fmt: skip
SHOWN = {
    **SAID, "key": "CAD-17", "public_title": "", "reason": "", "fixed_in": None, "waiting": 0,
    "found_at": "2026-05-06T07:00:00Z",
}  # fmt: skip


@pytest.fixture
def key(programs: Programs) -> str:
    return programs.key("defects:read", "defects:write")


def put(programs: Programs, key: str, name: str = "CAD-17", **said: Any) -> Answer:
    return programs.send("PUT", key, f"/defects/{name}", {**SAID, **said})


def patch(programs: Programs, key: str, **said: Any) -> Answer:
    return programs.send("PATCH", key, "/defects/CAD-17", said)


def noted() -> list[Any]:
    return [one.event for one in history_of("defect", Defect.objects.get().pk)]


def test_the_tracker_enters_a_defect_once_and_says_the_same_again(programs: Programs, key: str) -> None:
    first, again = put(programs, key), put(programs, key)
    assert (first.status, again.status) == (201, 200)
    assert first.body == again.body == {**SHOWN, "number": Defect.objects.get().number}
    assert put(programs, key, "cad-17").body == first.body
    assert noted() == [DefectFound(), DefectStatusSet("confirmed", "found")]
    (entered,) = {one.actor for one in history_of("defect", Defect.objects.get().pk)}
    assert entered.kind == "key"


def test_what_is_put_is_all_and_what_is_patched_is_that_alone(programs: Programs, key: str) -> None:
    put(programs, key)
    assert patch(programs, key, public_title="The assembly does not open").body["public_title"] != ""
    fixed = patch(programs, key, status="fixed", fixed_in="v23")
    assert (fixed.status, fixed.body["status"], fixed.body["fixed_in"]) == (200, "fixed", "v23")
    assert patch(programs, key, status="fixed", fixed_in="v23").body == fixed.body
    # A tracker knows nothing of the title for customers, so that it stays; a version that is not put is none.
    replaced = put(programs, key, version="", status="planned").body
    assert replaced == {**fixed.body, "version": None, "status": "planned", "fixed_in": None}
    v23 = programs.world.v23.pk
    assert noted()[2:] == [
        DefectChanged(("public_title",)), DefectStatusSet("fixed", "confirmed", v23),
        DefectChanged(("version",)), DefectStatusSet("planned", "fixed"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"status": "fixed"}, 409, "refused"),
        ({"status": "fixed", "fixed_in": "v99"}, 409, "refused"),
        ({"status": "wont_fix", "reason": " "}, 409, "refused"),
        ({"product": "no-such"}, 409, "refused"),
        ({"version": "v99"}, 409, "refused"),
        ({"url": "javascript:alert(1)"}, 409, "refused"),
        ({"status": "frozen"}, 422, "invalid"),
        ({"reason": "x"}, 422, "invalid"),
        ({"title": ""}, 422, "invalid"),
        ({"public": "x"}, 422, "invalid"),
    ],
)
def test_what_does_not_do_is_refused_and_changes_nothing(
    programs: Programs, key: str, said: dict[str, str], status: int, code: str
) -> None:
    put(programs, key)
    refused = patch(programs, key, **said)
    assert (refused.status, refused.code) == (status, code)
    assert len(noted()) == 2
    assert patch(programs, key, status="wont_fix", reason="It is the driver.").status == 200


def test_a_key_is_written_as_a_key(programs: Programs, key: str) -> None:
    assert put(programs, key, "CAD%2017").code == "invalid"
    assert put(programs, key, "x" * 81).code == "invalid"
    assert put(programs, key, "group_app:7%2317").body["key"] == "group_app:7#17"
    assert programs.get(key, "/defects/CAD-99").code == "not_found"
    assert programs.send("PATCH", key, "/defects/CAD-99", {"status": "planned"}).code == "not_found"


def test_scopes_and_people(programs: Programs, key: str) -> None:
    put(programs, key)
    reader, writer = programs.key("defects:read"), programs.key("defects:write")
    assert put(programs, reader).code == "missing_scope"
    assert patch(programs, reader, status="planned").code == "missing_scope"
    assert programs.get(writer, "/defects").code == "missing_scope"
    assert programs.get(reader, "/defects/CAD-17").status == 200
    # As somebody it may what they may: line 1 says nothing of defects, sales see none.
    assert patch(programs, programs.key("defects:write", user=programs.world.irina), status="planned").code == (
        "not_allowed"
    )
    assert patch(programs, programs.key("defects:write", user=programs.world.timur), status="planned").status == 200
    assert programs.get(programs.key("defects:read", user=programs.world.lidia), "/defects").code == "not_allowed"


def test_the_list_is_read_by_pages_with_how_many_wait(programs: Programs, key: str) -> None:
    for number in range(5):
        put(programs, key, f"CAD-{number}", status="planned" if number else "found")
    ticket = programs.asked()
    found = Defect.objects.get(tracker_key="CAD-3")
    defects.link(ticket.pk, programs.world.irina, found.pk, local("05-06 12:00"))
    first = programs.get(key, "/defects", size=3).body
    assert [(one["key"], one["waiting"]) for one in first["defects"]] == [("CAD-4", 0), ("CAD-3", 1), ("CAD-2", 0)]
    rest = programs.get(key, "/defects", size=3, after=first["after"]).body
    assert ([one["key"] for one in rest["defects"]], rest["after"]) == (["CAD-1", "CAD-0"], "")
    assert [one["key"] for one in programs.get(key, "/defects", status="found").body["defects"]] == ["CAD-0"]
    assert programs.get(key, "/defects", after="x").code == "not_found"
