"""How a text becomes words, as they are kept and as they are looked for."""

import pytest

from opora.search.words import LONGEST, MOST, looked_for, of_address, of_phone, of_text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Не открывается сборка", {"не", "открывается", "сборка"}),
        ("РЕДУКТОР «Ёлка»", {"редуктор", "елка"}),
        # ё and й of two signs each, as macOS writes them
        ("е\N{COMBINING DIAERESIS}лка Си\N{COMBINING BREVE}", {"елка", "сй"}),
        ("Чертёж-3D v22", {"чертеж", "3d", "v22"}),
        ("Straße_one", {"strasse", "one"}),
        ("Акт 12-345-6 от 2026", {"акт", "12", "345", "6", "123456", "от", "2026"}),
        ("— … !", set()),
        ("", set()),
    ],
)
def test_a_text_is_kept_as_its_words(text: str, words: set[str]) -> None:
    assert of_text(text) == words


def test_several_texts_give_one_set_and_no_word_is_endless() -> None:
    assert of_text("Редуктор", "", "редуктор А") == {"редуктор", "а"}
    assert of_text("ы" * 300) == {"ы" * LONGEST}


def test_a_number_of_a_telephone_is_kept_by_each_of_its_beginnings() -> None:
    # +7, 8, without either, without the code of the city, the last four
    whole = {"73435550102", "83435550102", "3435550102", "5550102", "0102"}
    assert of_phone("+7 (343) 555-01-02") == whole
    assert of_phone("8 343 555 01 02") == whole
    assert of_phone("343 555-01-02") == whole
    assert of_phone("555-01-02") == {"5550102", "0102"}
    assert of_phone("+375 17 555-01-02") == {"375175550102", "5550102", "0102"}
    assert of_phone("доб. 17") == {"17"}
    assert of_phone("нет") == set()


def test_an_address_is_kept_whole_and_by_its_words() -> None:
    whole = "p.ivanov@gear.example.org"
    assert of_address("P.Ivanov@gear.example.org") == {whole, "p", "ivanov", "gear", "example", "org"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("иванов редуктор", ("иванов", "редуктор")),
        ("  Иванов,   РЕДУКТОР!", ("иванов", "редуктор")),
        ("елка Ёлка", ("елка",)),
        # What begins another word says nothing more than it.
        ("ред редуктор", ("редуктор",)),
        ("SD-1000009", ("1000009",)),
        ("sd 1000009 иванов", ("1000009", "иванов")),
        ("SD1000009", ("1000009",)),
        ("SD-", ("sd",)),
        ("1000009", ("1000009",)),
        ("+7 (343) 555-01-02", ("73435550102",)),
        ("8 343 555 01 02 иванов", ("83435550102", "иванов")),
        ("555-01-02", ("5550102",)),
        ("8 343 555", ("8", "343", "555")),
        ("1000009 343 555", ("1000009", "343", "555")),
        ("7 10 2026 3", ("7", "10", "2026", "3")),
        ("чертёж-3d", ("чертеж", "3d")),
        ("p.ivanov@gear", ("p.ivanov@gear",)),
        ("P.Ivanov@gear.example.org,", ("p.ivanov@gear.example.org",)),
        ("", ()),
        ("…", ()),
    ],
)
def test_what_is_typed_is_looked_for_by_these_words(typed: str, words: tuple[str, ...]) -> None:
    assert looked_for(typed) == words


def test_of_many_words_the_longest_are_looked_for() -> None:
    typed = " ".join("абвгдежзиклм"[: one + 1][::-1] for one in range(12))
    assert len(looked_for(typed)) == MOST
    assert min(map(len, looked_for(typed))) == 12 - MOST + 1
