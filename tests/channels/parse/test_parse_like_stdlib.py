"""Where a letter is sound, our reader and the standard library's agree on every part of it."""

import email
import email.policy
from email.message import EmailMessage
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from opora.channels.mail.parse import parse

CHARSETS = st.sampled_from(["utf-8", "koi8-r", "windows-1251"])
WORDS = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя АБВГДЕЁ .,;:!?()-\n", min_size=1, max_size=300)
NAMES = st.text("абвгдёABC 123_-", min_size=1, max_size=40).map(lambda stem: "f" + stem.strip() + ".dat")


@given(WORDS, CHARSETS, st.sampled_from(["8bit", "quoted-printable", "base64"]))
def test_a_plain_letter(text: str, charset: str, encoding: str) -> None:
    letter = EmailMessage()
    letter["From"] = "Пётр <samotsvetov@zavod.test>"
    letter["Subject"] = "Не открывается сборка " * 5
    letter.set_content(text, charset=charset, cte=encoding)
    raw = letter.as_bytes(policy=email.policy.SMTP)
    theirs = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(theirs, EmailMessage)
    ours = parse(raw)
    assert ours.body == theirs.get_content().replace("\r\n", "\n")
    assert ours.subject == str(theirs["Subject"])
    assert ours.sender.name == "Пётр"
    assert [trouble for trouble in ours.troubles if trouble != "no-date"] == []


@given(WORDS, st.lists(st.tuples(NAMES, st.binary(max_size=300)), max_size=3), st.booleans())
def test_a_letter_with_files(text: str, files: list[tuple[str, bytes]], html: bool) -> None:
    letter = EmailMessage()
    letter.set_content(text)
    if html:
        letter.add_alternative(f"<p>{text}</p>", subtype="html")
    for name, content in files:
        letter.add_attachment(content, "application", "octet-stream", filename=name)
    ours = parse(letter.as_bytes(policy=email.policy.SMTP))
    assert ours.body == text + "\n"
    assert bool(ours.html) is html
    assert [(one.name, one.content) for one in ours.files] == [(unquote(name), content) for name, content in files]
