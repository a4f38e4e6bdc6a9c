"""Rows of a preset's tables, read cell by cell so that a mistake is told with its file, row, column and value."""

import calendar
import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Known = dict[str, dict[tuple[str, ...], Any]]
"""What was written so far: by file, then by key."""

_COUNTED = re.compile(r"([+-]\d{1,5})([dmy])")
_MOMENT = re.compile(r"(\S+) ([0-2]\d):([0-5]\d)")
_SPAN = re.compile(r"(\d+)(h|min)")
_DAY_ADVICE = "write a day as 2026-05-31, or count from the day of the load: -4m, +10d, -1y"


class PresetError(Exception):
    """A preset that cannot be loaded: where the mistake stands and what to do about it. Row 1 is the file's first."""

    def __init__(self, file: str, advice: str, *, row: int = 0, column: str = "", value: str = "") -> None:
        self.file, self.advice, self.row, self.column, self.value = file, advice, row, column, value
        place = file + (f", row {row}" if row else "") + (f", column {column}" if column else "")
        super().__init__(f"{place}{f': {value!r}' if column and row > 1 else ''}: {advice}.")


@dataclass(frozen=True)
class Row:
    """One row; ``on`` is the day from which relative days count."""

    file: str
    number: int
    cells: Mapping[str, str]
    on: date

    def wrong(self, column: str, advice: str) -> PresetError:
        """The error that points at this cell; an empty column means the row as a whole."""
        return PresetError(self.file, advice, row=self.number, column=column, value=self.cells.get(column, ""))

    def maybe(self, column: str) -> str:
        """The text, perhaps empty."""
        return self.cells[column]

    def text(self, column: str) -> str:
        """The text, which may not be empty."""
        if not self.cells[column]:
            raise self.wrong(column, "this cell may not be empty")
        return self.cells[column]

    def choice(self, column: str, words: Iterable[str]) -> str:
        """One of these words."""
        if self.cells[column] not in words:
            raise self.wrong(column, f"write one of {', '.join(words)}")
        return self.cells[column]

    def yes(self, column: str) -> bool:
        """Yes or no."""
        if self.cells[column] not in ("yes", "no"):
            raise self.wrong(column, "write yes or no")
        return self.cells[column] == "yes"

    def whole(self, column: str) -> int:
        """A whole number of at least 0."""
        if not re.fullmatch(r"\d{1,9}", self.cells[column], re.ASCII):
            raise self.wrong(column, "write a whole number")
        return int(self.cells[column])

    def degrees(self, column: str, most: int) -> float:
        """Degrees between -most and most."""
        try:
            number = float(self.cells[column])
        except ValueError:
            raise self.wrong(column, "write a number of degrees, such as 56.85733") from None
        if not -most <= number <= most:
            raise self.wrong(column, f"degrees go from -{most} to {most}")
        return number

    def zone(self, column: str) -> str:
        """An IANA name."""
        try:
            ZoneInfo(self.cells[column])
        except (KeyError, ValueError, OSError):
            raise self.wrong(column, "there is no such time zone; write an IANA name, such as Asia/Omsk") from None
        return self.cells[column]

    def day(self, column: str) -> date:
        """A day: ISO, or counted from the day of the load (-4m, +10d, -1y)."""
        found = _day(self.cells[column], self.on)
        if found is None:
            raise self.wrong(column, _DAY_ADVICE)
        return found

    def maybe_day(self, column: str) -> date | None:
        """A day, or null for an empty cell."""
        return self.day(column) if self.cells[column] else None

    def moment(self, column: str, zone: str) -> datetime:
        """A day and a time of day in this zone: "+1d 18:00"."""
        parts = _MOMENT.fullmatch(self.cells[column])
        on = _day(parts[1], self.on) if parts else None
        if parts is None or on is None or int(parts[2]) > 23:
            raise self.wrong(column, f"write a day and a time, as in +1d 18:00; {_DAY_ADVICE}")
        return datetime.combine(on, time(int(parts[2]), int(parts[3])), tzinfo=ZoneInfo(zone))

    def span(self, column: str) -> timedelta | None:
        """Working time ("2h", "90min"), or null for an empty cell."""
        if not self.cells[column]:
            return None
        parts = _SPAN.fullmatch(self.cells[column])
        if parts is None:
            raise self.wrong(column, "write working time as 2h or 90min")
        return timedelta(hours=int(parts[1])) if parts[2] == "h" else timedelta(minutes=int(parts[1]))

    def one_of(self, column: str, known: Known, file: str, *within: str) -> Any:
        """What the row of another table became; ``within`` are the columns that make its key together with this one."""
        return self._known(column, self.text(column), known, file, *within)

    def maybe_one_of(self, column: str, known: Known, file: str, *within: str) -> Any:
        """The same, or null for an empty cell."""
        return self.one_of(column, known, file, *within) if self.cells[column] else None

    def several(self, column: str, known: Known, file: str) -> list[Any]:
        """What the rows named became; names are separated by semicolons."""
        return [self._known(column, name, known, file) for name in self.words(column)]

    def words(self, column: str) -> list[str]:
        """The words of a cell, separated by semicolons."""
        return [word.strip() for word in self.cells[column].split(";") if word.strip()]

    def _known(self, column: str, name: str, known: Known, file: str, *within: str) -> Any:
        key = (*(self.cells[each] for each in within), name)
        if key not in known.get(file, {}):
            where = f"above it in {file}" if file == self.file else f"in {file}"
            advice = f"there is no such row {where}; add it, or correct this cell"
            raise PresetError(self.file, advice, row=self.number, column=column, value=name)
        return known[file][key]


