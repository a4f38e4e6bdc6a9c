"""Pages lead where they say: each link within the repository has its file, each file of code that is named exists."""

import re
from pathlib import Path

import pytest

from tests.house.code import ROOT, files

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)\s]*)?\)")
NAMED = re.compile(r"`((?:[a-z_]+/)*[a-z_0-9]+\.py)`")
CODE = re.compile(r"^(?: {4,}|```).*$", re.M)


def dead_links(page: Path, text: str) -> list[str]:
    """Links of a page to files that are not there."""
    told = CODE.sub("", text)
    return [link for link in LINK.findall(told) if not (page.parent / link).exists()]


def unknown_files(text: str, known: set[str]) -> list[str]:
    """Files of Python that a page names and nobody has: by a path's end, since pages leave out what is plain."""
    return [name for name in NAMED.findall(text) if not any(f"/{one}".endswith(f"/{name}") for one in known)]


def test_every_link_leads_to_a_file() -> None:
    pages = [path for path in files() if path.suffix == ".md"]
    assert len(pages) > 20
    assert {str(page): dead for page in pages if (dead := dead_links(page, page.read_text()))} == {}


def test_every_named_file_of_code_exists() -> None:
    known = {path.relative_to(ROOT).as_posix() for path in files()}
    pages = [path for path in files() if path.suffix == ".md"]
    assert sum(len(NAMED.findall(page.read_text())) for page in pages) > 20
    assert {str(page): gone for page in pages if (gone := unknown_files(page.read_text(), known))} == {}


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("see [there](nowhere.md)", ["nowhere.md"]),
        ("![a picture](pictures/gone.png)", ["pictures/gone.png"]),
        ("see [there](nowhere.md#part)", ["nowhere.md"]),
        ("[all](README.md), [a part](README.md#try-it), [outside](https://example.org/x), [below](#part)", []),
        ("    [in code](nowhere.md)", []),
    ],
)
def test_a_planted_link_is_found(text: str, dead: list[str]) -> None:
    assert dead_links(ROOT / "README.md", text) == dead


def test_a_planted_file_of_code_is_found() -> None:
    known = {"opora/flow/act.py", "opora/core/clock.py"}
    assert unknown_files("`flow/act.py`, `clock.py`, `flow/gone.py`, `lock.py`", known) == ["flow/gone.py", "lock.py"]
