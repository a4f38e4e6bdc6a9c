"""The gate itself: red steps make it red, figures are added up, and a run without a test has proven nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import gate as gates
from tests.gate import Gate
from tests.services import chromium, clamd, dovecot

GREEN, RED = "import sys; print('{}')", "import sys; print('{}'); sys.exit(1)"


def _step(gate: Gate, title: str, code: str, last_line: str = "") -> None:
    gate.step(title, ["python", "-c", code.format(last_line)])


def test_a_green_run_ends_with_its_figures(capfd: pytest.CaptureFixture[str]) -> None:
    gate = Gate()
    _step(gate, "ruff", GREEN)
    _step(gate, "pytest: one", GREEN, "3 passed in 0.1s")
    _step(gate, "pytest: two", GREEN, "40 passed, 2 deselected in 0.1s")
    assert gate.close() == 0
    assert capfd.readouterr().out.splitlines()[-1] == "43 passed, 0 failed"


def test_failures_and_errors_count_and_make_it_red(capfd: pytest.CaptureFixture[str]) -> None:
    gate = Gate()
    _step(gate, "pytest: one", RED, "2 failed, 3 passed, 1 error in 0.1s")
    _step(gate, "pytest: two", GREEN, "4 passed in 0.1s")
    assert gate.close() == 1
    lines = capfd.readouterr().out.splitlines()
    assert "FAILED: pytest: one" in lines
    assert lines[-1] == "7 passed, 3 failed"


def test_a_red_step_without_tests_makes_it_red(capfd: pytest.CaptureFixture[str]) -> None:
    gate = Gate()
    _step(gate, "ruff", RED, "Found 8 errors.")
    _step(gate, "pytest: one", GREEN, "4 passed in 0.1s")
    assert gate.close() == 1
    assert capfd.readouterr().out.splitlines()[-1] == "4 passed, 1 failed"


def test_a_run_without_a_test_is_red() -> None:
    gate = Gate()
    _step(gate, "ruff", GREEN)
    assert gate.close() == 1


def test_no_test_chosen_is_lawful_only_with_words() -> None:
    for words, red in (("answer", []), ("", ["pytest: one"])):
        gate = Gate(words)
        _step(gate, "pytest: one", "import sys; print('no tests ran{}'); sys.exit(5)")
        assert gate.red == red


def test_what_a_shell_says_about_a_desk_does_not_reach_a_step(capfd: pytest.CaptureFixture[str]) -> None:
    gate = Gate()
    gate.step("env", ["python", "-c", "import os; print(os.environ.get('OPORA_BASE_URL'), os.environ['PLANTED'])"],
              {"PLANTED": "given"})  # fmt: skip
    assert "None given" in capfd.readouterr().out


def test_compiled_code_is_kept_whatever_a_shell_says(capfd: pytest.CaptureFixture[str]) -> None:
    told = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    for environment, said in ((gates.ours(told), "kept"), (told, "not kept")):
        code = "import sys; print('not kept' if sys.dont_write_bytecode else 'kept')"
        ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert ran.stdout.strip() == said


def asks_a_database(path: Path) -> bool:
    """Whether one of these tests asks for the database of the run, or hands it to a program."""
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    assert files
    words = ("django_db", "transactional_db", "database_url", "tests.processes", "import World", "import world")
    return any(word in file.read_text(encoding="utf-8") for file in files for word in words)


def test_what_runs_on_sqlite_alone_asks_no_database() -> None:
    root = Path(__file__).parents[1]
    assert [path for path in gates.ONCE if asks_a_database(root.parent / path)] == []
    assert asks_a_database(root / "stories/test_merge.py")
    assert asks_a_database(root / "cli/test_serve.py")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A Debian without dovecot, Chromium and clamd; apt-get writes down what it is told, fails beside a ``no``."""
    monkeypatch.setattr(dovecot, "POP", tmp_path / "nowhere")
    for program in (dovecot, chromium, clamd):
        monkeypatch.setattr(program, "PROGRAM", tmp_path / "nowhere")
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/told\n[ ! -e {tmp_path}/no ]\n')
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def test_an_ordinary_user_is_told_what_to_install(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert gates._install_missing() == (
        "The tests need Debian's packages dovecot-imapd, dovecot-pop3d, chromium, clamav-daemon: "
        "sudo apt-get install -y --no-install-recommends dovecot-imapd dovecot-pop3d chromium clamav-daemon"
    )
    assert not (bare / "told").exists()


def test_root_installs_what_is_missing_and_nothing_else(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert gates._install_missing() == ""
    assert (bare / "told").read_text().splitlines() == [
        "update -q", "install -y --no-install-recommends dovecot-imapd dovecot-pop3d chromium clamav-daemon -q",
    ]  # fmt: skip
    (bare / "no").touch()
    assert (
        "failed, and the tests need dovecot-imapd, dovecot-pop3d, chromium, clamav-daemon" in gates._install_missing()
    )


def test_where_all_is_there_nothing_is_installed(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dovecot, "POP", bare)
    for program in (dovecot, chromium, clamd):
        monkeypatch.setattr(program, "PROGRAM", bare)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert gates._install_missing() == ""
    assert not (bare / "told").exists()
