"""The bytes of a letter: what the standard library's parser, a mail server and a mail program make of them."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.channels.letters import Paragraph, Words
from opora.channels.mail.compose import Composed, Unmailable, compose
from opora.core.facts import AttachedFile

WORDS = Words(
    letter="acknowledgement", language="ru", subject="[SD-1000483] Не открывается сборка",
    paragraphs=(Paragraph("Здравствуйте, Анна Львовна!"), Paragraph("Приняли ваше обращение SD-1000483.")),
    signature="Техподдержка «Чертёж»",
)  # fmt: skip
ID = "<acknowledgement.17.3.bj5dyr6jny6lgtkeidlx@desk.example.org>"
THEIRS = "<CAJx9-abc+1@mail.example.com>"
DATE = datetime(2026, 5, 8, 17, 40, 5, tzinfo=timezone(timedelta(hours=5)))


def composed(words: Words = WORDS, **changes: Any) -> Composed:
    """The usual letter; words overrule arguments."""
    usual: dict[str, Any] = {
        "sender": "support@desk.example.org", "sender_name": "Техподдержка «Чертёж»",
        "recipient": "anna@client.example", "message_id": ID, "in_reply_to": THEIRS, "references": (THEIRS,),
        "auto": True, "date": DATE,
    }  # fmt: skip
    return compose(words, **{**usual, **changes})


def parsed(words: Words = WORDS, **changes: Any) -> EmailMessage:
    """The usual letter as the standard library reads it, without a single complaint."""
    letter = message_from_bytes(composed(words, **changes).raw, policy=default)
    assert isinstance(letter, EmailMessage)
    assert [defect for part in letter.walk() for defect in part.defects] == []
    return letter


def lines(raw: bytes, header: str) -> list[str]:
    """The lines of one header as they stand in the bytes; empty when it isn't there."""
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    found = re.search(rf"(?ms)^{header}:(.*?)(?=^\S|\Z)", head + "\r\n")
    return [line.strip() for line in found.group(1).strip().split("\r\n")] if found else []


