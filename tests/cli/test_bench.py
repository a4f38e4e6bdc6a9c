"""`opora bench letters` files what it kept and leaves nothing behind."""

import json
import os
import subprocess
import sys
from pathlib import Path


def test_letters_are_measured_and_nothing_stays(tmp_path: Path) -> None:
    known = os.environ | {"OPORA_DATA_DIR": str(tmp_path), "OPORA_DATABASE_URL": f"sqlite:///{tmp_path}/real.sqlite3"}
    run = subprocess.run(
        [sys.executable, "-m", "opora.cli", "bench", "letters", "--count", "7", "--json"],
        env=known, capture_output=True, text=True, check=True,
    )  # fmt: skip
    outcome = json.loads(run.stdout)
    assert (outcome["database"], outcome["letters"]) == ("sqlite", 7)
    assert outcome["seconds"] > 0
    assert list(tmp_path.iterdir()) == []


def test_letters_the_whole_way_in_are_measured_and_nothing_stays(tmp_path: Path) -> None:
    known = os.environ | {"OPORA_DATA_DIR": str(tmp_path), "OPORA_DATABASE_URL": f"sqlite:///{tmp_path}/real.sqlite3"}
    run = subprocess.run(
        [sys.executable, "-m", "opora.cli", "bench", "mail", "--count", "7", "--messages", "10", "--json"],
        env=known, capture_output=True, text=True, check=True,
    )  # fmt: skip
    outcome = json.loads(run.stdout)
    assert [outcome[name] for name in ("database", "letters", "replies")] == ["sqlite", 7, 2]
    assert outcome["messages"] >= 10
    assert 5_500 < outcome["bytes_each"] < 6_500
    assert 0 < outcome["kept_seconds"] < outcome["seconds"]
    assert outcome["touched"][0][0] > 0
    assert list(tmp_path.iterdir()) == []


def test_the_api_is_measured_and_nothing_stays(tmp_path: Path) -> None:
    known = os.environ | {"OPORA_DATA_DIR": str(tmp_path), "OPORA_DATABASE_URL": f"sqlite:///{tmp_path}/real.sqlite3"}
    few = ["--tickets", "2", "--clients", "1,2", "--seconds", "0.5", "--runs", "1", "--processes", "1", "--json"]
    run = subprocess.run(
        [sys.executable, "-m", "opora.cli", "bench", "api", *few],
        env=known, capture_output=True, text=True, check=True,
    )  # fmt: skip
    figures = [json.loads(line) for line in run.stdout.splitlines()]
    assert [(one["database"], one["clients"], len(one["runs"])) for one in figures] == [
        ("sqlite", 1, 1),
        ("sqlite", 2, 1),
    ]
    assert all(one["per_second"] > 0 for one in figures)
    assert list(tmp_path.iterdir()) == []


def test_a_recount_is_measured_and_nothing_stays(tmp_path: Path) -> None:
    known = os.environ | {"OPORA_DATA_DIR": str(tmp_path), "OPORA_DATABASE_URL": f"sqlite:///{tmp_path}/real.sqlite3"}
    run = subprocess.run(
        [sys.executable, "-m", "opora.cli", "bench", "recount", "--tickets", "40", "--json"],
        env=known, capture_output=True, text=True, check=True,
    )  # fmt: skip
    outcome = json.loads(run.stdout)
    assert (outcome["database"], outcome["tickets"]) == ("sqlite", 40)
    assert 0 < outcome["moved"] <= 40
    assert outcome["desk_writes"] > 0
    assert list(tmp_path.iterdir()) == []


def test_due_tickets_are_handled_by_real_workers_and_nothing_stays(tmp_path: Path) -> None:
    known = os.environ | {"OPORA_DATA_DIR": str(tmp_path), "OPORA_DATABASE_URL": f"sqlite:///{tmp_path}/real.sqlite3"}
    run = subprocess.run(
        [sys.executable, "-m", "opora.cli", "bench", "tick", "--tickets", "9", "--workers", "2", "--json"],
        env=known, capture_output=True, text=True, check=True,
    )  # fmt: skip
    outcome = json.loads(run.stdout)
    assert [outcome[name] for name in ("database", "tickets", "workers", "handled", "twice", "letters")] == [
        "sqlite", 9, 2, 9, 0, 9,
    ]  # fmt: skip
    assert outcome["per_second"] > 0
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_is_measured_and_nothing_stays(tmp_path: Path) -> None:
    known = os.environ | {"OPORA_DATA_DIR": str(tmp_path), "OPORA_DATABASE_URL": f"sqlite:///{tmp_path}/real.sqlite3"}
    run = subprocess.run(
        [sys.executable, "-m", "opora.cli", "bench", "doctor", "--tickets", "20", "--json"],
        env=known, capture_output=True, text=True, check=True,
    )  # fmt: skip
    outcome = json.loads(run.stdout)
    # Five that are played, three copies of each; two of five are open.
    assert (outcome["database"], outcome["tickets"], outcome["open"]) == ("sqlite", 20, 8)
    assert outcome["rows"]["channels_inboundmail"] == 20
    assert outcome["seconds"] > 0
    assert list(tmp_path.iterdir()) == []
