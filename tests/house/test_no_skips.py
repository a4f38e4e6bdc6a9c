"""The plugin that turns skips into failures is itself put to the test, with planted faults."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PLANTED = """
import pytest

def test_runs():
    assert True

@pytest.mark.skip(reason="tired")
def test_skipped():
    pass

def test_skips_itself():
    pytest.skip("tired too")

@pytest.mark.xfail(reason="known", strict=True)
def test_expected_to_fail():
    assert False

@pytest.mark.xfail(reason="known", strict=False)
def test_expected_to_fail_and_does_not():
    pass
"""


def _pytest(folder: Path, source: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_planted.py").write_text(source)
    options = f"-q -p no:django -p no:cacheprovider -p tests.no_skips --rootdir {folder} -c /dev/null"
    command = [sys.executable, "-m", "pytest", *options.split(), str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_skips_and_expected_failures_are_failures(tmp_path: Path) -> None:
    result = _pytest(tmp_path, PLANTED)
    assert result.returncode == 1
    # The first is the positive control; a skip mark acts before the test, which pytest calls an error.
    assert "3 failed, 1 passed, 1 error" in result.stdout
    assert "skipped" not in result.stdout.splitlines()[-1]


def test_a_file_that_skips_itself_is_an_error(tmp_path: Path) -> None:
    result = _pytest(tmp_path, 'import pytest\npytest.importorskip("no_such_module_at_all")\n')
    assert result.returncode == 2
    assert "1 error" in result.stdout
