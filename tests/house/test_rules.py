"""The rules of the house that the text of the code can show, each beside a planted fault.

2 the core imports the standard library only · 3 only faces and the worker ask the clock · 4 only actions write ·
6 no signals, no overridden save · 9 tables are touched in noun apps only · wall 4, what the import linter cannot see
"""

import ast
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.house.code import Module, dotted, imported, modules

FACES = {"web", "api", "cli"}
NOUNS = {
    "accounts", "calendars", "channels", "contracts", "insight", "jobs", "knowledge", "ledger", "offices",
    "programme", "promises", "registry", "search", "tickets",
}  # fmt: skip

CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now", "timezone.localtime",
    "timezone.localdate", "time.time", "time.time_ns", "time.localtime", "time.gmtime",
}  # fmt: skip
DATABASE_CLOCK = "django.db.models.functions.Now"
IMPORTED_CLOCKS = {"django.utils.timezone.now", "django.utils.timezone.localtime", "django.utils.timezone.localdate",
                   DATABASE_CLOCK, "time.time"}  # fmt: skip
WRITES = {"save", "asave", "create", "acreate", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES_BY_NAME = {"write_down", "write_all_down", "write_new"}
NETWORK = ("urllib.request", "http.client", "django.core.mail", "socket.create_connection", "asyncio.open_connection")


def core_imports(module: Module) -> Iterator[str]:
    """Rule 2: the core imports the standard library and itself; numpy is for bulk.py alone."""
    if module.room != "core":
        return
    for node, name in imported(module.tree):
        first = name.partition(".")[0]
        if first in sys.stdlib_module_names or name.startswith("opora.core"):
            continue
        if not (first == "numpy" and module.name == "opora/core/bulk.py"):
            yield module.at(node, f"the core imports {name}")


def silenced(module: Module) -> Iterator[str]:
    """The core is checked by mypy --strict without exception: no comment silences it, and no cast to Any either."""
    if module.room == "core":
        for number, line in enumerate(module.text.splitlines(), start=1):
            if "type: ignore" in line or "cast(Any" in line:
                yield f"{module.name}:{number}: silences mypy"


def clocks(module: Module) -> Iterator[str]:
    """Rule 3: ``now`` comes in with the Step. A default that asks the clock is a clock as well. The ledger alone takes
    the database's own, for ``recorded_at``: it tells a late filing from the Step's instant."""
    if module.room in FACES:
        return
    for node, name in imported(module.tree):
        if name in IMPORTED_CLOCKS and (module.room, name) != ("ledger", DATABASE_CLOCK):
            yield module.at(node, f"asks the clock: {name}")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ".".join(dotted(node).split(".")[-2:]) in CLOCKS:
            yield module.at(node, f"asks the clock: {dotted(node)}")
        if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield module.at(node.value, f"asks the clock: {node.arg}")


def writes(module: Module) -> Iterator[str]:
    """Rule 4: rows are written by actions; jobs, ledger and lib/rows are the mechanisms under them. Updates with
    positional arguments are those of dictionaries and digests, a delete with arguments is that of a cache."""
    if module.room in ("jobs", "ledger") or "/actions" in module.name or module.name == "opora/lib/rows.py":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRITES_BY_NAME:
            yield module.at(node, f"writes outside actions: {node.func.id}()")
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        receiver, verb = dotted(node.func.value), node.func.attr
        bare = not node.args
        wrote = verb in WRITES or (verb in ("update", "aupdate") and bare and bool(node.keywords))
        wrote = wrote or (verb in ("delete", "adelete") and bare and not node.keywords)
        if wrote and receiver.rpartition(".")[2] != "actions":
            yield module.at(node, f"writes outside actions: {receiver or '...'}.{verb}()")


def signals(module: Module) -> Iterator[str]:
    """Rule 6: what happens next stands where it happens, or in flow/reactions.py."""
    for node, name in imported(module.tree):
        if name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals")):
            yield module.at(node, f"uses a signal: {name}")
    if not module.room or "models" not in module.name:
        return
    for each in module.classes():
        for node in each.body:
            if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete", "save_base"):
                yield module.at(node, f"overrides {each.name}.{node.name}")


def tables(module: Module) -> Iterator[str]:
    """Rule 9 and wall 3: faces and the street meet rows through access, queries and actions, never by ``objects``."""
    if not module.room or module.room in NOUNS:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
            yield module.at(node, f"meets a table: {dotted(node)}")


def network(module: Module) -> Iterator[str]:
    """Wall 4 for what hides in a package that is allowed otherwise."""
    if not module.room or module.room == "channels":
        return
    for node, name in imported(module.tree):
        if name.startswith(NETWORK):
            yield module.at(node, f"speaks to the network: {name}")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and dotted(node) in NETWORK:
            yield module.at(node, f"speaks to the network: {dotted(node)}")


Rule = Callable[[Module], Iterator[str]]


@pytest.mark.parametrize("rule", [core_imports, silenced, clocks, writes, signals, tables, network])
def test_the_rule_is_kept(rule: Rule) -> None:
    code = modules("opora")
    assert len(code) > 20
    assert [finding for module in code for finding in rule(module)] == []


PLANTED = [
    (core_imports, "opora/core/hours.py", "import numpy"),
    (core_imports, "opora/core/hours/bulk.py", "import numpy"),
    (core_imports, "opora/core/hours.py", "from opora.lib import damm"),
    (silenced, "opora/core/hours/axis.py", "x = later()  # type: ignore[no-untyped-call]"),
    (clocks, "opora/flow/act.py", "from datetime import UTC, datetime\nx = datetime.now(UTC)"),
    (clocks, "opora/flow/act.py", "import datetime\nx = datetime.datetime.now()"),
    (clocks, "opora/core/hours.py", "from datetime import date\nx = date.today()"),
    (clocks, "opora/tickets/models.py", "from django.utils import timezone\nx = Field(default=timezone.now)"),
    (clocks, "opora/tickets/models.py", "x = DateTimeField(auto_now_add=True)"),
    (clocks, "opora/jobs/claims.py", "from django.utils.timezone import now"),
    (clocks, "opora/jobs/claims.py", "import time\nx = time.time()"),
    (clocks, "opora/jobs/claims.py", "from django.db.models.functions import Now"),
    (writes, "opora/flow/act.py", "ticket.save()"),
    (writes, "opora/web/desk/queue.py", "form.save(commit=True)"),
    (writes, "opora/tickets/queries.py", "Ticket.objects.create(number=1)"),
    (writes, "opora/tickets/queries.py", "Ticket.objects.filter(id=1).update(stage='closed')"),
    (writes, "opora/cli/demo.py", "Ticket.objects.all().delete()"),
    (writes, "opora/flow/act.py", "write_down(ticket)"),
    (writes, "opora/promises/settle.py", "Promise.objects.bulk_create(rows)"),
    (signals, "opora/tickets/apps.py", "from django.db.models.signals import post_save"),
    (signals, "opora/tickets/apps.py", "from django.dispatch import receiver"),
    (signals, "opora/tickets/models/ticket.py", "class Ticket:\n    def save(self): ..."),
    (tables, "opora/web/desk/queue.py", "Ticket.objects.filter(id=1)"),
    (tables, "opora/flow/act.py", "Ticket._default_manager"),
    (network, "opora/flow/act.py", "from urllib import request"),
    (network, "opora/cli/doctor.py", "import urllib.request"),
    (network, "opora/web/desk/queue.py", "from django.core.mail import send_mail"),
    (network, "opora/lib/x.py", "import socket\nsocket.create_connection(('a', 1))"),
]

LAWFUL = [
    (core_imports, "opora/core/bulk.py", "import numpy"),
    (core_imports, "opora/core/hours.py", "from zoneinfo import ZoneInfo\nfrom opora.core.facts import Level"),
    (silenced, "opora/cli/bench_peers.py", "x = later()  # type: ignore[no-untyped-call]"),
    (clocks, "opora/web/desk/queue.py", "from django.utils import timezone\nx = timezone.now()"),
    (clocks, "opora/cli/worker.py", "from datetime import UTC, datetime\nx = datetime.now(UTC)"),
    (clocks, "opora/jobs/claims.py", "import time\nx = time.monotonic()"),
    (clocks, "opora/ledger/actions.py", "from django.db.models.functions import Now"),
    (writes, "opora/tickets/actions.py", "ticket.save()"),
    (writes, "opora/tickets/actions/answering.py", "Ticket.objects.create(number=1)"),
    (writes, "opora/tickets/actions/opening.py", "write_down(ticket)"),
    (writes, "opora/flow/act.py", "tickets.actions.create(step, number=1)\nactions.save(step)"),
    (writes, "opora/flow/act.py", "words.update({'a': 1})\ndigest.update(content)\ncache.delete('key')"),
    (signals, "opora/flow/reactions.py", "from opora.core import events"),
    (tables, "opora/tickets/access.py", "Ticket.objects.filter(id=1)"),
    (network, "opora/channels/hooks.py", "import urllib.request"),
    (network, "opora/web/desk/queue.py", "from urllib.parse import urlencode"),
]


@pytest.mark.parametrize(("rule", "name", "text"), PLANTED)
def test_a_planted_fault_is_found(rule: Rule, name: str, text: str) -> None:
    assert len(list(rule(Module(name, text)))) == 1


@pytest.mark.parametrize(("rule", "name", "text"), LAWFUL)
def test_what_is_lawful_is_let_be(rule: Rule, name: str, text: str) -> None:
    assert list(rule(Module(name, text))) == []
