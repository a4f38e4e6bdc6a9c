"""What `opora bench worktime` measured, as a table of Markdown: it can be laid into a page as it is."""

from collections.abc import Iterable, Iterator, Sequence

from opora.cli.bench_peers import TRAITS
from opora.cli.bench_worktime import Outcome, Row

PLAIN = ("package", "golden cases", "add, us", "between, us")
HEAD = ("package", *TRAITS, *PLAIN[1:])
GOALS = {
    "add_integers_us": (2, "add on integers, us"),
    "between_integers_us": (2, "between on integers, us"),
    "bulk_add_million_s": (0.3, "1,000,000 due moments at once, s"),
    "bulk_between_million_s": (0.3, "1,000,000 spans at once, s"),
    "build_ten_years_ms": (30, "an office's calendar of ten years built, ms"),
    "explain_40_hours_ms": (1, "40 hours explained, ms"),
}
"""What each figure of our own may be at most, and what it is called."""


def lines(outcome: Outcome) -> Iterator[str]:
    """The packages on the Russian calendar, then on a plain one, then our own figures."""
    yield f"{outcome.machine}, load {outcome.load} at the beginning."
    yield ""
    yield from _table(HEAD, (_cells(row) for row in outcome.rows))
    yield _verdict(outcome.rows)
    yield ""
    yield "Monday to Friday 9-18 of UTC without lunch and holidays:"
    yield ""
    yield from _table(PLAIN, (_measured(row) for row in outcome.plain if row.there))
    yield _verdict(outcome.plain)
    yield ""
    own = ([said, f"{outcome.own[name]:.3g}", f"{most:g}"] for name, (most, said) in GOALS.items())
    yield from _table(["here alone", "figure", "at most"], own)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cells)} |"
    yield ""


def _cells(row: Row) -> list[str]:
    if row.can is None:
        return [row.name, *["not installed: ./run bench-peers"], *[""] * (len(HEAD) - 2)]
    can = ["yes" if row.can[trait] else "no" for trait in TRAITS]
    return [f"{row.name} {row.version}", *can, *_measured(row)[1:]]


def _measured(row: Row) -> list[str]:
    return [row.name, f"{row.right} of {row.asked}", _micros(row.add), _micros(row.between)]


def _micros(figure: float | None) -> str:
    return "has none" if figure is None else f"{figure:.3g}"


def _verdict(rows: list[Row]) -> str:
    """Beside whom we count: only a package that answers rightly is a yardstick; the fastest of all is told besides."""
    peers = [row for row in rows[1:] if row.there]
    if not peers:
        return "No other package is installed."
    correct = [row for row in peers if row.correct]
    found = _beside(rows[0], correct) if correct else "none"
    return f"Beside those that answer all golden cases rightly: {found}. Beside all: {_beside(rows[0], peers)}."


def _beside(ours: Row, peers: list[Row]) -> str:
    said = []
    for name in ("add", "between"):
        figures = {row.name: figure for row in peers if (figure := getattr(row, name)) is not None}
        if figures:
            fastest = min(figures, key=figures.__getitem__)
            said.append(f"{name} {figures[fastest] / getattr(ours, name):.1f} times as fast as that of {fastest}")
    return ", ".join(said)
