"""What a ticket is owed at its level: spans of each kind of promise, the goal, the next word (domain.md 2, 4, T3)."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from opora.core.facts import ContractTerms, Coverage, Level, Policy, Terms
from opora.core.hours import WorkCalendar

T = TypeVar("T")


def terms_of(coverage: Coverage, policy: Policy) -> Terms:
    """The terms of a coverage: spans in working time, the next word in working days (research has its own figure).

    A contract's figures stand over all, better or worse; where it is silent, what the rights below it give counts.
    Extended has the figures of the warranty that the same purchase opens, so where no warranty is among the rights
    it has none. There is a goal exactly where there is no first response; that of a known customer whose level is
    unclear is the goal of basic (L11). With any figure the word is the one "with figures".
    """
    levels = {coverage.level, *(right.level for right in coverage.entitlements)}
    contracts = coverage.contracts or ((coverage.contract,) if coverage.contract else ())
    guaranteed = Level.WARRANTY in levels
    first_response = _first((one.first_response for one in contracts), policy.first_response if guaranteed else None)
    resolution = _first((one.resolution for one in contracts), policy.resolution if guaranteed else None)
    figures = first_response is not None or resolution is not None
    word_days = policy.word_days if figures else policy.word_days_without_figures
    return Terms(
        first_response=first_response,
        resolution=resolution,
        goal=_goal(coverage, levels, policy) if first_response is None else None,
        word_days=_said(contracts, word_days),
        calendar=_first((one.calendar for one in contracts), None),
    )


def pinned(
    terms: Terms, office: str, at: datetime, hours_of: Callable[[str], WorkCalendar]
) -> tuple[dict[str, int], dict[str, str]]:
    """T3: each promise is computed on the office's calendar and on the contract's; the earlier due moment fixes it.

    Gives seconds of working time by kind, and the calendar's code where it is the contract's; of two moments that are
    equal the office's stays. ``hours_of`` gives a calendar by its code, with the duties that count on it (T9).
    """
    given = {"first_response": terms.first_response, "resolution": terms.resolution, "goal": terms.goal}
    spans = {kind: round(span.total_seconds()) for kind, span in given.items() if span is not None}
    calendars: dict[str, str] = {}
    for kind, seconds in spans.items():
        span = timedelta(seconds=seconds)
        if terms.calendar and hours_of(terms.calendar).add(at, span) < hours_of(office).add(at, span):
            calendars[kind] = terms.calendar
    return spans, calendars


def _first(said: Iterable[T | None], otherwise: T | None) -> T | None:
    """What the most specific contract that is not silent says; nought is a figure and no silence."""
    return next((figure for figure in said if figure is not None), otherwise)


def _said(contracts: Iterable[ContractTerms], otherwise: int) -> int:
    return next((one.word_days for one in contracts if one.word_days is not None), otherwise)


def _goal(coverage: Coverage, levels: set[Level], policy: Policy) -> timedelta:
    customers = {Level.BASIC, Level.WARRANTY, Level.EXTENDED}
    unclear = coverage.level_unclear or any(
        why.rule == "L11" for right in coverage.entitlements for why in right.because
    )
    return policy.goal_basic if unclear or levels & customers else policy.goal_initial
