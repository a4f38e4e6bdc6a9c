"""What holds for every letter: the examples of domain.md 11, what may never be said, two forms of the same words."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

from opora.channels import letters
from opora.channels.letters import Button, Paragraph, Words, staff
from tests.channels.letters.cases.every import ALL
from tests.channels.letters.cast import BASIC, GUEST, LINK, SHORT_DAY, at, facts, missed

FOR_CUSTOMERS = [name for name in ALL if "staff" not in name]
OF_A_PERSON = ("asked", "told", "answered")


def whole(words: Words) -> str:
    """The letter as one line, as domain.md 11 quotes it."""
    return " ".join(words.said.split())


def test_the_acknowledgement_of_domain_11() -> None:
    known = facts("ru", "05-08 17:40", {"goal": "05-13 18:00"}, closed=SHORT_DAY, **BASIC)
    assert whole(letters.acknowledgement(known)) == (
        "Здравствуйте, Анна Львовна! Приняли ваше обращение SD-1000483. Сейчас мы не работаем: сегодня короткий день, "
        "9–11 мая — выходные. Начнём работать во вторник, 12 мая, в 9:00. Скорее всего, ответим к вечеру среды, "
        "13 мая; это ориентир, а не гарантия. Обращением занимается офис в Екатеринбурге. Чтобы дополнить, ответьте "
        "на это письмо. Чертёж-3D v22: базовый уровень, бессрочно."
    )


def test_the_confession_of_domain_11() -> None:
    known = facts(
        "ru", "11-19 18:05", {"recovery": "11-20 13:00"}, missed=missed(first_response="11-19 18:00"), who="Марина Т."
    )
    assert whole(letters.confession(known)) == (
        "Здравствуйте, Анна Львовна! Мы обещали ответить до четверга, 19 ноября, 18:00, и не успели. Простите. "
        "Обращением занимается Марина Т., руководитель офиса в курсе. Объясним причину и назовём новый срок в пятницу, "
        "20 ноября, до 13:00."
    )


def test_the_guest_of_domain_11() -> None:
    words = letters.acknowledgement(facts("ru", "05-12 10:15", {"goal": "05-15 10:15"}, **GUEST))
    assert whole(words).endswith("Отвечаем и без лицензии. Если она есть, пришлите её номер в ответ.")


# --- what may never be said ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FOR_CUSTOMERS)
def test_no_customer_reads_that_she_lacks_something(name: str) -> None:
    write, known = ALL[name]
    said = write(known).text.lower()
    assert "нет лицензии" not in said
    assert not re.search(r"начальный уровень[.,;!]", said)
    assert not re.search(r"initial (support|level)[.;!]", said)


@pytest.mark.parametrize("name", ALL)
def test_the_only_exclamation_mark_is_that_of_the_greeting(name: str) -> None:
    write, known = ALL[name]
    words = write(known)
    assert "!" not in re.sub(r"^Здравствуйте[^!\n]{0,40}!", "", words.text)


def test_a_moment_that_has_passed_is_never_told_as_the_next_one() -> None:
    # P2. At 10:16 the first response of 10:15 is past and not recorded as missed yet; the resolution stands.
    both = {"first_response": "05-13 10:15", "resolution": "05-19 10:15"}
    late = letters.acknowledgement(facts("ru", "05-13 10:16", both))
    assert "10:15; ответ" not in late.said
    assert "Ответ по существу — до вторника, 19 мая, 10:15." in late.said
    assert dict(late.told) == {"resolution": at("05-19 10:15")}
    # At the very instant it is in time (T4) and still told.
    punctual = letters.acknowledgement(facts("ru", "05-13 10:15", both))
    assert "Первый ответ — до среды, 13 мая, 10:15; ответ по существу" in punctual.said


def test_a_confession_without_a_moment_ahead_still_says_what_follows() -> None:
    words = letters.confession(facts("ru", "11-19 18:05", missed=missed(first_response="11-19 18:00")))
    assert words.said.endswith("Объясним причину и назовём новый срок следующим письмом.")
    assert words.told == ()


def test_a_resolution_that_is_paused_already_is_said_to_stand_still() -> None:
    # The question pauses it, so that it is no live moment any more when the letter is written.
    known = facts("ru", "05-12 11:00", body="Какая у вас версия?", resolution_paused=True)
    assert letters.asked(known).said.endswith("Ждём вашего ответа; срок решения на это время приостановлен.")
    assert letters.asked(replace(known, resolution_paused=False)).said.endswith("\n\nЖдём вашего ответа.")
    assert "Пока ждём, срок решения приостановлен." in letters.nudge(known).said


TOLD = [
    ("acknowledgement-basic-short-day", {"goal": "05-13 18:00"}),
    ("acknowledgement-warranty-open", {"first_response": "05-13 10:15", "resolution": "05-19 10:15"}),
    ("acknowledgement-product-unclear", {"first_response": "05-13 10:15"}),
    ("acknowledgement-filed-late", {"recovery": "05-15 15:00", "resolution": "05-19 09:10"}),
    ("acknowledgement-central-service-word-only", {"word": "05-15 10:15"}),
    ("asked-warranty", {}),
    ("told", {"word": "05-14 14:30"}),
    ("answered", {}),
    ("confession-first-response", {"recovery": "11-20 13:00"}),
    ("confession-first-response-resolution-stands", {"recovery": "11-20 13:00", "resolution": "11-25 18:00"}),
    ("climbed-manager", {"escalation": "11-23 13:00"}),
    ("nudge-first", {}),
    ("continued-resolution", {"resolution": "05-19 13:00"}),
    ("continued-basic", {"word": "05-19 13:00"}),
    ("staff-new-ticket", {}),
]


@pytest.mark.parametrize(("name", "moments"), TOLD)
def test_a_letter_knows_which_moments_the_customer_reads_in_it(name: str, moments: dict[str, str]) -> None:
    # What is told here is confessed when missed (P1); closing and nudges are no promises.
    write, known = ALL[name]
    assert dict(write(known).told) == {kind: at(due) for kind, due in moments.items()}


@pytest.mark.parametrize("name", [name for name in ALL if "staff" in name])
def test_staff_never_get_the_customer_s_text_by_mail(name: str) -> None:
    write, known = ALL[name]
    words = write(replace(known, body="Пароль от сервера 12345"))
    assert "12345" not in words.text + words.html + words.subject
    assert "SD-1000483" in words.text


# --- subjects -----------------------------------------------------------------------------------------------

SUBJECTS = [
    ("Не открывается сборка", "[SD-1000483] Не открывается сборка"),
    ("Re: Не открывается сборка", "[SD-1000483] Не открывается сборка"),
    ("RE: FW: Fwd: Ответ: Re[2]: сборка", "[SD-1000483] сборка"),
    ("НА: сборка", "[SD-1000483] сборка"),
    ("Пересл: сборка", "[SD-1000483] сборка"),
    ("Re: [SD-1000483] Re: сборка", "[SD-1000483] сборка"),
    ("Ресурс: сборка", "[SD-1000483] Ресурс: сборка"),
    ("Reboot: сборка", "[SD-1000483] Reboot: сборка"),
    ("", "[SD-1000483] Ваше обращение"),
    ("Re: ", "[SD-1000483] Ваше обращение"),
    ("сбор\r\nBcc: x@example.org", "[SD-1000483] сбор Bcc: x@example.org"),
    ("сбор\x00ка \u202eкод\u2066", "[SD-1000483] сборка код"),
    ("  два   слова  ", "[SD-1000483] два слова"),
    ("я" * 300, "[SD-1000483] " + "я" * 199 + "…"),
]


@pytest.mark.parametrize(("subject", "line"), SUBJECTS)
def test_the_subject_of_a_letter(subject: str, line: str) -> None:
    first = letters.acknowledgement(facts("ru", "05-12 10:15", {"goal": "05-13 18:00"}, subject=subject))
    later = letters.told(facts("ru", "05-12 10:15", {"word": "05-15 10:15"}, subject=subject, body="Да."))
    assert first.subject == line
    assert later.subject == f"Re: {line}"


def test_a_letter_without_subject_in_english() -> None:
    assert letters.acknowledgement(facts("en", "05-12 10:15", subject=" ")).subject == "[SD-1000483] Your request"


# --- greetings ----------------------------------------------------------------------------------------------

GREETINGS = [
    ("Анна Львовна", "Здравствуйте, Анна Львовна!"),
    ("Соколова Анна Львовна", "Здравствуйте, Анна Львовна!"),
    ("Анна Львовна Соколова", "Здравствуйте, Анна Львовна!"),
    ("СОКОЛОВ ПЁТР ИЛЬИЧ", "Здравствуйте, Пётр Ильич!"),
    ("Рабинович Анна Львовна", "Здравствуйте, Анна Львовна!"),
    ("Игорь Савельев", "Здравствуйте, Игорь Савельев!"),
    ("Анна-Мария Д’Артаньян", "Здравствуйте, Анна-Мария Д’Артаньян!"),
    # What may not be a name isn't called by it; nor may a stranger put words into our mouth.
    ("", "Здравствуйте!"),
    ("Соколов П. И.", "Здравствуйте!"),
    ("anna@example.org", "Здравствуйте!"),
    ("АО «Пример»", "Здравствуйте!"),
    ("Отдел САПР 2", "Здравствуйте!"),
    ("Отдел закупок", "Здравствуйте!"),
    ("Выиграйте приз на http://spam.test", "Здравствуйте!"),
    ("Анна\r\nЛьвовна", "Здравствуйте, Анна Львовна!"),
    ("Анна " * 20, "Здравствуйте!"),
]


@pytest.mark.parametrize(("name", "greeting"), GREETINGS)
def test_a_greeting_by_the_name_as_far_as_it_is_one(name: str, greeting: str) -> None:
    words = letters.acknowledgement(facts("ru", "05-12 10:15", {"goal": "05-13 18:00"}, name=name))
    assert words.said.split("\n")[0] == greeting


# --- plain and HTML -----------------------------------------------------------------------------------------


def read(html: str) -> str:
    """What a reader sees of HTML: no tags, entities resolved, spaces ordinary."""
    body = html[html.index("<body") :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).replace("\xa0", " ").split())


@pytest.mark.parametrize("name", ALL)
def test_html_says_the_same_words(name: str) -> None:
    write, known = ALL[name]
    words = write(known)
    unquoted = re.sub(r"(?m)^(> ?|-- $)", "", words.text)
    unlinked = unquoted
    for link in filter(None, (known.link, known.twin)):
        unlinked = unlinked.replace(f": {link}", "")
    assert read(words.html) == " ".join(unlinked.split())
    assert words.html.count("<a ") == bool(known.link and words.button) + bool(words.twin)


def test_plain_text_has_ordinary_spaces_and_html_non_breaking_ones() -> None:
    words = letters.told(facts("ru", "05-12 14:30", {"word": "05-14 14:30"}, body="Ждём\xa05 минут."))
    # The specialist's own text is not touched.
    assert words.text.startswith("Ждём\xa05 минут.\n\nНапишем снова до четверга, 14 мая, 14:30.")
    assert "до\xa0четверга, 14\xa0мая, 14:30." in words.html


def test_nothing_of_a_customer_or_a_specialist_is_markup() -> None:
    nasty = '<script>alert("1")</script>&amp;'
    known = facts(
        "ru", "05-12 14:30", {"word": "05-14 14:30"}, body=f"{nasty}\n  отступ", product=nasty, subject=nasty,
        desk=nasty, link='https://desk.example.org/"onload="x',
    )  # fmt: skip
    for words in (letters.told(known), letters.acknowledgement(known), staff.new_ticket(known)):
        assert "<script" not in words.html
        assert '"onload=' not in words.html
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;<br>" in letters.told(known).html
    assert nasty in letters.told(known).text


def test_a_button_leads_only_to_the_web() -> None:
    words = letters.told(facts("ru", "05-12 14:30", {"word": "05-14 14:30"}, body="Да.", link="javascript:alert(1)"))
    assert "<a " not in words.html
    assert "javascript" not in words.text + words.html
    assert "<a " in letters.told(facts("ru", "05-12 14:30", body="Да.", link=LINK)).html


def test_a_letter_is_signed() -> None:
    # "-- " before the signature is how mail programs know it.
    machine = letters.acknowledgement(facts("ru", "05-12 10:15", {"goal": "05-13 18:00"}))
    assert machine.text.endswith("\n\n-- \nТехподдержка «Чертёж»\n")
    person = letters.told(facts("ru", "05-12 10:15", {"word": "05-15 10:15"}, body="Да.", who="Марина Т."))
    assert person.text.endswith("\n\n-- \nМарина Т., Техподдержка «Чертёж»\n")
    assert "-- " not in letters.acknowledgement(facts("ru", "05-12 10:15", desk="")).text


@pytest.mark.parametrize("name", ALL)
def test_a_letter_of_a_person_is_no_automatic_one(name: str) -> None:
    write, known = ALL[name]
    letter = name.removeprefix("english-").partition("-")[0]
    assert write(known).automatic is (letter not in OF_A_PERSON)


def test_colours_are_plain_and_the_language_is_named() -> None:
    words = letters.told(facts("en", "05-12 14:30", {"word": "05-14 14:30"}, body="Yes.", link=LINK))
    assert '<html lang="en">' in words.html
    assert "oklch" not in words.html
    assert "var(" not in words.html
    assert "<img" not in words.html


def test_words_by_hand() -> None:
    words = Words(
        letter="told", language="ru", subject="Re: [SD-1000483] x",
        paragraphs=(Paragraph("Раз.\n  Два.", "verbatim"), Paragraph("Три\n\nчетыре", "quote"), Paragraph("5\xa0мая")),
        signature="Отдел", button=Button("Открыть", LINK),
    )  # fmt: skip
    assert words.text == (f"Раз.\n  Два.\n\n> Три\n>\n> четыре\n\n5 мая\n\nОткрыть: {LINK}\n\n-- \nОтдел\n")
    assert words.said == f"Раз.\n  Два.\n\n> Три\n>\n> четыре\n\n5 мая\n\nОткрыть: {LINK}"
    assert "Раз.<br>&nbsp;&nbsp;Два." in words.html


def test_letters_bear_strange_characters() -> None:
    words = letters.told(facts("ru", "05-12 14:30", {"word": "05-14 14:30"}, body="a\x00b\udc80c\r\nd\re"))
    assert words.text.startswith("ab\ufffdc\nd\ne\n")
    assert words.text.encode()
    assert words.html.encode()


def test_an_unknown_zone_of_a_customer_gives_way_to_the_office_s() -> None:
    for zone in ("", "Mars/Olympus"):
        words = letters.told(facts("ru", "05-12 14:30", {"word": "05-14 14:30"}, body="Да.", customer_zone=zone))
        assert "Напишем снова до четверга, 14 мая, 14:30." in words.said


def test_facts_want_instants_with_a_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        replace(facts("ru", "05-12 10:15"), now=datetime(2026, 5, 12))  # noqa: DTZ001
    assert replace(facts("ru", "05-12 10:15"), now=datetime(2026, 5, 12, tzinfo=UTC)).moments == {}
