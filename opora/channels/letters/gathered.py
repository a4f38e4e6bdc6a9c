"""Several letters of the machine to one customer as one: each under its own heading, as it would have come alone."""

from collections.abc import Sequence

from opora.channels.letters.cleaning import one_line
from opora.channels.letters.words import Paragraph, Words, verbatim
from opora.lib import moments_ru
from opora.lib.moments import Language

ABOUT: dict[Language, str] = {
    "ru": (
        "Здравствуйте! Чтобы не слать много писем подряд, собрали их в одно. Чтобы ответить по одному из обращений, "
        "откройте его по ссылке под ним."
    ),
    "en": (
        "Hello, instead of many letters at once, here they are in one. To answer about one of the requests, open it by "
        "the link below it."
    ),
}


def letter(language: Language, parts: Sequence[tuple[str, str]], desk: str) -> Words:
    """``parts``: the subject of each letter and its plain text without the signature."""
    count = len(parts)
    russian = f"Новости по {count} {moments_ru.plural(count, ('обращению', 'обращениям', 'обращениям'))}"
    said = [verbatim(f"{'=' * 20}\n{one_line(subject)}\n{'=' * 20}\n\n{text}") for subject, text in parts]
    return Words(
        letter="gathered",
        language=language,
        subject=russian if language == "ru" else f"News on {count} requests",
        paragraphs=(Paragraph(ABOUT[language]), *said),
        signature=one_line(desk),
    )
