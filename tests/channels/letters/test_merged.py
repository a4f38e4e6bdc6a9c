"""The letter to whose request goes on in another one."""

from opora.channels import letters
from tests.channels.letters.cast import REQUEST, at, facts

MERGED = {"merged": "SD-1000496", "link": REQUEST}


def test_it_names_both_numbers_and_when_they_hear() -> None:
    known = facts("ru", "05-12 10:15", {"first_response": "05-13 10:15", "resolution": "05-19 10:15"}, **MERGED)
    said = letters.merged(known)
    assert said.subject == "Re: [SD-1000483] Не открывается сборка"
    assert said.said.replace("\xa0", " ").splitlines()[2] == (
        "Обращение SD-1000496 о том же, что и SD-1000483, поэтому ведём их вместе под номером SD-1000483. Всё, что вы "
        "написали, уже там. Первый ответ — до среды, 13 мая, 10:15; ответ по существу — до вторника, 19 мая, 10:15."
    )
    assert said.told == (("first_response", at("05-13 10:15")), ("resolution", at("05-19 10:15")))


def test_after_the_first_answer_it_names_the_next_word_too() -> None:
    known = facts("en", "05-12 10:15", {"resolution": "05-19 10:15", "word": "05-14 10:15"}, **MERGED)
    said = letters.merged(known)
    assert "so both go on together as SD-1000483" in said.said
    assert "We will write to you by" in said.said.replace("\xa0", " ")
    assert [kind for kind, _ in said.told] == ["resolution", "word"]


def test_what_is_late_is_explained_by_its_moment() -> None:
    known = facts("ru", "05-12 10:15", {"recovery": "05-12 14:15"}, **MERGED)
    said = letters.merged(known)
    assert "Объясним причину и назовём новый срок" in said.said
    assert said.told == (("recovery", at("05-12 14:15")),)
