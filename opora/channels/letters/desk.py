"""Letters about the desk itself to a member of staff: a test of the mailbox, and the way in."""

from opora.channels.letters.words import Paragraph, Words, button
from opora.lib.moments import Language

_TEST = {
    "ru": (
        "Проверка почты",
        "Это письмо попросили отправить на странице настройки. Раз вы его читаете, почта службы уходит.",
        "Ответьте на него: ответ придёт в службу как обычное письмо, и так проверится обратная дорога.",
        "К настройке",
    ),
    "en": (
        "A test of the mailbox",
        "Somebody asked for this letter on the page of set-up. Since you read it, the desk's letters leave.",
        "Reply to it: the reply reaches the desk as any other letter does, and so the way back is tested.",
        "To set-up",
    ),
}
_WELCOME = {
    "ru": (
        "Вход в службу техподдержки",
        "Вас добавили в службу техподдержки. Откройте ссылку и придумайте пароль; она действует один раз и три дня.",
        "Входить потом по адресу почты, на который пришло это письмо.",
        "Придумать пароль",
    ),
    "en": (
        "Your way into the support desk",
        "You were added to the support desk. Open the link and choose a password; it works once, for three days.",
        "Afterwards sign in with the address that this letter came to.",
        "Choose a password",
    ),
}


def test_letter(language: Language, desk: str, link: str) -> Words:
    """That a mailbox sends, and how to test the way back."""
    return _words("test_letter", language, _TEST[language], desk, link)


def welcome(language: Language, desk: str, link: str) -> Words:
    """The one-time link by which somebody chooses a password."""
    return _words("welcome", language, _WELCOME[language], desk, link)


def _words(letter: str, language: Language, said: tuple[str, str, str, str], desk: str, link: str) -> Words:
    subject, first, second, label = said
    return Words(
        letter=letter,
        language=language,
        subject=subject,
        paragraphs=(Paragraph(first), Paragraph(second)),
        signature=desk,
        button=button(label, link),
    )
