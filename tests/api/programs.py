"""Integrations for tests: keys of any scopes, requests at a moment local to Yekaterinburg."""

import json
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import time_machine
from django.test import Client

from opora.accounts import actions as accounts
from opora.accounts.models import User
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive
from tests.world import OPENED, World

ALL = (
    "tickets:read", "tickets:write", "notes:read", "registry:read", "coverage:read", "defects:read", "defects:write",
    "letters:write",
)  # fmt: skip
NOON = "05-06 12:00"
"""A Wednesday, in the middle of working hours."""


@dataclass
class Answer:
    """What came back."""

    status: int
    type: str
    headers: Any
    raw: bytes

    @property
    def body(self) -> Any:
        """As JSON."""
        return json.loads(self.raw)

    @property
    def code(self) -> str:
        """Of a problem in its full form (RFC 9457)."""
        assert self.type == "application/problem+json", (self.status, self.type, self.raw[:300])
        assert sorted(self.body) == ["code", "detail", "errors", "status", "title", "type"]
        assert self.body["status"] == self.status
        assert self.body["detail"]
        return str(self.body["code"])


@dataclass
class Programs:
    """A desk with its people and the keys to it."""

    world: World

    def key(self, *scopes: str, user: User | None = None) -> str:
        """A new key."""
        with begin(OPENED, MACHINE, "cli") as step:
            return accounts.add_key(step, name="shop", scopes=scopes or ALL, user=user)[1]

    def get(self, key: str, path: str, at: str = NOON, **query: Any) -> Answer:
        """Read."""
        return self._answer(key, at, lambda client, headers: client.get(f"/api{path}", query, headers=headers))

    def post(self, key: str, path: str, body: Any, at: str = NOON, **headers: str) -> Answer:
        """Write; a header is named with underscores."""
        said = body if isinstance(body, (str, bytes)) else json.dumps(body)
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._answer(
            key,
            at,
            lambda client, own: client.post(
                f"/api{path}", said, content_type="application/json", headers={**own, **more}
            ),
        )

    def send(self, method: str, key: str, path: str, body: Any, at: str = NOON) -> Answer:
        """Write by another method; bytes are a raw letter."""
        said, kind = (body, "message/rfc822") if isinstance(body, bytes) else (json.dumps(body), "application/json")
        return self._answer(
            key, at, lambda client, own: client.generic(method, f"/api{path}", said, content_type=kind, headers=own)
        )

    def asked(self, at: str = "05-06 10:00", sender: str = "anna@gear.example.org") -> Ticket:
        """The ticket of a customer's letter."""
        text = "Здравствуйте! Чертёж-3D v22 не открывает сборку после обновления драйвера."
        ticket = receive(letter(sender, "Не открывается сборка", text, local(at)), local(at)).ticket
        assert ticket is not None
        return ticket

    def _answer(self, key: str, at: str, ask: Any) -> Answer:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        with time_machine.travel(local(at).astimezone(UTC), tick=False):
            response = ask(Client(raise_request_exception=False), headers)
        return Answer(response.status_code, response["Content-Type"], response.headers, response.content)
