"""A clone stands alone: no file names the place where it was written, nor where packages are fetched from.

The words looked for are put together here, so that this file does not find itself."""

import re
from pathlib import Path

import pytest

from tests.house.code import ROOT, files

PLACES = [
    r"\.\./" + "shared",
    "/work" + "/(main|shared)",
    "/root" + "/",
    "/home" + "/[a-z]",
    "/opt" + "/(pypi|wheels)",
    "/tmp" + "/brief",
]
REGISTRIES = [
    "py" + r"pi\.org",
    "python" + r"hosted\.org",
    r"npm" + r"js\.(org|com)",
    r"(deb|security)\.debian" + r"\.org",
    r"proxy\.golang" + r"\.org",
    r"crates" + r"\.io",
    "--(extra-)?index" + "-url",
    "--find" + "-links",
]
WORKPLACE = ["farm-" + "studio", r"issues " + r"(show|list|close)\b"]
FOREIGN = re.compile("|".join(PLACES + REGISTRIES + WORKPLACE))
# Lines allowed word by word: (file, the line without its margin).
ALLOWED: set[tuple[str, str]] = {
    # uv is told to write no address into the lock: the option's name holds the word.
    ("run", "local common=(pip compile --quiet --universal --generate-hashes --no-emit-index" + "-url --no-annotate"),
    (
        "run",
        "# setuptools is in the lock because the editable install builds without isolation. No address of an index is",
    ),
}


def foreign_lines(name: str, text: str) -> list[str]:
    """Lines that name a place outside the repository."""
    return [
        f"{name}:{number}: {line.strip()}"
        for number, line in enumerate(text.splitlines(), 1)
        if FOREIGN.search(line) and (name, line.strip()) not in ALLOWED
    ]


def test_no_file_names_a_place_outside() -> None:
    found = []
    for path in files():
        text = path.read_bytes().decode("utf-8", "replace")
        found += foreign_lines(path.relative_to(ROOT).as_posix(), text)
    assert found == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_hold_a_hash_for_each_package_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    blocks = re.split(r"\n(?=[a-z])", re.sub(r"^(#.*\n)+", "", text))
    assert len(blocks) > 15
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_development_lock_agrees_with_the_other() -> None:
    pinned = re.compile(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", re.M)
    small, large = (dict(pinned.findall((ROOT / f"requirements{name}.lock").read_text())) for name in ("", "-dev"))
    assert "django" in small
    assert {name: version for name, version in small.items() if large.get(name) != version} == {}


@pytest.mark.parametrize(
    "line",
    [
        "see ../" + "shared/design/domain.md",
        "cd /work" + "/main",
        "/root" + "/.cache",
        "https://py" + "pi.org/simple",
        "files.python" + "hosted.org",
        "registry.npm" + "js.org",
        "pip install --index" + "-url x",
    ],
)
def test_a_planted_place_is_found(line: str) -> None:
    assert len(foreign_lines("README.md", f"first\n  {line}\nlast")) == 1


@pytest.mark.parametrize(
    "line", ["the work/main street", "/tmp/opora-demo", "shared/x", Path("docs/flow.md").as_posix()]
)
def test_other_places_may_be_named(line: str) -> None:
    assert foreign_lines("README.md", line) == []
