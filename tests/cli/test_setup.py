"""`opora setup`: tables, secret, a vendor's preset and the first administrator; safe to run twice."""

import json
import re
import stat
import subprocess
import sys
from pathlib import Path

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


def test_a_new_desk_gets_a_secret_tables_and_an_administrator(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    ran = opora("setup", "--admin", ADMIN, "--json", data=data)
    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    assert (answer["administrator"], answer["preset"]) == (ADMIN, None)
    key = data / "secret-key"
    assert len(key.read_text().strip()) >= 50
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert _opens(data, answer["welcome"])
    assert not _opens(
        data, answer["welcome"].replace(answer["welcome"][-3], "x" if answer["welcome"][-3] != "x" else "y")
    )


def test_a_second_run_changes_nothing_and_gives_the_link_again(tmp_path: Path) -> None:
    first = json.loads(opora("setup", "--admin", ADMIN, "--json", data=tmp_path).stdout)
    key = (tmp_path / "secret-key").read_bytes()
    second = json.loads(opora("setup", "--admin", ADMIN, "--json", data=tmp_path).stdout)
    assert (tmp_path / "secret-key").read_bytes() == key
    assert first["migrated"] > 10
    assert second["migrated"] == 0
    assert _opens(tmp_path, first["welcome"])
    assert _opens(tmp_path, second["welcome"])


def test_a_secret_of_the_environment_is_not_written_down(tmp_path: Path) -> None:
    ran = opora("setup", "--json", data=tmp_path, OPORA_SECRET_KEY="x" * 50)
    assert ran.returncode == 0, ran.stderr
    assert not (tmp_path / "secret-key").exists()


def test_without_an_administrator_it_says_how_to_add_one(tmp_path: Path) -> None:
    ran = opora("setup", data=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "opora setup --admin" in ran.stdout


def test_a_preset_is_loaded_once(tmp_path: Path) -> None:
    for _ in range(2):
        ran = opora("setup", "--preset", "demo", "--json", data=tmp_path)
        assert ran.returncode == 0, ran.stderr
        assert json.loads(ran.stdout)["preset"] == "demo"
    # Bought four months before the load (presets/demo/purchases.csv), so within the year of L3.
    answer = opora("level", "--organisation", "gear", "--product", "Чертёж-3D", "--version", "v22", data=tmp_path)
    assert answer.stdout.startswith("warranty until ")


def test_an_unknown_preset_is_one_sentence(tmp_path: Path) -> None:
    ran = opora("setup", "--preset", "dmeo", data=tmp_path)
    assert ran.returncode == 1
    assert is_a_sentence(ran.stderr), ran.stderr
    assert "demo" in ran.stderr


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        ran = opora("setup", data=tmp_path / "data", as_anybody=True)
    finally:
        tmp_path.chmod(0o700)
    assert ran.returncode == 1
    assert is_a_sentence(ran.stderr), ran.stderr
    assert str(tmp_path / "data") in ran.stderr
    # The same command, once the folder may be written.
    assert opora("setup", data=tmp_path / "data", as_anybody=True).returncode == 0


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    ran = opora("setup", data=tmp_path, OPORA_DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert ran.returncode == 1
    assert is_a_sentence(ran.stderr), ran.stderr
    assert "database" in ran.stderr


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    ran = opora("setup", "--admin", "nobody", data=tmp_path)
    assert ran.returncode == 1
    assert "nobody" in ran.stderr