def test_a_letter_reads_back_as_it_was_written() -> None:
    letter = parsed()
    assert letter["Subject"] == "[SD-1000483] Не открывается сборка"
    assert letter["From"].addresses[0].display_name == "Техподдержка «Чертёж»"
    assert letter["From"].addresses[0].addr_spec == "support@desk.example.org"
    assert letter["To"] == "anna@client.example"
    assert letter["Message-ID"] == ID
    assert letter["MIME-Version"] == "1.0"
    assert letter["Content-Language"] == "ru"
    assert letter["Reply-To"] is None
    assert letter["Cc"] is None
    assert parsedate_to_datetime(str(letter["Date"])) == DATE
    assert letter.get_content_type() == "multipart/alternative"
    plain, html = letter.iter_parts()
    assert isinstance(plain, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert plain.get_content_type() == "text/plain"
    assert plain.get_content_charset() == "utf-8"
    # Lines of a text end in CRLF under base64 too (RFC 2049).
    assert plain.get_content() == WORDS.text.replace("\n", "\r\n")
    assert html.get_content_type() == "text/html"
    assert html.get_content() == WORDS.html.replace("\n", "\r\n")


def test_an_english_letter_is_readable_in_its_source() -> None:
    said = "Hello,\n\n-- \n.\n--\n= 5 % of it\ttab \nFrom here. " + "word " * 40
    words = replace(WORDS, language="en", subject="[SD-1000483] Draft", paragraphs=(Paragraph(said),), signature="Desk")
    plain = next(parsed(words).iter_parts())
    assert isinstance(plain, EmailMessage)
    assert plain["Content-Transfer-Encoding"] == "quoted-printable"
    assert plain.get_content() == words.text.replace("\n", "\r\n")
    assert b"Hello,\r\n\r\n" in composed(words).raw


def test_what_comes_back_is_what_the_row_keeps() -> None:
    made = composed()
    assert made.message_id == ID
    assert made.subject == WORDS.subject
    assert made.sender == "support@desk.example.org"
    assert made.recipient == "anna@client.example"


def test_the_same_letter_has_the_same_bytes() -> None:
    file = AttachedFile("журнал.txt", "text/plain", b"x")
    assert composed(files=(file,)).raw == composed(files=(file,)).raw
    other = composed(message_id=ID.replace("17", "18"))
    assert composed().raw != other.raw
    assert parsed().get_boundary() != message_from_bytes(other.raw, policy=default).get_boundary()


def test_a_letter_is_fit_for_any_mail_server() -> None:
    english = composed(replace(WORDS, paragraphs=(Paragraph("word " * 2000 + "= \n.\n--x \n"),), signature="Desk")).raw
    assert max(len(line) for line in english.split(b"\r\n")) <= 78
    long = replace(WORDS, paragraphs=(Paragraph("слово " * 2000), Paragraph("word " * 2000), Paragraph("x" * 3000)))
    raw = composed(long, references=tuple(f"<{number}@mail.example.com>" for number in range(60))).raw
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(len(line) for line in head.split(b"\r\n")) <= 78
    assert max(len(line) for line in body.split(b"\r\n")) <= 78
    assert raw.endswith(b"--\r\n")


# --- threads ------------------------------------------------------------------------------------------------


def test_threading_headers_keep_every_id_whole() -> None:
    long = f"<{'a' * 200}@mail.example.com>"
    raw = composed(references=("<first@x.test>", long), in_reply_to=long).raw
    assert lines(raw, "References") == ["<first@x.test>", long]
    assert lines(raw, "In-Reply-To") == [long]
    assert lines(raw, "Message-ID") == [ID]
    letter = message_from_bytes(raw, policy=default)
    assert str(letter["References"]).split() == ["<first@x.test>", long]


def test_the_letter_replied_to_is_the_last_reference() -> None:
    assert lines(composed(references=()).raw, "References") == [THEIRS]
    assert lines(composed(references=(THEIRS, "<b@x.test>")).raw, "References") == ["<b@x.test>", THEIRS]
    assert lines(composed(references=("<b@x.test>", "<b@x.test>")).raw, "References") == ["<b@x.test>", THEIRS]


def test_of_many_references_the_first_and_the_last_stay() -> None:
    many = tuple(f"<{number}@x.test>" for number in range(100))
    kept = lines(composed(references=many, in_reply_to=many[-1]).raw, "References")
    assert kept == ["<0@x.test>", *(f"<{number}@x.test>" for number in range(81, 100))]


def test_a_letter_that_begins_a_thread_refers_to_nothing() -> None:
    raw = composed(in_reply_to="", references=()).raw
    assert lines(raw, "References") == []
    assert lines(raw, "In-Reply-To") == []


@pytest.mark.parametrize(
    "broken",
    ["", "no brackets at all", "<a b@x.test>", "<a\r\nBcc: x@y.test>", "<ё@x.test>", "<a", "<" + "a" * 990 + ">"],
)
def test_a_broken_id_of_theirs_is_left_out(broken: str) -> None:
    raw = composed(in_reply_to=broken, references=(broken, THEIRS)).raw
    assert lines(raw, "References") == [THEIRS]
    assert lines(raw, "In-Reply-To") == []
    assert b"Bcc" not in raw


def test_an_id_without_brackets_gets_them() -> None:
    assert lines(composed(in_reply_to="abc@x.test", references=()).raw, "In-Reply-To") == ["<abc@x.test>"]


# --- machines -----------------------------------------------------------------------------------------------


def test_a_letter_of_the_machine_says_so() -> None:
    acknowledgement = parsed()
    assert acknowledgement["Auto-Submitted"] == "auto-replied"
    assert acknowledgement["X-Auto-Response-Suppress"] == "OOF, AutoReply, DR, RN, NRN"
    assert acknowledgement["X-Opora-Desk"] == "desk.example.org"
    confession = parsed(replace(WORDS, letter="confession"))
    assert confession["Auto-Submitted"] == "auto-generated"
    assert confession["X-Opora-Desk"] == "desk.example.org"


def test_a_letter_of_a_person_does_not() -> None:
    letter = parsed(replace(WORDS, letter="told"), auto=False)
    assert letter["Auto-Submitted"] is None
    assert letter["X-Auto-Response-Suppress"] is None
    assert letter["Precedence"] is None
    assert letter["X-Opora-Desk"] == "desk.example.org"


def test_a_letter_belongs_to_no_list() -> None:
    assert not [name for name in parsed().keys() if name.lower().startswith("list-")]  # noqa: SIM118


# --- addresses and injection --------------------------------------------------------------------------------


def test_copies_and_where_to_reply() -> None:
    letter = parsed(copies=("b@client.example", "c@client.example"), reply_to="office@desk.example.org")
    assert [address.addr_spec for address in letter["Cc"].addresses] == ["b@client.example", "c@client.example"]
    assert letter["Reply-To"] == "office@desk.example.org"


NAMES = [
    "Техподдержка, отдел «Чертёж» <a@b.test>", "Support, Inc.", 'The "Best" Desk', "=?utf-8?q?x?=", "a@b.test", "",
    "Очень длинное название службы технической поддержки большого поставщика инженерных программ для предприятий",
    "Back\\slash",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_never_becomes_an_address(name: str) -> None:
    letter = parsed(sender_name=name, recipient_name=name)
    raw = composed(sender_name=name, recipient_name=name).raw
    for header, address in (("From", "support@desk.example.org"), ("To", "anna@client.example")):
        assert [one.addr_spec for one in letter[header].addresses] == [address]
        # The newer parser of 3.11 puts a space between the encoded words of a name, the older one reads them well.
        shown, of = parseaddr(" ".join(lines(raw, header)))
        assert (str(make_header(decode_header(shown))), of) == (name, address)


@pytest.mark.parametrize(
    "field", ["sender_name", "recipient_name", "in_reply_to", "reply_to", "recipient", "sender", "message_id"]
)
@pytest.mark.parametrize(
    "ending", ["\r\nBcc: evil@example.org", "\nBcc: evil@example.org\n\nbody", "\rBcc: x", "\x00\x0b"]
)
def test_no_header_can_be_injected(field: str, ending: str) -> None:
    try:
        made = composed(WORDS, **{field: f"anna@client.example{ending}"})
    except Unmailable:
        return
    names = {line.partition(b":")[0] for line in made.raw.partition(b"\r\n\r\n")[0].split(b"\r\n")}
    assert b"Bcc" not in names
    assert b"\x00" not in made.raw


def test_addresses_and_ids_with_a_line_end_are_refused() -> None:
    for field in ("recipient", "sender", "reply_to", "message_id"):
        with pytest.raises(Unmailable):
            composed(WORDS, **{field: "anna@client.example\r\nBcc: evil@example.org"})


def test_no_header_can_be_injected_by_the_subject() -> None:
    made = composed(replace(WORDS, subject="Да\r\nBcc: evil@example.org\r\n\r\nbody"))
    assert message_from_bytes(made.raw, policy=default)["Bcc"] is None
    assert made.subject == "Да Bcc: evil@example.org body"


@pytest.mark.parametrize(
    "address",
    ["", "anna", "@client.example", "anna@", "a b@client.example", "анна@client.example", "anna@cli ent.example",
     "a@b.test, c@d.test", "a@b.test c@d.test", "<a@b.test>", "a" * 250 + "@b.test"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Unmailable):
        composed(recipient=address)


def test_a_cyrillic_domain_is_written_in_ascii() -> None:
    made = composed(recipient="anna@пример.рф")
    assert made.recipient == "anna@xn--e1afmkfd.xn--p1ai"
    assert lines(made.raw, "To") == ["anna@xn--e1afmkfd.xn--p1ai"]


@given(subject=st.text(max_size=300), name=st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_subject_and_name_survive_the_way(subject: str, name: str) -> None:
    made = composed(replace(WORDS, subject=subject), sender_name=name)
    letter = message_from_bytes(made.raw, policy=default)
    assert letter["Subject"] == made.subject
    assert [address.addr_spec for address in letter["From"].addresses] == ["support@desk.example.org"]
    assert letter["Message-ID"] == ID
    assert set(letter.keys()) == set(parsed().keys())


# --- files --------------------------------------------------------------------------------------------------


def test_files_travel_whole() -> None:
    content = bytes(range(256)) * 400
    files = (
        AttachedFile("Снимок экрана с ошибкой при открытии сборки, пятница, 8 мая.png", "image/png", content),
        AttachedFile("a\r\nb.txt", "text/plain", "текст\n".encode()),
        AttachedFile("x", "not a type", b""),
        AttachedFile("letter.eml", "message/rfc822", b"From: a@b.test\r\n\r\n"),
    )
    letter = parsed(files=files)
    assert letter.get_content_type() == "multipart/mixed"
    alternative, *parts = letter.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    assert [part.get_filename() for part in parts] == [files[0].name, "a b.txt", "x", "letter.eml"]
    assert [part.get_payload(decode=True) for part in parts] == [file.content for file in files]
    assert [part.get_content_type() for part in parts] == [
        "image/png", "text/plain", "application/octet-stream", "application/octet-stream",
    ]  # fmt: skip
    assert {part.get_content_disposition() for part in parts} == {"attachment"}


FILE_NAMES = [
    "report.pdf", 'a "quoted" name.txt', "back\\slash.txt", "semi;colon, comma.txt", "100% готово.txt",
    "=?utf-8?q?x?=.txt", "я" * 250, "x" * 250, "смешанное имя, mixed name.dwg", "日本語.step",
]  # fmt: skip


@pytest.mark.parametrize("name", FILE_NAMES)
def test_any_file_name_survives_the_way(name: str) -> None:
    made = composed(files=(AttachedFile(name, "text/plain", b"x"),))
    assert max(len(line) for line in made.raw.split(b"\r\n")) <= 78
    letter = parsed(files=(AttachedFile(name, "text/plain", b"x"),))
    assert [part.get_filename() for part in letter.iter_attachments()] == [name]


def test_a_date_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        composed(date=datetime(2026, 5, 8, 17, 40))  # noqa: DTZ001
    assert parsed(date=datetime(2026, 5, 8, tzinfo=UTC))["Date"] == "Fri, 08 May 2026 00:00:00 +0000"
