"""Forwarded letters, as mailers write them: who wrote, about what, which words are theirs and which the forwarder's."""

from email.message import EmailMessage
from email.policy import default

import pytest

from opora.channels.mail.parse import parse
from opora.channels.mail.parse.forwards import Forwarded, forwarded

ANNA = ("anna@gear.example.org", "Анна Котова")
GMAIL = """Коллеги, заведите, пожалуйста.

---------- Forwarded message ---------
От: Анна Котова <anna@gear.example.org>
Date: ср, 6 мая 2026 г. в 10:00
Subject: Не открывается сборка
To: Ирина Сомова <irina@vendor.test>


Здравствуйте! Не открывается сборка.

Анна
"""
OUTLOOK = """Заведите обращение.

С уважением,
Ирина

From: Анна Котова <anna@gear.example.org>
Sent: Wednesday, May 6, 2026 10:00 AM
To: Ирина Сомова <irina@vendor.test>
Cc: Пётр <petr@gear.example.org>
Subject: Не открывается сборка

Здравствуйте! Не открывается сборка.
"""
OUTLOOK_RU = """От: Анна Котова [mailto:anna@gear.example.org]
Отправлено: 6 мая 2026 г. 10:00
Кому: Ирина Сомова
Тема: Не открывается сборка

Здравствуйте! Не открывается сборка.
"""
THUNDERBIRD = """Заведите.

-------- Перенаправленное сообщение --------
Тема: \tНе открывается сборка
Дата: \tWed, 6 May 2026 10:00:00 +0500
От: \tАнна Котова <anna@gear.example.org>
Кому: \tirina@vendor.test



Здравствуйте! Не открывается сборка.
"""
APPLE = """Look.

Begin forwarded message:

> From: Анна Котова <anna@gear.example.org>
> Subject: Не открывается сборка
> Date: 6 May 2026 at 10:00:00 GMT+5
> To: irina@vendor.test
>
> Здравствуйте! Не открывается сборка.
>
> > Что случилось?
"""
YANDEX = """Заведите.

-------- Пересылаемое сообщение --------
06.05.2026, 10:00, "Анна Котова" <anna@gear.example.org>:

Здравствуйте! Не открывается сборка.

-------- Конец пересылаемого сообщения --------

Ирина
"""
MAILRU = """-------- Пересылаемое сообщение --------
От кого: Анна Котова <anna@gear.example.org>
Кому: irina@vendor.test
Дата: Среда, 6 мая 2026, 10:00 +05:00
Тема: Не открывается сборка

Здравствуйте! Не открывается сборка.
"""


def read(text: str, subject: str = "Fwd: Не открывается сборка", sender: str = "irina@vendor.test") -> Forwarded | None:
    message = EmailMessage(policy=default)
    message["From"], message["Subject"] = sender, subject
    message.set_content(text)
    return forwarded(parse(message.as_bytes()))


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        (GMAIL, "Коллеги, заведите, пожалуйста."),
        (OUTLOOK, "Заведите обращение.\n\nС уважением,\nИрина"),
        (OUTLOOK_RU, ""),
        (THUNDERBIRD, "Заведите."),
        (APPLE, "Look."),
        (YANDEX, "Заведите.\n\nИрина"),
        (MAILRU, ""),
    ],
    ids=["gmail", "outlook", "outlook-ru", "thunderbird", "apple", "yandex", "mail.ru"],
)
def test_the_writer_is_named_by_each_mailer(text: str, comment: str) -> None:
    found = read(text)
    assert found is not None
    assert (found.letter.sender.address, found.letter.sender.name) == ANNA
    assert found.letter.subject == "Не открывается сборка"
    assert found.letter.body.startswith("Здравствуйте! Не открывается сборка.")
    assert "irina@vendor.test" not in found.letter.body
    assert (found.comment, found.doubt) == (comment, "")


def test_nothing_of_the_letter_is_lost() -> None:
    found = read(APPLE)
    assert found is not None
    assert found.letter.body == "Здравствуйте! Не открывается сборка.\n\n> Что случилось?\n"
    assert [one.kind for one in found.letter.segments] == ["text", "quote"]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (OUTLOOK.replace(" <anna@gear.example.org>", ""), "no-address"),
        (
            OUTLOOK.replace("<anna@gear.example.org>", "<anna@gear.example.org>; Пётр <petr@gear.example.org>"),
            "several",
        ),
        (GMAIL + GMAIL.partition("\n\n")[2].replace("anna@", "petr@"), "several"),
        ("Заведите, она писала вчера.", "nobody"),
    ],
    ids=["a name alone", "two in From", "two letters", "no letter at all"],
)
def test_what_is_not_certain_says_so(text: str, doubt: str) -> None:
    found = read(text, "FW: Не открывается сборка")
    assert found is not None
    assert found.doubt == doubt


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (OUTLOOK, "RE: Не открывается сборка"),
        (OUTLOOK, "Не открывается сборка"),
        ("Не открывается сборка.", "Не открывается сборка"),
        ("Форвард: сломан форвардер", "Вопрос о форвардере"),
    ],
)
def test_a_reply_and_a_matter_of_their_own_are_no_forward(text: str, subject: str) -> None:
    assert read(text, subject) is None


def test_a_letter_inside_the_forwarded_one_is_its_quote() -> None:
    """Anna's letter quotes another one with a head of its own: hers is the one that was forwarded."""
    inner = "\nFrom: Пётр <petr@gear.example.org>\nSent: Tuesday\nTo: Анна\nSubject: Сборка\n\nПосмотри.\n"
    found = read(OUTLOOK + inner, "FW: Не открывается сборка")
    assert found is not None
    assert (found.letter.sender.address, found.doubt) == ("anna@gear.example.org", "")
    assert "Посмотри." in found.letter.body


def attached(*letters: str) -> EmailMessage:
    message = EmailMessage(policy=default)
    message["From"], message["Subject"] = "irina@vendor.test", "Обращение"
    message.set_content("Заведите.")
    for sender in letters:
        inner = EmailMessage(policy=default)
        inner["Subject"], inner["Message-ID"] = "Не открывается сборка", "<first@gear.example.org>"
        if sender:
            inner["From"] = sender
        inner.set_content("Здравствуйте! Не открывается сборка.")
        inner.add_attachment(b"31.0", maintype="text", subtype="x-log", filename="driver.log")
        message.add_attachment(inner)
    return message


def test_an_attached_letter_is_read_as_it_was_sent() -> None:
    message = attached("Анна Котова <anna@gear.example.org>")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="mine.png")
    found = forwarded(parse(message.as_bytes()))
    assert found is not None
    assert (found.letter.sender.address, found.letter.sender.name) == ANNA
    assert found.letter.message_id == "<first@gear.example.org>"
    assert [file.name for file in found.letter.files] == ["driver.log"]
    assert [file.name for file in found.files] == ["mine.png"]
    assert (found.comment, found.doubt) == ("Заведите.", "")


@pytest.mark.parametrize(
    ("senders", "doubt"), [(("a@gear.example.org", "b@gear.example.org"), "several"), (("",), "no-address")]
)
def test_two_attached_letters_or_one_of_nobody_are_not_certain(senders: tuple[str, ...], doubt: str) -> None:
    found = forwarded(parse(attached(*senders).as_bytes()))
    assert found is not None
    assert found.doubt == doubt
