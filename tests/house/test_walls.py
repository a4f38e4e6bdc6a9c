"""The walls of architecture.md stand in pyproject.toml; here each of them is shown to hold, and to be able to fall.

Faults are planted in the graph of imports, which is built once; one more is planted in a copy of the code, so that
the command of the gate itself is seen to fail.
"""

import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter import Contract
from importlinter.api import read_configuration
from importlinter.application.use_cases import _register_contract_types, read_user_options
from importlinter.domain.contract import registry

ROOT = Path(__file__).resolve().parents[2]
CONFIG = str(ROOT / "pyproject.toml")

# contract, importer, imported: what must never be written
FAULTS = [
    ("rooms", "opora.core.facts", "opora.lib.damm"),
    ("rooms", "opora.lib.damm", "opora.tickets.queries"),
    ("rooms", "opora.ledger.queries", "opora.jobs.actions"),
    ("rooms", "opora.registry.queries", "opora.contracts.queries"),
    ("rooms", "opora.tickets.actions", "opora.promises.actions"),
    ("rooms", "opora.promises.actions", "opora.channels.queries"),
    ("rooms", "opora.channels.models", "opora.flow.act"),
    ("rooms", "opora.flow.act", "opora.web.desk.urls"),
    ("rooms", "opora.web.desk.urls", "opora.cli.demo"),
    ("rooms", "opora.cli.demo", "opora.web.desk.urls"),
    ("rooms", "opora.flow.act", "opora.config.settings"),
    ("rooms", "opora.presets.load", "opora.core.facts"),
    ("rooms", "opora.services.mail", "opora.core.facts"),
    ("pure", "opora.core.facts", "django"),
    ("pure", "opora.core.events", "socket"),
    ("pure", "opora.core.hours.axis", "numpy"),
    ("cycles", "opora.core.hours.axis", "opora.core.bulk"),
    ("pure", "opora.channels.mail.parse", "django"),
    ("pure", "opora.channels.mail.parse", "imaplib"),
    ("pure", "opora.channels.mail.parse", "smtplib"),
    ("pure", "opora.channels.mail.parse", "opora.lib.damm"),
    ("models", "opora.web.desk.urls", "opora.tickets.models"),
    ("models", "opora.web.desk.urls", "opora.tickets.models.ticket"),
    ("models", "opora.flow.act", "opora.registry.models.people"),
    ("models", "opora.cli.demo", "opora.ledger.models"),
    ("network", "opora.flow.act", "smtplib"),
    ("network", "opora.cli.demo", "imap_tools"),
    ("network", "opora.web.desk.urls", "requests"),
    ("network", "opora.lib.damm", "imaplib"),
    ("network", "opora", "urllib3"),
    ("faces", "opora.web.desk.urls", "opora.web.portal.urls"),
    ("faces", "opora.web.portal.urls", "opora.web.desk.urls"),
]

# what the street needs: none of the walls may forbid it
NEEDED = [
    ("opora.flow.act", "opora.tickets.actions"),
    ("opora.flow.arrive", "opora.channels.mail.parse"),
    ("opora.channels.mail.fetch", "imap_tools"),
    ("opora.channels.mail.pop", "poplib"),
    ("opora.channels.mail.send", "smtplib"),
    ("opora.channels.mail.parse", "nh3"),
    ("opora.core.bulk", "numpy"),
    ("opora.flow.act", "opora.core.bulk"),
    ("opora.web.desk.urls", "opora.tickets.access"),
    ("opora.web.desk.urls", "opora.flow.act"),
    ("opora.cli.worker", "opora.flow.tick"),
    ("opora.promises.actions", "opora.tickets.models"),
    ("opora.config.urls", "opora.web.desk.urls"),
]


def _contracts() -> dict[str, Contract]:
    options = read_user_options(CONFIG)
    _register_contract_types(options)
    found = {}
    for one in read_configuration(CONFIG)["contracts_options"]:
        kind: Any = registry.get_contract_class(one["type"])
        found[one["id"]] = kind(name=one["name"], session_options=options.session_options, contract_options=one)
    return found


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("opora", include_external_packages=True, cache_dir=None)


def _with(graph: grimp.ImportGraph, importer: str, imported: str) -> grimp.ImportGraph:
    planted = deepcopy(graph)
    for name in (importer, imported):
        parts = name.split(".")
        for module in (".".join(parts[:length]) for length in range(1, len(parts) + 1)):
            if module not in planted.modules:
                planted.add_module(module, is_squashed=parts[0] != "opora")
    planted.add_import(importer=importer, imported=imported, line_number=1, line_contents=f"import {imported}")
    return planted


def _broken(graph: grimp.ImportGraph) -> list[str]:
    return [name for name, wall in _contracts().items() if not wall.check(deepcopy(graph), verbose=False).kept]


@pytest.mark.parametrize("name", ["rooms", "pure", "models", "network", "cycles", "faces"])
def test_the_walls_hold(imports: grimp.ImportGraph, name: str) -> None:
    check = _contracts()[name].check(deepcopy(imports), verbose=False)
    assert check.kept, check.metadata


@pytest.mark.parametrize(("name", "importer", "imported"), FAULTS)
def test_a_planted_import_breaks_its_wall(imports: grimp.ImportGraph, name: str, importer: str, imported: str) -> None:
    assert not _contracts()[name].check(_with(imports, importer, imported), verbose=False).kept


@pytest.mark.parametrize(("importer", "imported"), NEEDED)
def test_what_the_street_needs_breaks_none(imports: grimp.ImportGraph, importer: str, imported: str) -> None:
    assert _broken(_with(imports, importer, imported)) == _broken(imports)


def test_two_siblings_that_import_each_other_are_a_cycle(imports: grimp.ImportGraph) -> None:
    there = _with(imports, "opora.tickets.planted_one", "opora.tickets.planted_two")
    wall = _contracts()["cycles"]
    assert wall.check(deepcopy(there), verbose=False).kept
    assert not wall.check(_with(there, "opora.tickets.planted_two", "opora.tickets.planted_one"), verbose=False).kept


def test_the_command_of_the_gate_sees_a_bad_import_in_a_file(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "opora", tmp_path / "opora", ignore=shutil.ignore_patterns("__pycache__", "static"))
    facts = tmp_path / "opora/core/facts/words.py"
    facts.write_text(facts.read_text() + "\nfrom django.db import models\n")
    # lint-imports puts the folder where it runs first in the path of imports.
    command = [str(Path(sys.executable).parent / "lint-imports"), "--config", CONFIG, "--no-cache"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "opora.core is not allowed to import django" in " ".join(result.stdout.split())
