"""`opora setup`: tables, secret, a vendor's preset and the first administrator; safe to run twice."""

import json
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import ROOT, environment, is_a_sentence, opora

ADMIN = "first@vendor.test"
LINK = re.compile(r"http://127\.0\.0\.1:8000/welcome/(?P<uid>[^/]+)/(?P<token>[^/]+)/")


def _opens(data: Path, link: str) -> bool:
    """Whether the link lets somebody in, by the secret and the tables of that folder."""
    parts = LINK.fullmatch(link)
    assert parts, link
    program = (
        "import django, sys; django.setup()\n"
        "from django.contrib.auth import get_user_model\n"
        "from django.contrib.auth.tokens import default_token_generator as tokens\n"
        "from django.utils.http import urlsafe_base64_decode as plain\n"
        "user = get_user_model().objects.get(pk=int(plain(sys.argv[1])))\n"
        f"assert (user.email, user.role) == ({ADMIN!r}, 'administrator'), user.email\n"
        "print(tokens.check_token(user, sys.argv[2]))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, parts["uid"], parts["token"]],
        env=environment(data, DJANGO_SETTINGS_MODULE="opora.config.settings"), cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return ran.stdout.strip() == "True"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A new desk and what its first set-up said."""
    data = tmp_path_factory.mktemp("desk") / "new" / "data"
    ran = opora("setup", "--admin", ADMIN, "--json", data=data)
    assert ran.returncode == 0, ran.stderr
    return data, json.loads(ran.stdout)


def test_a_new_desk_gets_a_secret_tables_and_an_administrator(made: tuple[Path, dict[str, Any]]) -> None:
    data, said = made
    assert (said["administrator"], said["preset"]) == (ADMIN, None)
    assert said["migrated"] > 10
    key = data / "secret-key"
    assert len(key.read_text().strip()) >= 50
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert _opens(data, said["welcome"])
    forged = said["welcome"][:-2] + ("0" if said["welcome"][-2] != "0" else "1") + "/"
    assert not _opens(data, forged)


def test_a_second_run_changes_nothing_and_gives_the_link_again(made: tuple[Path, dict[str, Any]]) -> None:
    data, _ = made
    key = (data / "secret-key").read_bytes()
    second = json.loads(opora("setup", "--admin", ADMIN, "--json", data=data).stdout)
    assert (data / "secret-key").read_bytes() == key
    assert second["migrated"] == 0
    assert _opens(data, second["welcome"])


def test_without_an_administrator_it_says_how_to_add_one(made: tuple[Path, dict[str, Any]]) -> None:
    ran = opora("setup", data=made[0])
    assert ran.returncode == 0, ran.stderr
    assert "opora setup --admin" in ran.stdout


def test_a_preset_is_loaded_once(made: tuple[Path, dict[str, Any]]) -> None:
    for _ in range(2):
        ran = opora("setup", "--preset", "demo", "--json", data=made[0])
        assert ran.returncode == 0, ran.stderr
        assert json.loads(ran.stdout)["preset"] == "demo"
    # Bought four months before the load (presets/demo/purchases.csv), so within the year of L3.
    answer = opora("level", "--organisation", "gear", "--product", "Чертёж-3D", "--version", "v22", data=made[0])
    assert answer.stdout.startswith("warranty until ")


def test_an_unknown_preset_is_one_sentence(made: tuple[Path, dict[str, Any]]) -> None:
    ran = opora("setup", "--preset", "dmeo", data=made[0])
    assert ran.returncode == 1
    assert is_a_sentence(ran.stderr), ran.stderr
    assert "demo" in ran.stderr


def test_an_address_that_is_none_is_refused(made: tuple[Path, dict[str, Any]]) -> None:
    ran = opora("setup", "--admin", "nobody", data=made[0])
    assert ran.returncode == 1
    assert is_a_sentence(ran.stderr), ran.stderr
    assert "nobody" in ran.stderr


def test_a_closed_folder_is_one_sentence_and_a_given_secret_is_not_written_down(tmp_path: Path) -> None:
    """The same command works once the folder may be written."""
    tmp_path.chmod(0o500)
    try:
        ran = opora("setup", data=tmp_path / "data", as_anybody=True)
    finally:
        tmp_path.chmod(0o700)
    assert ran.returncode == 1
    assert is_a_sentence(ran.stderr), ran.stderr
    assert str(tmp_path / "data") in ran.stderr
    ran = opora("setup", "--json", data=tmp_path / "data", as_anybody=True, OPORA_SECRET_KEY="x" * 50)
    assert ran.returncode == 0, ran.stderr
    assert not (tmp_path / "data" / "secret-key").exists()


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    ran = opora("setup", data=tmp_path, OPORA_DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert ran.returncode == 1
    assert is_a_sentence(ran.stderr), ran.stderr
    assert "database" in ran.stderr
