"""Reads clocks_*.csv: cases over the clocks (domain.md 2-4) in the words of a head of support; says moments in them.

Rows of one case follow one another; rule, side and name stand in its first row. ``side``: «да», where the rule gives
what it gives; «нет», across its boundary. A moment is a weekday, a date (2026 where no year is said) and a time of the
wall clock at the office: «пт 08.05 17:40». An empty moment is what stood before the ticket: the book, a contract.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from opora.core.facts import ContractTerms, Level, Stage
from opora.core.hours import Cause
from opora.core.kpi import Verdict
from tests.core.cases import coverage_words
from tests.core.tables import rows

TABLES = ("levels", "time", "promises", "rules", "kpi")
WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
MOMENT = re.compile(r"(?:пн|вт|ср|чт|пт|сб|вс) (\d\d)\.(\d\d)(?:\.(\d{4}))? (\d\d):(\d\d)")
USUAL_YEAR = 2026

LEVELS = {
    "начальный": Level.INITIAL, "базовый": Level.BASIC, "гарантийный": Level.WARRANTY, "расширенный": Level.EXTENDED,
    "индивидуальный": Level.INDIVIDUAL,
}  # fmt: skip
KINDS = {
    "первый ответ": "first_response", "ориентир": "goal", "решение": "resolution", "напишем": "word",
    "выпуск": "release_word", "объясним": "recovery", "эскалация": "escalation", "разобрать": "look",
    "напомним": "nudge", "закроется": "closing",
}  # fmt: skip
STAGES = {
    "принято": Stage.RECEIVED, "в офисе": Stage.OFFICE, "в Центральной службе": Stage.CENTRAL,
    "исследуем": Stage.RESEARCH, "ждём вас": Stage.WAITING, "ответили": Stage.ANSWERED,
    "ждём выпуска": Stage.RELEASE, "закрыто": Stage.CLOSED,
}  # fmt: skip
RUNGS = {"руководитель офиса": 1, "Центральная служба": 2, "руководитель поддержки": 3}
VERDICTS = {
    "в срок": Verdict.MET, "опоздание": Verdict.MISSED, "на паузе": Verdict.PAUSED, "снято": Verdict.WITHDRAWN,
    "присоединено": Verdict.MERGED, "спам": Verdict.SPAM, "ждёт выпуска": Verdict.RELEASE,
}  # fmt: skip
CAUSES = {
    "работа": Cause.WORK, "рабочая суббота": Cause.WORKING_SATURDAY, "дежурство": Cause.DUTY,
    "запасное время": Cause.FALLBACK, "ночь": Cause.NIGHT, "обед": Cause.LUNCH, "выходной": Cause.WEEKEND,
    "праздник": Cause.HOLIDAY, "перенос": Cause.MOVED, "короткий день": Cause.SHORTENED, "офис": Cause.OFFICE,
    "пауза": Cause.PAUSE, "после ответа": Cause.ANSWERED, "ждём выпуска": Cause.RELEASE, "закрыто": Cause.CLOSED,
    "до права": Cause.GAIN,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing that happens, the moment that is next after it, what else holds, and how it was worked out."""

    when: str
    what: str
    next: str
    then: tuple[str, ...]
    arithmetic: str


@dataclass(frozen=True)
class Case:
    """One story on one side of a rule's boundary."""

    rule: str
    side: str
    name: str
    lines: list[Line] = field(default_factory=list)

    @property
    def outcome(self) -> list[tuple[str, tuple[str, ...]]]:
        """All that is expected."""
        return [(line.next, line.then) for line in self.lines]


def cases(table: str) -> Iterator[Case]:
    """The cases of one table, in order."""
    case: Case | None = None
    for row in rows(f"clocks_{table}"):
        if row["rule"]:
            if case is not None:
                yield case
            case = Case(row["rule"], row["side"], row["case"])
        assert case is not None, "the first row names its case"
        then = tuple(part.strip() for part in row["then"].split(";") if part.strip())
        case.lines.append(Line(row["when"], row["what"], row["next"], then, row["arithmetic"]))
    if case is not None:
        yield case


def notes(table: str) -> list[str]:
    """The remarks above a table."""
    path = Path(__file__).parent / f"clocks_{table}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("#").strip() for line in lines if line.startswith("#")]


def moment(words: str, zone: ZoneInfo) -> datetime:
    """The instant that the words say. Raises ValueError for other words and for a weekday that the date has not."""
    said = MOMENT.fullmatch(words)
    if not said:
        raise ValueError(f"no moment: {words!r}")
    day, month, year, hour, minute = (int(part) if part else USUAL_YEAR for part in said.groups())
    found = datetime(year, month, day, hour, minute, tzinfo=zone)
    if in_words(found) != words:
        raise ValueError(f"{words!r} is {in_words(found)!r}")
    return found


def in_words(at: datetime) -> str:
    """A local moment as the tables write it."""
    year = "" if at.year == USUAL_YEAR else f".{at.year}"
    return f"{WEEKDAYS[at.weekday()]} {at:%d.%m}{year} {at:%H:%M}"


def length(span: timedelta) -> str:
    """A length of time: 15:00, 1:30."""
    minutes = round(span.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"


def of(names: Mapping[str, str], value: str) -> str:
    """The word for a value."""
    return next(word for word, known in names.items() if known == value)


def figures(parts: list[str]) -> dict[str, str]:
    """What follows «обращение» and «договор»: {"ответ": "4", "решение": "20", "напишем": "2", "календарь": "24x7"}."""
    found = {}
    for part in parts:
        name, _, value = part.strip().partition(" ")
        found[name] = value.removesuffix(" ч").removesuffix(" рд")
    return found


def contract(words: str) -> ContractTerms:
    """«7 Alfa from 2026-01-01 to 2026-12-31; ответ 4 ч; решение 20 ч; напишем 2 рд; календарь 24x7»."""
    sentence, *parts = words.split(";")
    (plain,) = coverage_words.contracts(sentence)
    return with_figures(plain, figures(parts))


def with_figures(plain: ContractTerms, said: dict[str, str]) -> ContractTerms:
    """A contract with these figures; on what is not said it is silent."""
    return ContractTerms(
        plain.id, plain.owner, plain.from_on, plain.until_on, plain.products, plain.editions,
        first_response=timedelta(hours=int(said["ответ"])) if "ответ" in said else None,
        resolution=timedelta(hours=int(said["решение"])) if "решение" in said else None,
        word_days=int(said["напишем"]) if "напишем" in said else None,
        calendar=said.get("календарь"),
    )  # fmt: skip
