"""Who comes in: each refusal beside the key that is let in."""

from datetime import UTC, datetime, timedelta

import pytest

from opora.accounts import actions as accounts
from opora.accounts.access import key_of
from opora.accounts.models import ApiKey
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.lib.errors import Refused
from opora.tickets.models import Ticket
from tests.api.programs import ALL, Programs

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NEW = {"contact": {"address": "anna@gear.example.org"}, "text": "Не печатает."}

# method, path, the scope that opens it, what it answers then
OPERATIONS = [
    ("GET", "/tickets", "tickets:read", 200),
    ("GET", "/tickets/{number}", "tickets:read", 200),
    ("POST", "/tickets", "tickets:write", 201),
    ("POST", "/tickets/{number}/messages", "tickets:write", 201),
    ("POST", "/tickets/{number}/notes", "tickets:write", 201),
    ("POST", "/tickets/{number}/calls", "tickets:write", 201),
    ("POST", "/calls", "tickets:write", 201),
    ("GET", "/contacts?text=Анна", "registry:read", 200),
    ("GET", "/contacts/{anna}/purchases", "registry:read", 200),
    ("GET", "/organisations?text=Демо", "registry:read", 200),
    ("GET", "/organisations/{gear}", "registry:read", 200),
    ("GET", "/organisations/{gear}/purchases", "registry:read", 200),
    ("GET", "/coverage?organisation=world-gear&product=chertezh-3d&version=v22", "coverage:read", 200),
    ("PUT", "/defects/{cad_1}", "defects:write", 201),
    ("PATCH", "/defects/{cad_1}", "defects:write", 200),
    ("GET", "/defects/{cad_1}", "defects:read", 200),
    ("GET", "/defects", "defects:read", 200),
    ("GET", "/macros", "tickets:read", 200),
    ("POST", "/letters", "letters:write", 201),
]
SPOKEN = {"started_at": "2026-05-06T06:30:00Z", "heard": "Не печатает."}
BODIES = {
    "/letters": b"From: anna@gear.example.org\r\n\r\nWords",
    "/tickets": NEW,
    "/messages": {"verb": "answer", "text": "Готово."},
    "/notes": {"text": "Заметка."},
    "}/calls": SPOKEN,
    "/defects/{cad_1}": {"title": "NPE"},
    "/calls": {"contact": {"name": "Анна"}, **SPOKEN},
}


def call(programs: Programs, key: str, method: str, path: str) -> tuple[int, str]:
    ticket = Ticket.objects.order_by("pk").first() or programs.asked()
    whole = path.format(number=ticket.number, gear=programs.world.gear.pk, anna=programs.world.anna.pk, cad_1="CAD-1")
    if method == "GET":
        answer = programs.get(key, whole)
    else:
        body = next(body for end, body in BODIES.items() if path.endswith(end))
        answer = programs.send(method, key, whole, body)
    return answer.status, "" if answer.status < 400 else answer.code


def test_each_operation_wants_its_scope_and_no_other(programs: Programs) -> None:
    timur = programs.world.timur
    for method, path, scope, status in OPERATIONS:
        others = [one for one in ALL if one != scope]
        assert call(programs, programs.key(*others, user=timur), method, path) == (403, "missing_scope"), path
        assert call(programs, programs.key(scope, user=timur), method, path) == (status, ""), path


def test_without_a_key_nothing_opens(programs: Programs) -> None:
    for method, path, *_ in OPERATIONS:
        assert call(programs, "", method, path) == (401, "wrong_key"), path


def test_every_operation_stands_in_the_table_above(programs: Programs) -> None:
    described = programs.get("", "/openapi.json").body["paths"]
    there = {(method.upper(), path) for path, ways in described.items() for method in ways}
    named = {"number": "{number}", "gear": "{organisation}", "anna": "{contact}", "cad_1": "{key}"}
    asked = {(method, "/api" + path.partition("?")[0].format(**named)) for method, path, *_ in OPERATIONS}
    assert there == asked


def test_a_wrong_key_is_refused_however_it_is_wrong(programs: Programs) -> None:
    good = programs.key()
    assert programs.get(good, "/tickets").status == 200
    other = programs.key()
    mixed = good[:23] + other[23:]
    wrong = [good[:-1], good + "x", good.upper(), mixed, "opora_", "x" * 5000, "ключ", "\\", good.replace("opora", "")]
    for text in wrong:
        answer = programs.get(text, "/tickets")
        assert (answer.status, answer.code) == (401, "wrong_key"), text
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_key_opens_nothing_and_is_revoked_once(programs: Programs) -> None:
    text = programs.key()
    assert programs.get(text, "/tickets").status == 200
    key = key_of(text)
    assert key is not None
    now = datetime(2026, 5, 6, tzinfo=UTC)
    with begin(now, MACHINE, "cli") as step:
        accounts.revoke_key(step, key)
    assert programs.get(text, "/tickets").status == 401
    with pytest.raises(Refused, match="before"), begin(now, MACHINE, "cli") as step:
        accounts.revoke_key(step, key)


def test_a_key_ends_with_its_user(programs: Programs) -> None:
    irina = programs.world.irina
    text = programs.key(user=irina)
    assert programs.get(text, "/tickets").status == 200
    irina.is_active = False
    irina.save()
    assert programs.get(text, "/tickets").status == 401
    with pytest.raises(Refused, match="has left"):
        programs.key(user=irina)


def test_the_secret_is_kept_nowhere(programs: Programs) -> None:
    text = programs.key()
    row = ApiKey.objects.get()
    _, public, secret = text.split("_", 2)
    assert row.public == public
    kept = [str(value) for value in ApiKey.objects.values_list().get()]
    assert not any(secret in value for value in kept)
    assert len(row.digest) == 64


def test_the_last_use_is_known_to_the_minute(programs: Programs) -> None:
    text = programs.key()
    assert ApiKey.objects.get().last_used_at is None
    programs.get(text, "/tickets", at="05-06 12:00")
    first = datetime(2026, 5, 6, 7, 0, tzinfo=UTC)  # 12:00 in Yekaterinburg is 7:00 UTC
    assert ApiKey.objects.get().last_used_at == first
    accounts.use_key(ApiKey.objects.get(), first + timedelta(seconds=59))
    assert ApiKey.objects.get().last_used_at == first
    accounts.use_key(ApiKey.objects.get(), first + timedelta(seconds=60))
    assert ApiKey.objects.get().last_used_at == first + timedelta(seconds=60)


@pytest.mark.parametrize("scopes", [["tickets:delete"], ["tickets:read", "all"], []])
def test_unknown_scopes_are_refused(programs: Programs, scopes: list[str]) -> None:
    with (
        pytest.raises(Refused, match="needs scopes"),
        begin(datetime(2026, 5, 6, tzinfo=UTC), MACHINE, "cli") as step,
    ):
        accounts.add_key(step, name="shop", scopes=scopes)
