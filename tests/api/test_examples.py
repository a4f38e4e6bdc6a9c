"""The examples of docs/how-to/api.md, run one after the other as they stand there, and none of the API left out."""

import re
import shlex
from dataclasses import dataclass
from datetime import UTC

import pytest
import time_machine
from django.test import Client

from opora.api.urls import api
from tests.api.programs import NOON, Programs
from tests.house.code import ROOT
from tests.stories.may_2026 import local

pytestmark = [pytest.mark.django_db, pytest.mark.both]

PAGE = (ROOT / "docs/how-to/api.md").read_text()
DESK = "https://desk.example.org"


@dataclass
class Curl:
    """A call of curl as far as the page writes it: -X, -H, -d, --data-binary @letter.eml and an address."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


def examples() -> list[Curl]:
    blocks = "".join(re.findall(r"^```sh\n(.*?)^```$", PAGE, re.M | re.S))
    return [read(command) for command in re.split(r"^(?=curl )", blocks, flags=re.M) if command.strip()]


def read(command: str) -> Curl:
    words = shlex.split(command.replace("\\\n", " ").replace("$DESK", DESK))
    found, body, headers, method = "", "", {}, "GET"
    rest = iter(words[1:])
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(rest)
        elif word == "--data-binary":
            assert next(rest) == "@letter.eml"
            body = "From: anna@gear.example.org\r\nSubject: Drawing\r\n\r\nIt does not open.\r\n"
        else:
            assert not word.startswith("-"), word
            found = word
    return Curl(method, found.removeprefix(DESK), headers, body)


def test_every_example_does_what_it_says(programs: Programs) -> None:
    key, world, asked = programs.key(user=programs.world.timur), programs.world, examples()
    assert len(asked) > 10
    # The rows of the page's desk are others here.
    rows = {"tions/1": f"tions/{world.gear.pk}", "contacts/1": f"contacts/{world.anna.pk}"}
    for number, one in enumerate(asked):
        path = one.path
        for there, here in rows.items():
            path = path.replace(there, here)
        headers = {name: value.replace("$KEY", key) for name, value in one.headers.items()}
        kind = headers.pop("Content-Type", "application/json")
        moment = NOON if number else "05-06 10:00"
        with time_machine.travel(local(moment).astimezone(UTC), tick=False):
            answer = Client().generic(one.method, path, one.body, content_type=kind, headers=headers)
        assert answer.status_code == (201 if one.method in ("POST", "PUT") else 200), (one.method, path, answer.content)
        rows.setdefault("SD-1000002", answer.json()["number"] if not number else "")


def test_no_operation_is_left_out() -> None:
    described = api.get_openapi_schema(path_prefix="/api/")["paths"]
    named = [(one.method, one.path.partition("?")[0]) for one in examples()]
    told = re.findall(r"(GET|POST|PUT|PATCH) (/api/[^`?\s]+)", PAGE)
    untold = []
    for path, operations in described.items():
        pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path))
        for method in operations:
            if not any(verb == method.upper() and pattern.fullmatch(where) for verb, where in [*named, *told]):
                untold.append(f"{method} {path}")
    assert untold == []
