"""Letters to the administrators: a mailbox cannot be looked into, or is silent against its habit."""

from datetime import datetime

from opora.channels.letters.cleaning import one_line
from opora.channels.letters.words import Paragraph, Words, button
from opora.lib import moments
from opora.lib.moments import Language

_FAILING = {
    "ru": (
        "Почтовый ящик не открывается: {mailbox}",
        "Последний раз в ящик {mailbox} удалось заглянуть {since}. С тех пор не получается: {why}",
        "Письма заказчиков ждут на почтовом сервере и не теряются, но обращений из них пока нет. Проверка на странице "
        "ящика скажет, что не так.",
        "К ящику",
    ),
    "en": (
        "A mailbox cannot be opened: {mailbox}",
        "The mailbox {mailbox} was last looked into {since}. Since then it fails: {why}",
        "Letters of customers wait at the mail server and are not lost, but become no tickets. The test on the page of "
        "the mailbox says what is wrong.",
        "To the mailbox",
    ),
}
_SILENT = {
    "ru": (
        "Почтовый ящик молчит: {mailbox}",
        "В ящик {mailbox} не приходит ничего: последнее письмо пришло {since}. На него это не похоже: {habit}.",
        "Напишите на этот адрес с посторонней почты. Если письмо не придёт, ищите причину у почтового сервера: "
        "пересылка, фильтры, запись MX. Первое же новое письмо снимет тревогу.",
        "К ящику",
    ),
    "en": (
        "A mailbox is silent: {mailbox}",
        "Nothing comes to the mailbox {mailbox}: the last letter came {since}. That is unlike it: {habit}.",
        "Write to that address from an account elsewhere. If the letter does not come, the reason lies with the mail "
        "server: forwarding, filters, the MX record. The first new letter ends this alarm.",
        "To the mailbox",
    ),
}
_HABIT = {
    "ru": ("до этого за {days} пришло {letters}", ("рабочий день", "рабочих дня", "рабочих дней"),
           ("письмо", "письма", "писем")),
    "en": ("before that {letters} came in {days}", ("working day", "working days"), ("letter", "letters")),
}  # fmt: skip


def failing(language: Language, desk: str, mailbox: str, since: datetime, zone: str, why: str, link: str) -> Words:
    """Nobody can look into the mailbox since then; ``why`` is the sentence of the last failure."""
    named = {"mailbox": one_line(mailbox), "since": moments.on_at(since, zone, language), "why": one_line(why)}
    return _words("alarm_failing", language, _FAILING[language], named, desk, link)


def silent(
    language: Language, desk: str, mailbox: str, since: datetime, zone: str, habit: tuple[int, int], link: str
) -> Words:
    """No letter came since then, though so many came in so many working days before (``habit``)."""
    said, days, letters = _HABIT[language]
    usual = said.format(
        days=moments.counted(habit[1], days, language), letters=moments.counted(habit[0], letters, language)
    )
    named = {"mailbox": one_line(mailbox), "since": moments.on_at(since, zone, language), "habit": usual}
    return _words("alarm_silent", language, _SILENT[language], named, desk, link)


def _words(
    letter: str, language: Language, said: tuple[str, str, str, str], named: dict[str, str], desk: str, link: str
) -> Words:
    subject, first, second, label = said
    return Words(
        letter=letter,
        language=language,
        subject=subject.format(**named),
        paragraphs=(Paragraph(first.format(**named)), Paragraph(second)),
        signature=desk,
        button=button(label, link),
    )