def rows_of(
    folder: Path, file: str, columns: tuple[str, ...], on: date, optional: tuple[str, ...] = ()
) -> Iterator[Row]:
    """The rows of a table, none when there is no such file. Lines that begin with # are remarks.

    A column that is ``optional`` may be missing, which is the same as empty.

    Raises PresetError where the file is not UTF-8, a column is missing or unknown, or a row has too many cells.
    """
    if not (folder / file).exists():
        return
    head: list[str] = []
    for number, cells in _lines(file, text_of(folder, file)):
        if not any(cells) or cells[0].startswith("#"):
            continue
        if not head:
            _check_head(file, number, cells, columns, optional)
            head = cells
        elif len(cells) != len(head):
            raise PresetError(file, f"the row has {len(cells)} cells instead of {len(head)}", row=number)
        else:
            yield Row(file, number, dict.fromkeys(optional, "") | dict(zip(head, cells, strict=True)), on)


def text_of(folder: Path, file: str) -> str:
    """The text of a file of the preset."""
    raw = (folder / file).read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise PresetError(file, "the file is not UTF-8; save it as UTF-8", row=row) from None


def _lines(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    # A cell may span lines, so the reader's count before a row, not the count of rows, is where it stands.
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise PresetError(file, f"this is no table of values with commas: {error}", row=number) from None
        yield number, [cell.strip() for cell in cells]


def _check_head(file: str, number: int, head: list[str], columns: tuple[str, ...], optional: tuple[str, ...]) -> None:
    for column in columns:
        if column not in head:
            raise PresetError(file, "this column is missing; add it", row=number, column=column)
    for column in head:
        if column not in (*columns, *optional) or head.count(column) > 1:
            advice = f"this column is unknown or stands twice; the columns are {', '.join((*columns, *optional))}"
            raise PresetError(file, advice, row=number, column=column)


def _day(cell: str, on: date) -> date | None:
    counted = _COUNTED.fullmatch(cell)
    try:
        if counted is None:
            return date.fromisoformat(cell) if len(cell) == 10 else None
        number = int(counted[1])
        if counted[2] == "d":
            return on + timedelta(days=number)
        return _months_from(on, number * (12 if counted[2] == "y" else 1))
    except (ValueError, OverflowError):
        return None


def _months_from(on: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))
