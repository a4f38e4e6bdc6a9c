"""What a customer reads in our Russian letters and pages: moments, found in the words by patterns of our own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
PARTS = {"утру": (6, 9), "обеду": (12, 14), "вечеру": (17, 21)}
DAY = rf"\d{{1,2}} (?:{'|'.join(MONTHS)})"
CLOCK = r"\d+:\d\d(?: \(UTC[^)]*\))?"
WHEN = rf"(?:до \w+, {DAY}, {CLOCK}|во? \w+, {DAY}, до {CLOCK}|к (?:{'|'.join(PARTS)}) \w+, {DAY})"
"""«до четверга, 19 ноября, 18:00», «в пятницу, 20 ноября, до 13:00», «к вечеру среды, 13 мая»."""

TOLD = (
    ("first_response", rf"[Пп]ервый ответ — (?P<at>{WHEN})"),
    ("resolution", rf"[Оо]твет по существу — (?:по-прежнему )?(?P<at>{WHEN})"),
    ("goal", rf"Скорее всего, ответим (?P<at>{WHEN})"),
    ("word", rf"Напишем (?:вам|снова) (?P<at>{WHEN})"),
    ("recovery", rf"Объясним причину и назовём новый срок (?P<at>{WHEN})"),
    ("escalation", rf"Теперь за [^:]*: (?P<at>{WHEN}), напишет вам"),
)
LATE = re.compile(
    r"(?:Мы обещали|Мы рассчитывали|Мы назвали сроки|Сроки уже прошли|(?:Ответить|Написать) должны были).*?Простите\."
)
LATE_KINDS = (
    ("resolution", "ответ(?:ить)? по существу"),
    ("recovery", "объяснить причину|объяснение причины"),
    ("first_response", "первый ответ"),
    ("word", "написать|письмо о ходе работы|письмо о выпуске"),
    ("answer", "ответить|ответ"),
)
SHORT = re.compile(rf"(сегодня до|до завтра,|до \w\w, {DAY}(?: \d{{4}})?,) (\d+:\d\d)")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in words: to the minute, or a part of a day from its first minute to its last."""

    first: datetime
    last: datetime


def plain(text: str) -> str:
    """The text on one line with ordinary spaces."""
    return " ".join(text.replace("\xa0", " ").split())


def told_in(text: str, zone: str, at: datetime) -> dict[str, Moment]:
    """The moments that a letter of this instant names as still to come, by kind."""
    ahead = LATE.sub(" ", plain(text))
    found = ((kind, re.search(pattern, ahead)) for kind, pattern in TOLD)
    return {kind: _moment(one["at"], zone, at) for kind, one in found if one}


def late_in(text: str, zone: str, at: datetime) -> list[tuple[str, Moment]]:
    """The moments of which a letter says that we did not keep them, by kind; "answer" is a first response or a goal."""
    return [one for part in LATE.finditer(plain(text)) for one in _late(part[0], zone, at)]


def _late(part: str, zone: str, at: datetime) -> Iterator[tuple[str, Moment]]:
    since = 0
    for one in re.finditer(WHEN, part):
        said, since = part[since : one.start()], one.end()
        kind = next((kind for kind, pattern in LATE_KINDS if re.search(pattern, said, re.IGNORECASE)), "word")
        yield kind, _moment(one[0], zone, at)


def next_on_page(text: str, zone: str, now: datetime) -> Moment | None:
    """The moment of a page's sentence, «Напишем вам до завтра, 16:05»; null: it names none with its hour."""
    found = SHORT.search(plain(text))
    if found is None:
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    day = re.search(DAY, found[1])
    on = _date(day[0], now) if day else today + timedelta(days="завтра" in found[1])
    exact = _instant(on, found[2], zone)
    return Moment(exact, exact)


def _moment(text: str, zone: str, at: datetime) -> Moment:
    day = re.search(DAY, text)
    assert day is not None, text
    on = _date(day[0], at)
    part = next((hours for word, hours in PARTS.items() if f"к {word} " in text), None)
    if part is not None:
        first, last = (_instant(on, f"{hour}:00", zone) for hour in part)
        return Moment(first, last)
    clock = re.search(r"\d+:\d\d", text)
    assert clock is not None, text
    exact = _instant(on, clock[0], zone)
    return Moment(exact, exact)


def _date(text: str, near: datetime) -> date:
    number, month = text.split(" ")
    years = (near.year - 1, near.year, near.year + 1)
    return min(
        (date(year, MONTHS.index(month) + 1, int(number)) for year in years), key=lambda on: abs(on - near.date())
    )


def _instant(on: date, clock: str, zone: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    if hour == 24:
        on, hour = on + timedelta(days=1), 0
    return datetime.combine(on, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)
