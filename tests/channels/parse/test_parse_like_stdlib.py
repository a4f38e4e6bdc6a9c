"""Where a letter is sound, our reader and the standard library's agree on every part of it."""

import email
import email.policy
from email.message import EmailMessage
from urllib.parse import unquote

from hypothesis import given, settings
from hypothesis import strategies as st

from opora.channels.mail.parse import parse

CHARSETS = st.sampled_from(["utf-8", "koi8-r", "windows-1251"])
# Words and not letters: of «ъъъъ» in koi8-r a reader that mistrusts the declared charset makes other nonsense.
WORDS = st.lists(
    st.sampled_from(
        ["Здравствуйте", "сборка", "не открывается", "после", "обновления", "ЁЛКА", "чертёж", "v22", "ошибка 5",
         "объём", "СРОЧНО", "\n", "\n\n", ".", ",", "(", ")", "License", "=", "--", "шестьдесят" * 9]
    ),
    min_size=1, max_size=40,
).map(" ".join)  # fmt: skip
NAMES = st.text("абвгдёABC 123_-", min_size=1, max_size=40).map(lambda stem: "f" + stem.strip() + ".dat")


@settings(deadline=None)
@given(WORDS, CHARSETS, st.sampled_from(["8bit", "quoted-printable", "base64"]))
def test_a_plain_letter(text: str, charset: str, encoding: str) -> None:
    letter = EmailMessage()
    letter["From"] = "Пётр <samotsvetov@zavod.test>"
    letter["Subject"] = "Не открывается сборка" * 5
    letter.set_content(text, charset=charset, cte=encoding)
    raw = letter.as_bytes(policy=email.policy.SMTP)
    theirs = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
    ours = parse(raw)
    assert ours.body == theirs.get_content().replace("\r\n", "\n")
    assert ours.subject == str(theirs["Subject"])
    assert ours.sender.name == "Пётр"
    assert [trouble for trouble in ours.troubles if trouble != "no-date"] == []


@settings(deadline=None)
@given(WORDS, st.lists(st.tuples(NAMES, st.binary(max_size=300)), max_size=3), st.booleans())
def test_a_letter_with_files(text: str, files: list[tuple[str, bytes]], html: bool) -> None:
    letter = EmailMessage()
    letter.set_content(text)
    if html:
        letter.add_alternative(f"<p>{text}</p>", subtype="html")
    for name, content in files:
        letter.add_attachment(content, "application", "octet-stream", filename=name)
    raw = letter.as_bytes(policy=email.policy.SMTP)
    plain = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default).get_body(("plain",))
    ours = parse(raw)
    assert plain is not None
    assert ours.body == plain.get_content().replace("\r\n", "\n")
    assert bool(ours.html) is html
    assert [(one.name, one.content) for one in ours.files] == [(unquote(name), content) for name, content in files]
