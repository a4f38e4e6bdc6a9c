"""The ledger of rules: every number of domain.md 2-4, and the cases on either side of its boundary, from the tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.core.cases import clock_words, coverage_words

SIDES = ("да", "нет")
LEVELS = ("initial", "basic", "warranty", "extended", "individual")
PROMISES = ("first response", "resolution", "goal", "next word", "escalation answer")
RULES = (
    *LEVELS, *(f"L{number}" for number in range(1, 12)), *(f"T{number}" for number in range(1, 11)),
    *PROMISES, *(f"P{number}" for number in range(1, 10)),
)  # fmt: skip
"""The rows of the table of levels, L1-L11, T1-T10, the rows of the table of promises, P1-P9."""
AWAITED: dict[str, str] = {}
"""Rules that no code meets yet, and why there can be no case that holds."""


@dataclass(frozen=True)
class Entry:
    """A case of any table: its rule, its side, what it is called, and all that it expects."""

    rule: str
    side: str
    name: str
    outcome: str
    arithmetic: str = ""


def entries() -> Iterator[Entry]:
    """All cases of the tables that are about rules."""
    for said in coverage_words.cases():
        yield Entry(said.rule, said.side, said.story, f"{said.rights} | {said.why} | {said.marks}", said.arithmetic)
    for table in clock_words.TABLES:
        for case in clock_words.cases(table):
            counted = "; ".join(line.arithmetic for line in case.lines if line.arithmetic)
            yield Entry(case.rule, case.side, case.name, str(case.outcome), counted)


def gaps(found: Iterable[Entry]) -> list[str]:
    """What the tables lack: a rule without a case on a side, or with an outcome that both sides have."""
    known = list(found)
    lacking = [f"{one.rule}: no rule, or no side: {one.name}" for one in known if not _is_placed(one)]
    for rule in RULES:
        if rule in AWAITED:
            continue
        outcomes = [{one.outcome for one in known if (one.rule, one.side) == (rule, side)} for side in SIDES]
        empty = (side for side, some in zip(SIDES, outcomes, strict=True) if not some)
        lacking += [f"{rule}: no case on the side «{side}»" for side in empty]
        lacking += [f"{rule}: both sides have one outcome: {one}" for one in sorted(outcomes[0] & outcomes[1])]
    return lacking


def _is_placed(one: Entry) -> bool:
    return one.rule in RULES and one.side in SIDES
