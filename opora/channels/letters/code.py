"""The letter that brings a code for signing in to the portal."""

from opora.channels.letters.words import Paragraph, Words
from opora.lib.moments import Language

SUBJECT: dict[Language, str] = {"ru": "Код для входа", "en": "Your sign-in code"}
SAID: dict[Language, tuple[str, ...]] = {
    "ru": (
        "Здравствуйте!",
        "Ваш код: {code}",
        "Введите его на странице, где вы его запросили. Он действует 15 минут и только один раз.",
        "Если вы не запрашивали код, ничего делать не нужно: без него никто не войдёт.",
    ),
    "en": (
        "Hello,",
        "Your code: {code}",
        "Enter it on the page where you asked for it. It is valid for 15 minutes and only once.",
        "If you did not ask for a code, you need not do anything: without it nobody gets in.",
    ),
}


def sign_in_code(language: Language, digits: str, desk: str) -> Words:
    """The digits in two groups; not in the subject, which lists and notices show."""
    half = len(digits) // 2
    code = f"{digits[:half]} {digits[half:]}"
    return Words(
        letter="sign_in_code",
        language=language,
        subject=SUBJECT[language],
        paragraphs=tuple(Paragraph(text.format(code=code)) for text in SAID[language]),
        signature=desk,
    )
