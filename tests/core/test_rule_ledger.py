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


def test_two_cases_with_one_outcome_are_no_boundary() -> None:
    same = [replace(one, outcome="basic for ever") if one.rule == "L3" else one for one in ENTRIES]
    assert ledger.gaps(same) == ["L3: both sides have one outcome"]


def test_an_unknown_rule_or_side_is_told() -> None:
    stray = replace(ENTRIES[0], rule="L12", name="a rule that is not there")
    assert ledger.gaps([*ENTRIES, stray]) == ["L12: no rule, or no side: a rule that is not there"]
    assert len(ledger.gaps([*ENTRIES, replace(ENTRIES[0], side="both")])) == 1


def test_no_two_cases_of_a_rule_have_one_name() -> None:
    names = [(one.rule, one.name) for one in ENTRIES]
    assert [name for name in names if names.count(name) > 1] == []
