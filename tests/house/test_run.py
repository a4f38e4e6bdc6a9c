"""What ./run says when it cannot start: one clear sentence, in English, and in Russian where the locale is Russian."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.house.code import ROOT
from tests.services.ground import folder, free_port, ordinary

NEEDED = ["bash", "cat", "cmp", "dirname", "find", "grep"]


@pytest.fixture
def clone() -> Iterator[Path]:
    """As much of a fresh clone as ./run reads before anything is installed, where an ordinary user may look."""
    with folder("clone") as home:
        checkout = home / "opora"
        checkout.mkdir()
        (checkout / "opora").mkdir()
        for name in ("run", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
            shutil.copy(ROOT / name, checkout)
        programs = home / "bin"
        programs.mkdir()
        for name in NEEDED:
            (programs / name).symlink_to(shutil.which(name) or name)
        yield checkout


def _python(clone: Path, script: str, name: str = "python3") -> None:
    path = clone.parent / "bin" / name
    path.write_text(f"#!{clone.parent}/bin/bash\n{script}\n")
    path.chmod(0o755)


def _start(clone: Path, *, as_user: dict[str, Any] | None = None, **more: str) -> list[str]:
    """The lines that ./run demo says before it gives up."""
    environment = {"PATH": str(clone.parent / "bin"), "HOME": str(clone.parent), "LANG": "C.UTF-8"} | more
    command = [str(clone.parent / "bin/bash"), str(clone / "run"), "demo"]
    result: subprocess.CompletedProcess[str] = subprocess.run(
        command, env=environment, cwd="/", capture_output=True, text=True, check=False, **(as_user or {})
    )
    assert result.returncode == 1, result
    assert result.stdout == ""
    return result.stderr.splitlines()


REAL = f'exec {Path(sys.executable).resolve()} "$@"'


def test_an_older_python_is_refused(clone: Path) -> None:
    _python(clone, 'if [ "$1" = -V ]; then echo "Python 3.10.13"; else exit 1; fi')
    (said,) = _start(clone)
    assert said.startswith("Opora needs Python 3.11 or newer")
    assert "(Python 3.10.13)" in said
    (said,) = _start(clone, LANG="ru_RU.UTF-8")
    assert said.startswith("Для Opora нужен Python 3.11 или новее")


def test_no_python_at_all_is_refused(clone: Path) -> None:
    (said,) = _start(clone)
    assert said.startswith("Opora needs Python 3.11 or newer")


def test_a_missing_venv_names_the_package(clone: Path) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    _python(clone, f'case "$*" in *ensurepip*) exit 1 ;; esac\n{REAL}')
    (said,) = _start(clone)
    assert f"python{version}-venv" in said
    (said,) = _start(clone, LC_MESSAGES="ru_RU.UTF-8")
    assert f"установите пакет Debian python{version}-venv" in said


def test_a_folder_that_cannot_be_written_is_named(clone: Path) -> None:
    _python(clone, REAL)
    clone.chmod(0o555)
    (said,) = _start(clone, as_user=ordinary())
    assert said == f"The folder {clone} cannot be written to: put the checkout where you may write and start again."


def _installed(clone: Path, python: str) -> None:
    """An environment as a finished install leaves it, whose Python is a link to this one."""
    programs = clone / ".venv/bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(python)
    opora = programs / "opora"
    opora.write_text(f"#!{clone.parent}/bin/bash\necho the desk starts >&2\nexit 1\n")
    opora.chmod(0o755)
    stamp = clone / ".venv/requirements.installed"
    stamp.write_text(f"{clone}\n" + (clone / "requirements.lock").read_text())


def test_what_is_installed_is_used_as_it_is(clone: Path) -> None:
    _installed(clone, str(Path(sys.executable).resolve()))
    assert _start(clone) == ["the desk starts"]


def test_an_environment_whose_python_is_gone_is_no_environment(clone: Path) -> None:
    """Made by somebody whose Python others may not run: they cannot mend it either, and are told so."""
    _python(clone, REAL)
    _installed(clone, "/nowhere/python3")
    clone.chmod(0o555)
    (said,) = _start(clone, as_user=ordinary())
    assert said.startswith(f"The folder {clone} cannot be written to")


def test_packages_that_cannot_be_fetched_are_told(clone: Path) -> None:
    _python(clone, REAL)
    nowhere = f"http://127.0.0.1:{free_port()}/simple"
    first, said = _start(clone, PIP_CONFIG_FILE="/dev/null", PIP_INDEX_URL=nowhere, PIP_RETRIES="0")
    assert first.startswith("Installing the packages of requirements.lock")
    assert said.startswith("The packages could not be fetched: check the network")
    assert "Connection refused" in (clone / ".venv/install.log").read_text()
