"""Every letter against a text that a person wrote: expected/NAME.txt, its subject in the first line."""

from pathlib import Path

import pytest

from opora.channels import letters
from tests.channels.letters.cases.every import ALL

EXPECTED = Path(__file__).parent / "expected"


@pytest.mark.parametrize("name", ALL)
def test_a_letter_says_what_was_written_by_hand(name: str) -> None:
    write, known = ALL[name]
    words = write(known)
    assert f"{words.subject}\n\n{words.said}\n" == (EXPECTED / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", ["code", "english-code"])
def test_the_letter_with_a_code_says_what_was_written_by_hand(name: str) -> None:
    english = name.startswith("english")
    words = letters.sign_in_code("en" if english else "ru", "04821770", "Draft support" if english else "Техподдержка")
    assert f"{words.subject}\n\n{words.text}" == (EXPECTED / f"{name}.txt").read_text()
    assert "0482" not in words.subject


def test_no_expected_letter_is_forgotten() -> None:
    assert sorted(path.stem for path in EXPECTED.iterdir()) == sorted([*ALL, "code", "english-code"])
