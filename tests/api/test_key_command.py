"""`opora key`: a key is shown once, listed without its secret, and revoked."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from opora.ledger.models import Event
from tests.api.programs import Programs
from tests.web.console import at

pytestmark = pytest.mark.django_db


def said(*words: str) -> Any:
    out = io.StringIO()
    with at("05-06 12:00"):
        call_command("key", *words, "--json", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_key_from_its_making_to_its_end(programs: Programs) -> None:
    irina = programs.world.irina.email
    (added,) = said("add", "shop", "--scope", "tickets:read", "--scope", "coverage:read", "--user", irina)
    key = added.pop("key")
    assert programs.get(key, "/tickets").status == 200
    made = {
        "public": key.split("_")[1],
        "name": "shop",
        "scopes": ["coverage:read", "tickets:read"],
        "user": irina,
        "created_at": "2026-05-06T07:00:00+00:00",
        "last_used_at": None,
        "revoked_at": None,
    }
    assert added == made
    assert said("list") == [{**made, "last_used_at": "2026-05-06T07:00:00+00:00"}]
    assert said("revoke", made["public"])[0]["name"] == "shop"
    assert programs.get(key, "/tickets").status == 401
    assert said("list")[0]["revoked_at"] == "2026-05-06T07:00:00+00:00"
    assert [(one.type, one.via) for one in Event.objects.filter(subject="key").order_by("sequence")] == [
        ("KeyAdded", "cli"),
        ("KeyRevoked", "cli"),
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["add", "shop", "--scope", "tickets:delete"], "invalid choice"),
        (["add", "shop"], "--scope"),
        (["add", "shop", "--scope", "tickets:read", "--user", "nobody@vendor.test"], "Nobody signs in"),
        (["revoke", "0000000000000000"], "There is no key"),
    ],
)
def test_a_slip_of_the_pen_is_told(programs: Programs, words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("key", *words)


def test_people_read_lines(programs: Programs) -> None:
    out = io.StringIO()
    call_command("key", "list", stdout=out)
    assert "There are no keys" in out.getvalue()
    call_command("key", "add", "shop", "--scope", "tickets:read", stdout=(shown := io.StringIO()))
    assert shown.getvalue().startswith("opora_")
    call_command("key", "list", stdout=(listed := io.StringIO()))
    assert "shop  as nobody  tickets:read  never used" in listed.getvalue()
    assert shown.getvalue().split()[0] not in listed.getvalue()
