"""Faults that are seeded into the product, one place each: the weeks must turn red on every one of them."""

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from opora.channels import actions as channels
from opora.core import course, ladder, standing
from opora.core import events as e
from opora.core.facts import Level
from opora.flow import act, call_out, correct, duties, gains, holders, join, merge, post, reactions, readdress
from opora.offices import queries as offices
from opora.promises import actions
from opora.promises import queries as promises
from opora.promises.queries import standing_of

Patch = pytest.MonkeyPatch
Fault = Callable[[Patch], None]


def _unsettled(patch: Patch, module: ModuleType) -> None:
    """What the module does is not settled: rows stay as they were."""
    patch.setattr(module, "promises", SimpleNamespace(settle=lambda step, ticket, policy: standing_of(ticket, policy)))


def _rule(patch: Patch, event: type[e.Event], rule: Callable[[Any, Any, Any], None]) -> None:
    patch.setitem(course.RULES, event, rule)


def _silent(patch: Patch, event: type[e.Event], reaction: str) -> None:
    """A reaction is lost."""
    left = [one for one in reactions.REACTIONS[event] if one.__name__ != reaction]
    patch.setitem(reactions.REACTIONS, event, left)


def no_settle_on_hand_over(patch: Patch) -> None:
    _unsettled(patch, act)


def no_settle_on_merge(patch: Patch) -> None:
    _unsettled(patch, merge)


def no_settle_on_correction(patch: Patch) -> None:
    _unsettled(patch, correct)


def no_settle_on_reply(patch: Patch) -> None:
    _unsettled(patch, join)


def no_recount_on_a_day_off(patch: Patch) -> None:
    _silent(patch, e.CalendarChanged, "begin_recount")


def confession_lost(patch: Patch) -> None:
    _silent(patch, e.Confessed, "confess")


def rung_letter_lost(patch: Patch) -> None:
    _silent(patch, e.Climbed, "say_climbed")


def confessed_twice(patch: Patch) -> None:
    """The arrears are forgotten, so that each further miss is confessed anew."""
    rule = course.RULES[e.Confessed]

    def confessed(s: Any, event: Any, at: Any) -> None:
        rule(s, event, at)
        s.in_arrears = False

    _rule(patch, e.Confessed, confessed)


def a_word_beside_the_recovery(patch: Patch) -> None:
    rule = course.RULES[e.Confessed]

    def confessed(s: Any, event: Any, at: Any) -> None:
        rule(s, event, at)
        s.start_word(at)

    _rule(patch, e.Confessed, confessed)


def next_word_too_late(patch: Patch) -> None:
    """Eleven working days and more instead of as many as the level has."""
    patch.setattr(
        standing.Standing, "usual_word_at", lambda s, at: s.calendar.working_days_later(at, s.usual_word_days + 10)
    )


def another_calendar_after_handing_over(patch: Patch) -> None:
    rule = course.RULES[e.HandedOver]

    def handed_over(s: Any, event: Any, at: Any) -> None:
        rule(s, event, at)
        s.work_by(event.office if event.line == 1 else "central", s.duties)

    _rule(patch, e.HandedOver, handed_over)


def late_at_the_very_instant(patch: Patch) -> None:
    """An answer at the due moment is no longer in time (T4)."""
    patch.setattr(
        ladder,
        "_gone",
        lambda s, now: [one for one in s.clocks if one.live and not one.paused_at and one.due_at <= now],
    )


def recovery_never_missed(patch: Patch) -> None:
    """The machine waits for an explanation for ever."""
    whole = ladder.passed

    def passed(s: Any, now: Any, **more: Any) -> tuple[e.Event, ...]:
        return tuple(one for one in whole(s, now, **more) if getattr(one, "kind", "") != "recovery")

    patch.setattr(ladder, "passed", passed)


def absent_holders_not_skipped(patch: Patch) -> None:
    patch.setattr(
        offices,
        "_first_present",
        lambda people, now, but: next((p for p in people if p.is_active and p.pk != but), None),
    )


def whoever_goes_away_keeps_the_rung(patch: Patch) -> None:
    """An absence that begins in the middle of a rung passes it to nobody."""
    patch.setattr(holders, "rungs_of", lambda person: [])


def the_assignee_holds_the_rung(patch: Patch) -> None:
    present = offices._first_present
    patch.setattr(offices, "_first_present", lambda people, now, but: present(people, now, None))


def any_word_meets_a_reminder(patch: Patch) -> None:
    patch.setattr(course, "meets", lambda s, event, at, noted_at: True)


def pages_show_what_is_stored(patch: Patch) -> None:
    """What the worker has yet to write is not foreseen."""
    patch.setattr(promises, "_let_pass", lambda s, ticket, now, quiet: None)


def a_machine_passes_for_a_human(patch: Patch) -> None:
    """An out-of-office reply ends the wait."""
    rule = course.RULES[e.Received]
    _rule(patch, e.Received, lambda s, event, at: rule(s, replace(event, human=True), at))


def no_settle_on_readdressing(patch: Patch) -> None:
    """Nor by the acknowledgement, which settles what it told."""
    _unsettled(patch, readdress)
    _silent(patch, e.Readdressed, "acknowledge")


def no_settle_on_a_duty(patch: Patch) -> None:
    """Entered, or at its end."""
    _unsettled(patch, duties)


def no_settle_on_a_gain(patch: Patch) -> None:
    _unsettled(patch, gains)


def no_settle_on_a_correction_that_lifts(patch: Patch) -> None:
    whole = actions.settle

    def settle(step: Any, ticket: Any, policy: Any) -> Any:
        (event,) = (one.event for one in step.noted if isinstance(one.event, e.Corrected))
        lifted = Level[event.level.upper()] > Level[event.level_before.upper()]
        return standing_of(ticket, policy) if lifted else whole(step, ticket, policy)

    patch.setattr(correct, "promises", SimpleNamespace(settle=settle))


def a_correction_moves_into_the_night(patch: Patch) -> None:
    """A goal that stays falls due half-way, when nobody works (T4)."""
    rule = course.RULES[e.Corrected]

    def corrected(s: Any, event: Any, at: Any) -> None:
        rule(s, event, at)
        for clock in s.clocks:
            if clock.live and clock.kind == "goal":
                clock.due_at = at + (clock.due_at - at) / 2

    _rule(patch, e.Corrected, corrected)


def a_duty_ends_unnoticed(patch: Patch) -> None:
    """Its hours count on after it was withdrawn."""
    _silent(patch, e.DutyWithdrawn, "begin_duties")


def nobody_is_called_out(patch: Patch) -> None:
    _silent(patch, e.Opened, "begin_calls")


def who_is_away_is_called_out(patch: Patch) -> None:
    patch.setattr(call_out, "away_at", lambda people, now: set())


def what_was_told_is_merged_away(patch: Patch) -> None:
    patch.setattr(merge, "_check_kept", lambda into, before, there: None)


def a_slip_gets_our_letter(patch: Patch) -> None:
    """What waited for the mistyped address leaves all the same."""
    patch.setattr(channels, "withhold", lambda step, ticket, wrong: None)


def a_quiet_desk_writes(patch: Patch) -> None:
    patch.setattr(post, "is_quiet", lambda now: False)


def drafts_outlive_their_ticket(patch: Patch) -> None:
    _silent(patch, e.Closed, "drop_with")
