"""The places at which a test may kill a process: one named in the environment, once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

CODE = 'from opora.lib.seams import seam; seam("kept"); print("went on")'


def passed(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPORA_")}
    return subprocess.run(
        [sys.executable, "-c", CODE], env=kept | environment, capture_output=True, text=True, check=False
    )


def test_the_named_seam_kills_once(tmp_path: Path) -> None:
    marker = tmp_path / "killed"
    there = {"OPORA_KILL_AT": "kept", "OPORA_KILL_ONCE": str(marker)}
    assert passed(**there).returncode == -signal.SIGKILL
    assert marker.exists()
    assert (passed(**there).returncode, passed(**there).stdout) == (0, "went on\n")


@pytest.mark.parametrize("named", [None, "filed", ""])
def test_another_seam_or_none_lets_go_on(tmp_path: Path, named: str | None) -> None:
    marker = tmp_path / "killed"
    there = {"OPORA_KILL_ONCE": str(marker)} | ({} if named is None else {"OPORA_KILL_AT": named})
    assert (passed(**there).returncode, passed(**there).stdout) == (0, "went on\n")
    assert not marker.exists()


def test_without_a_marker_nobody_is_killed() -> None:
    assert passed(OPORA_KILL_AT="kept").returncode == 0


def test_a_seam_has_one_of_the_known_names() -> None:
    unknown = subprocess.run(
        [sys.executable, "-c", CODE.replace("kept", "somewhere")], capture_output=True, text=True, check=False
    )
    assert unknown.returncode == 1
    assert "somewhere" in unknown.stderr
