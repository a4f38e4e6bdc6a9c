"""Several notices in one letter: what is late first, what is near last, each ticket on a line of its own."""

from dataclasses import replace
from datetime import datetime

import pytest

from opora.channels.letters import LetterFacts, MissedMoment, staff
from opora.channels.letters.joined import ORDER, Line, letter
from opora.channels.letters.staff import NOTICES
from tests.channels.letters.cases.every import ALL

RUSSIAN, ENGLISH = ALL["staff-rung"][1], ALL["english-staff-rung"][1]
DUE = datetime.fromisoformat("2026-05-14T11:00+05:00")


def near(facts: LetterFacts, number: str) -> LetterFacts:
    return replace(facts, number=number, subject="Тема", missed=(MissedMoment("resolution", DUE),))


def test_each_is_on_its_line_under_what_it_is_about() -> None:
    lines = [
        Line("near", near(RUSSIAN, "SD-1")),
        Line("reply", replace(RUSSIAN, number="SD-2", subject="Re: Печать")),
        Line("overdue", near(RUSSIAN, "SD-3")),
        Line("near", near(RUSSIAN, "SD-4")),
        Line("late", near(RUSSIAN, "SD-5")),
    ]
    said = letter("ru", lines, "Техподдержка", "https://desk.example.org/")
    assert said.subject == "Опоздали: 2, ответили заказчики: 1, скоро срок: 2"
    first, second, third = [paragraph.text.replace("\xa0", " ").splitlines() for paragraph in said.paragraphs]
    assert [line.split()[0] for line in first] == ["Опоздали:", "SD-3", "SD-5"]
    assert first[1] == "SD-3 «Тема». Ответ по существу — до четверга, 14 мая, 11:00."
    assert first[2].startswith(f"{first[1].replace('SD-3', 'SD-5')} Исполнител")
    assert second[0] == "Ответили заказчики:"
    assert second[1].startswith("SD-2 «Печать».")
    assert [line.split()[0] for line in third] == ["Скоро", "SD-1", "SD-4"]
    assert "Открыть очередь: https://desk.example.org/" in said.said


def test_it_says_the_same_in_english() -> None:
    said = letter("en", [Line("near", near(ENGLISH, "SD-1")), Line("rung", ENGLISH)], "Support", "")
    assert said.subject == "Your rung: 1, due soon: 1"
    assert 'SD-1 "Тема".' in said.said
    assert "14 May, 11:00" in said.said


@pytest.mark.parametrize("facts", [RUSSIAN, ENGLISH])
def test_each_kind_has_its_head_and_its_own_letter(facts: LetterFacts) -> None:
    assert set(ORDER) == {*NOTICES, "near"} == set(staff.tongue(facts.language).HEADS)
    for said, write in NOTICES.items():
        alone, joined = write(facts), letter(facts.language, [Line(said, facts)], "desk", "")
        assert facts.number in alone.subject
        assert facts.number in joined.said


def test_a_ticket_that_a_colleague_gave_is_told_as_theirs() -> None:
    said = staff.assigned(RUSSIAN)
    assert said.subject == "Re: [SD-1000483] Вам передали обращение: Не открывается сборка"
    assert said.said.splitlines()[0] == "Вам передали обращение SD-1000483: «Не открывается сборка»."
    assert "was given to you" in staff.assigned(ENGLISH).said
