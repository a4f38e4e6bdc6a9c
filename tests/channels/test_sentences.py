"""What is wrong with mail, kept in English and said in Russian on Russian pages."""

import re

import pytest
from django.utils.translation import override

from opora.channels.mail import sentences
from opora.channels.mail.sentences import in_language


def _ru(sentence: str) -> str:
    with override("ru"):
        return in_language(sentence)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (
            "imap.example.org does not answer on port 993: the server may be down, or a firewall stands between.",
            "imap.example.org не отвечает на порту 993: сервер, возможно, выключен, или между вами стоит межсетевой "
            "экран.",
        ),
        (
            "support has no folder “Письма: новые” on imap.example.org.",
            "У support нет папки «Письма: новые» на imap.example.org.",
        ),
        # One sentence within another.
        (
            "imap.example.org hung up in the middle. That is at the letter with UID 17: look for that letter in a mail "
            "program, and move it away.",
            "imap.example.org оборвал связь на полуслове. Это на письме с UID 17: найдите его в почтовой программе и "
            "переложите.",
        ),
        (
            "451 4.7.1 greylisted (It may have been delivered before: an earlier try broke off between the letter and "
            "the server's answer.)",
            "451 4.7.1 greylisted (Письмо могло дойти и раньше: прежняя попытка оборвалась между письмом и ответом "
            "сервера.)",
        ),
        # What a server says stays in its words.
        ("550 5.1.1 no such user", "550 5.1.1 no such user"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_kept_sentence_is_said_in_russian(kept: str, said: str) -> None:
    assert _ru(kept) == said
    with override("en"):
        assert in_language(kept) == kept


def test_each_sentence_has_its_russian() -> None:
    written = {one for name, one in vars(sentences).items() if name.isupper() and isinstance(one, str)}
    assert set(sentences.EVERY) == written
    assert len(written) > 20
    for template in sentences.EVERY:
        kept = re.sub(r"%\((\w+)\)s", r"<\1>", template)
        assert re.search("[а-яё]{2}", _ru(kept)), kept
        assert sorted(re.findall(r"<\w+>", _ru(kept))) == sorted(re.findall(r"<\w+>", kept)), kept
