"""docs/cases.md, made from the tables of tests/core/cases for a head of support; ``./run docs`` writes it."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from tests.core.cases import clock_words, coverage_words, ledger
from tests.core.cases import russian_words as russian
from tests.house.code import ROOT

PAGE = ROOT / "docs/cases.md"
HEAD = """# Случаи: как Opora читает свои правила

Страница для руководителя поддержки: каждое правило об уровнях, рабочем времени и обещаниях на примерах, которые можно
проверить с карандашом. Ожидаемое посчитано руками и записано раньше кода; тест проигрывает каждый случай через тот же
код, по которому живёт служба. «Действует» — правило даёт то, что даёт; «граница» — шаг по другую её сторону.

Эту страницу пишет `./run docs` из таблиц `tests/core/cases/`; тест падает, если они расходятся. Заметили неверное
ожидание — правьте таблицу.

- Часы и дни, если не сказано иначе, — Екатеринбург, производственный календарь России, 9:00–13:00 и 14:00–18:00.
- Май 2026 года: 1-е выходной, 4–7 полные дни, 8-е до 17:00, 9–11 выходные, с 12-го полные дни; «рд» — рабочий день.
- «Альфа», «Бета» и «Гамма» — предприятия, Иванов — человек; домашняя редакция некоммерческая, «Про» и «Лайт» — нет.
- «Чертёж» вышел так: v22 1 сентября 2022, v23 3 марта 2025, v24 2 февраля 2026; v25 только объявлена.
- «Проверка» — служба смотрит на часы; «напишем до» и «объясним» — слова, которые заказчик услышит от человека.
"""
LEVELS = ("Случай", "Что в книге", "Кто и о чём", "На день", "Права", "Почему", "Счёт")
CLOCKS = ("Случай", "Когда", "Что произошло", "Ближайший срок", "Что ещё верно", "Счёт")
SIDE = {"да": "Действует", "нет": "Граница"}


def page() -> str:
    """The whole page."""
    parts = [HEAD, "## Уровни: кто, что и до какого дня\n"]
    for rule, some in groupby(coverage_words.cases(), key=lambda case: case.rule):
        parts += [_title(rule), _table(LEVELS, (_level(case) for case in some))]
    for table, title in TITLES.items():
        parts.append(f"## {title}\n")
        found = sorted(clock_words.cases(table), key=lambda case: ledger.RULES.index(case.rule))
        for rule, cases in groupby(found, key=lambda case: case.rule):
            parts += [_title(rule), _table(CLOCKS, (line for case in cases for line in _lines(case)))]
    return "\n".join(parts)


def _title(rule: str) -> str:
    return f"### {russian.RULES[rule]}\n"


def _level(case: coverage_words.Case) -> tuple[str, ...]:
    book = [russian.row(one) for one in _sentences(case.book)]
    book += [russian.contract(one) for one in _sentences(case.contracts)]
    known = f", как знали {russian.instant(case.known_at)}" if case.known_at else ""
    return (
        f"**{SIDE[case.side]}.** {case.story}",
        "<br>".join(book) or "пусто",
        russian.asked(case.asked),
        russian.day(case.on) + known,
        "<br>".join(russian.right(one) for one in _sentences(case.rights)),
        "<br>".join(russian.reason(one) for one in _sentences(case.why)),
        case.arithmetic,
    )


def _lines(case: clock_words.Case) -> Iterator[tuple[str, ...]]:
    name = f"**{SIDE[case.side]}.** {case.name}"
    for line in case.lines:
        then = "<br>".join(russian.then(one) for one in line.then)
        yield name, line.when, russian.what(line.what), line.next, then, line.arithmetic
        name = ""


def _sentences(text: str) -> list[str]:
    return [one.strip() for one in text.split(";") if one.strip()]


def _table(head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    rows = [head, ("---",) * len(head), *lines]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in rows)


TITLES = {
    "levels": "Что уровень даёт обращению",
    "time": "Рабочее время",
    "promises": "Обещания",
    "rules": "Правила обещаний",
    "kpi": "Доля решений в срок",
}


def write() -> Path:
    """Writes the page anew and says where."""
    PAGE.write_text(page(), encoding="utf-8")
    return PAGE


if __name__ == "__main__":
    print(write())
