"""What goes wrong before a desk stands is one sentence; what a person types wrongly is one too."""

import contextlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path, *words: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    known = {name: value for name, value in os.environ.items() if not name.startswith("OPORA_")}
    known |= {"OPORA_DATA_DIR": str(folder), **more}
    command = [sys.executable, "-m", "opora.cli", *words]
    return subprocess.run(command, env=known, input=stdin, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", [("doctor",), ("start-answering", "--all", "silent"), ("mail", "fetch")])
def test_before_setup_one_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "empty").mkdir()
    ran = run(tmp_path / "empty", *words)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "This desk is not set up, or is of an older version: run “opora setup”.\n"


@pytest.mark.parametrize("address", ["mysql://somewhere/opora", "opora", "/var/lib/opora.sqlite3"])
def test_a_bad_address_of_the_database(tmp_path: Path, address: str) -> None:
    ran = run(tmp_path, "doctor", OPORA_DATABASE_URL=address)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("OPORA_DATABASE_URL")
    assert ran.stderr.count("\n") == 1


def test_a_database_that_is_away(tmp_path: Path) -> None:
    ran = run(tmp_path, "doctor", OPORA_DATABASE_URL="postgres://nobody@127.0.0.1:1/opora")
    assert (ran.returncode, ran.stderr) == (
        1,
        "The database of OPORA_DATABASE_URL does not answer: start it, or correct the address.\n",
    )


@pytest.mark.parametrize("small_disk", ["8m"], indirect=True)
def test_a_full_disk_is_told_as_such(small_disk: Path) -> None:
    """A disk without a free block, on which SQLite can't so much as begin; the same desk answers when there is room."""
    assert run(small_disk / "desk", "setup").returncode == 0
    filling = small_disk / "filling"
    with filling.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    ran = run(small_disk / "desk", "start-answering", "--json")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "The disk of the database is full or broken: free some space there and start again.\n"
    filling.unlink()
    assert run(small_disk / "desk", "start-answering", "--json").returncode == 0


def test_the_version_is_told(tmp_path: Path) -> None:
    assert run(tmp_path, "--version").stdout.startswith("opora ")


def test_a_desk_begins_stays_private_and_is_hushed(tmp_path: Path) -> None:
    data = tmp_path / "desk"
    assert run(data, "setup").returncode == 0
    assert stat.S_IMODE(data.stat().st_mode) == 0o750
    assert stat.S_IMODE((data / "opora.sqlite3").stat().st_mode) & 0o007 == 0
    unknown = run(data, "start-answering", "--group", "nosuch=tell", "--json")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "nosuch" in unknown.stderr
    assert run(data, "start-answering", "--json").stdout == '{"answering": true, "told": 0}\n'
    assert run(data, "start-answering").stdout == "The desk answers already.\n"
    assert run(data, "start-answering", "--stop", "--json").stdout == '{"answering": false, "told": 0}\n'
    assert "quiet" in run(data, "doctor").stdout


def test_arrays_are_not_read_at_the_start(tmp_path: Path) -> None:
    """A tenth of a second for each process, and the desk needs them when a calendar has changed."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("OPORA_")}
    known |= {"OPORA_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "opora.config.settings"}
    whole = "import django; django.setup(); import opora.config.urls, opora.cli.sources"
    for more, there in (("", False), ("; import opora.core.bulk", True)):
        program = f"{whole}{more}; import sys; print('numpy' in sys.modules)"
        ran = subprocess.run([sys.executable, "-c", program], env=known, capture_output=True, text=True, check=True)
        assert ran.stdout.strip() == str(there)
