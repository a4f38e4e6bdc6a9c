"""What the environment says of files: a value that cannot be understood is an error at start, with its name in it."""

import subprocess
import sys

import pytest

from tests.processes import environment


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"OPORA_S3": "http://storage.example.org/desk"}, "OPORA_S3"),
        ({"OPORA_S3": "https://key:secret@storage.example.org/desk"}, "OPORA_S3"),
        ({"OPORA_S3": "https://storage.example.org/"}, "OPORA_S3"),
        ({"OPORA_CLAMD": "somewhere"}, "OPORA_CLAMD"),
        ({"OPORA_FILE_LIMITS": "form=20,letters=5"}, "OPORA_FILE_LIMITS: 'letters=5' is no limit"),
        (
            {
                "OPORA_S3": "https://storage.example.org/desk/a",
                "OPORA_CLAMD": "127.0.0.1:3310",
                "OPORA_FILE_LIMITS": "form=5",
            },
            "",
        ),
    ],
)
def test_a_bad_value_is_an_error_at_start(given: dict[str, str], fault: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import opora.config.settings as s; print(s.FILE_LIMITS['form'])"],
        env=environment(**given), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (said.returncode == 0) == (not fault), said.stderr
    assert fault in said.stderr
    assert "secret@" not in said.stderr
    assert said.stdout == ("" if fault else "5\n")
