"""The notice to the holder of a rung: a reminder says so, a silence says what we missed."""

from dataclasses import replace

from opora.channels.letters import staff
from tests.channels.letters.cases.every import ALL


def test_a_reminder_says_that_the_customer_waits_for_a_word_of_the_reader() -> None:
    known = replace(ALL["staff-rung"][1], reminded=True, missed=())
    said = staff.rung(known).said
    assert "Заказчик напомнил о себе и ждёт слова от вас." in said
    assert "Опоздали" not in said
    english = staff.rung(replace(ALL["english-staff-rung"][1], reminded=True, missed=())).said
    assert "The customer reminded us and waits for a word from you." in english


def test_a_silence_does_not() -> None:
    assert "напомнил" not in staff.rung(ALL["staff-rung"][1]).said
    assert "Опоздали" in staff.rung(ALL["staff-rung"][1]).said


def test_a_bad_rating_is_told_with_who_has_it_and_without_the_customers_words() -> None:
    said = staff.rated(ALL["staff-rung"][1])
    assert said.subject == "Re: [SD-1000483] Ответ не помог: Не открывается сборка"
    assert said.said.splitlines()[0] == (
        "Заказчик оценил наш ответ по обращению SD-1000483: «Не открывается сборка». Ответ не помог."
    )
    assert "Автор ответа: " in said.said
    assert "Сроки прежние; позвоните или напишите ему." in said.said
    english = staff.rated(ALL["english-staff-rung"][1]).said
    assert "It did not help." in english
    assert "Nothing moves by a rating: call or write." in english
