"""Every rule of domain.md 2-4 has a case on each side of its boundary; the check fails when one is taken away."""

from dataclasses import replace

import pytest

from tests.core.cases import ledger

ENTRIES = list(ledger.entries())
MET = [rule for rule in ledger.RULES if rule not in ledger.AWAITED]


def test_every_rule_has_a_case_on_each_side() -> None:
    assert ledger.gaps(ENTRIES) == []


def test_no_rule_is_awaited_that_has_its_cases() -> None:
    assert {one.rule for one in ENTRIES} & set(ledger.AWAITED) == set()


@pytest.mark.parametrize("side", ledger.SIDES)
@pytest.mark.parametrize("rule", MET)
def test_without_one_side_a_rule_is_missed(rule: str, side: str) -> None:
    left = [one for one in ENTRIES if (one.rule, one.side) != (rule, side)]
    assert ledger.gaps(left) == [f"{rule}: no case on the side «{side}»"]


@pytest.mark.parametrize("rule", MET)
def test_one_outcome_on_both_sides_is_no_boundary(rule: str) -> None:
    """However many others the rule has."""
    on, off = (next(one for one in ENTRIES if (one.rule, one.side) == (rule, side)) for side in ledger.SIDES)
    same = [replace(one, outcome=on.outcome) if one == off else one for one in ENTRIES]
    assert ledger.gaps(same) == [f"{rule}: both sides have one outcome: {on.outcome}"]


def test_every_case_says_how_it_was_worked_out() -> None:
    assert [f"{one.rule}: {one.name}" for one in ENTRIES if not one.arithmetic] == []


def test_an_unknown_rule_or_side_is_told() -> None:
    stray = replace(ENTRIES[0], rule="L12", name="a rule that is not there")
    assert ledger.gaps([*ENTRIES, stray]) == ["L12: no rule, or no side: a rule that is not there"]
    assert len(ledger.gaps([*ENTRIES, replace(ENTRIES[0], side="both")])) == 1


def test_no_two_cases_of_a_rule_have_one_name() -> None:
    names = [(one.rule, one.name) for one in ENTRIES]
    assert [name for name in names if names.count(name) > 1] == []
