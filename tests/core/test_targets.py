"""What a ticket is owed at each level (domain.md 2, 4, L11): spans in working hours, words in working days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from opora.core.facts import Because, ContractTerms, Coverage, Entitlement, Level, Policy, Terms
from opora.core.hours import WorkCalendar
from opora.core.targets import pinned, terms_of


def hours(number: int) -> timedelta:
    return timedelta(hours=number)


def covered(*levels: Level, contracts: tuple[ContractTerms, ...] = (), first: str = "initial") -> Coverage:
    """A coverage with these rights, highest first; ``first`` is the rule of the initial right's reason."""
    rights = tuple(
        Entitlement(level, None, (Because(first if level is Level.INITIAL else level.code, "a_reason"),))
        for level in levels
    )
    unclear = levels[0] is Level.INITIAL and first == "L11"
    contract = contracts[0] if contracts else None
    return Coverage(
        levels[0], None, rights[0].because, rights, level_unclear=unclear, contract=contract, contracts=contracts
    )


def contract(
    first: int | None = None, resolution: int | None = None, word_days: int | None = None, calendar: str | None = None
) -> ContractTerms:
    """A contract with these figures in working hours; what is left out it is silent on."""
    return ContractTerms(
        7,
        "org:1",
        date(2026, 1, 1),
        date(2026, 12, 31),
        first_response=None if first is None else hours(first),
        resolution=None if resolution is None else hours(resolution),
        word_days=word_days,
        calendar=calendar,
    )


INITIAL, BASIC, WARRANTY, EXTENDED, INDIVIDUAL = Level


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [
        # No figures: a goal of three days of 8 hours, or of two, and a word within 5 days.
        (covered(INITIAL), Terms(None, None, hours(24), 5, None)),
        (covered(BASIC, INITIAL), Terms(None, None, hours(16), 5, None)),
        # L11: a known customer without a row has the goal of basic until cleared.
        (covered(INITIAL, first="L11"), Terms(None, None, hours(16), 5, None)),
        # Figures: 8 and 40 hours, no goal, a word within 3 days.
        (covered(WARRANTY, BASIC, INITIAL), Terms(hours(8), hours(40), None, 3, None)),
        (covered(EXTENDED, WARRANTY, BASIC, INITIAL), Terms(hours(8), hours(40), None, 3, None)),
        # Extended on a version that the warranty of the same purchase does not cover: no figures.
        (covered(EXTENDED, BASIC, INITIAL), Terms(None, None, hours(16), 5, None)),
        (covered(EXTENDED, INITIAL), Terms(None, None, hours(16), 5, None)),
    ],
)
def test_levels_without_a_contract(coverage: Coverage, expected: Terms) -> None:
    assert terms_of(coverage, Policy()) == expected


@pytest.mark.parametrize(
    ("terms", "below", "expected"),
    [
        # The contract's figures stand over the policy, better ones and worse ones alike.
        (contract(4, 20, 2, "24x7"), (WARRANTY, BASIC, INITIAL), Terms(hours(4), hours(20), None, 2, "24x7")),
        (contract(12, 60), (WARRANTY, BASIC, INITIAL), Terms(hours(12), hours(60), None, 3, None)),
        # Silent on the resolution: in warranty it would be 40 hours, at basic there is none.
        (contract(4), (WARRANTY, BASIC, INITIAL), Terms(hours(4), hours(40), None, 3, None)),
        (contract(4), (BASIC, INITIAL), Terms(hours(4), None, None, 3, None)),
        # Silent on the first response: in warranty 8 hours, at basic the goal.
        (contract(None, 20), (WARRANTY, BASIC, INITIAL), Terms(hours(8), hours(20), None, 3, None)),
        (contract(None, 20), (BASIC, INITIAL), Terms(None, hours(20), hours(16), 3, None)),
        # Silent on all but the calendar.
        (contract(calendar="24x7"), (EXTENDED, WARRANTY, BASIC, INITIAL), Terms(hours(8), hours(40), None, 3, "24x7")),
        (contract(calendar="24x7"), (BASIC, INITIAL), Terms(None, None, hours(16), 5, "24x7")),
        (contract(word_days=1), (BASIC, INITIAL), Terms(None, None, hours(16), 1, None)),
        # Nought is a figure and no silence.
        (contract(0, 40), (BASIC, INITIAL), Terms(hours(0), hours(40), None, 3, None)),
    ],
)
def test_a_contract_over_what_lies_below(terms: ContractTerms, below: tuple[Level, ...], expected: Terms) -> None:
    assert terms_of(covered(INDIVIDUAL, *below, contracts=(terms,)), Policy()) == expected


def test_a_silent_contract_over_an_unclear_level() -> None:
    """Without it they would be a known customer without a row: goal of basic (L11); with L6 below: of initial."""
    silent = (contract(),)
    assert terms_of(covered(INDIVIDUAL, INITIAL, contracts=silent, first="L11"), Policy()).goal == hours(16)
    assert terms_of(covered(INDIVIDUAL, INITIAL, contracts=silent, first="L6"), Policy()).goal == hours(24)


def test_the_second_contract_fills_the_silence_of_the_first() -> None:
    contracts = contract(4), contract(6, 24, 2, "late")
    both = covered(INDIVIDUAL, INDIVIDUAL, WARRANTY, BASIC, INITIAL, contracts=contracts)
    assert terms_of(both, Policy()) == Terms(hours(4), hours(24), None, 2, "late")


def test_a_coverage_that_names_its_contract_only() -> None:
    """``contract`` alone is enough: a coverage read back from storage may not list the others."""
    alone = Coverage(INDIVIDUAL, None, (), (), contract=contract(4, 20))
    assert terms_of(alone, Policy()) == Terms(hours(4), hours(20), None, 3, None)


def test_a_coverage_that_carries_the_mark_only() -> None:
    """L11 as well for a coverage read back from storage, without its entitlements: 16 hours, else 24."""
    assert terms_of(Coverage(INITIAL, None, (), (), level_unclear=True), Policy()).goal == hours(16)
    assert terms_of(Coverage(INITIAL, None, (), ()), Policy()).goal == hours(24)


def test_every_figure_is_a_setting() -> None:
    policy = Policy(
        first_response=hours(6),
        resolution=hours(30),
        goal_initial=hours(20),
        goal_basic=hours(10),
        word_days=2,
        word_days_without_figures=4,
    )
    assert terms_of(covered(WARRANTY, BASIC, INITIAL), policy) == Terms(hours(6), hours(30), None, 2, None)
    assert terms_of(covered(BASIC, INITIAL), policy) == Terms(None, None, hours(10), 4, None)
    assert terms_of(covered(INITIAL), policy) == Terms(None, None, hours(20), 4, None)


def test_of_two_equal_moments_the_offices_calendar_stays() -> None:
    """T3: two calendars around the clock give the same moment; the contract's is named only where it is earlier."""
    always = WorkCalendar.always("UTC")
    terms = Terms(hours(8), hours(40), None, 3, "contract")
    start = datetime(2026, 5, 6, 5, tzinfo=UTC)
    spans = {"first_response": 8 * 3600, "resolution": 40 * 3600}
    assert pinned(terms, "office", start, lambda code: always) == (spans, {})
    slow = WorkCalendar.from_spec({"zone": "UTC", "weekly": {"wed": [["05:00", "06:00"]]}})
    both = {"office": slow, "contract": always}
    assert pinned(terms, "office", start, both.__getitem__) == (spans, dict.fromkeys(spans, "contract"))
