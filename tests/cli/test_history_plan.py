"""The plan of the demo's history: what a year of the desk holds, before any of it is played. Nothing here asks a
database."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from opora.cli.history import letters, shapes
from opora.cli.history.firms import Firm, firms, months_before
from opora.cli.history.plan import Plan, plan
from opora.cli.history.stories import STILL_OPEN, TOLD, eve
from opora.core import coverage
from opora.core.facts import Asked, ContractTerms, Kind, Policy, Purchase, Release

ANCHOR = date(2026, 11, 27)
"""A Friday."""


@pytest.fixture(scope="module")
def book() -> list[Firm]:
    return firms(ANCHOR)


@pytest.fixture(scope="module")
def plans(book: list[Firm]) -> list[Plan]:
    return [plan(1, ANCHOR, number, book) for number in range(2000)]


def test_the_same_seed_day_and_number_give_the_same_plan(book: list[Firm], plans: list[Plan]) -> None:
    assert [plan(1, ANCHOR, number, firms(ANCHOR)) for number in range(0, 2000, 97)] == plans[::97]
    others = [plan(2, ANCHOR, number, book) for number in range(100, 200)]
    assert sum(one == other for one, other in zip(plans[100:200], others, strict=True)) == 0


def test_a_hundred_and_fifty_invented_firms_from_kaliningrad_to_vladivostok_and_beyond(book: list[Firm]) -> None:
    assert len(book) == len({firm.key for firm in book}) == len({firm.name for firm in book}) == 150
    assert all(firm.name.startswith("Демо-") for firm in book)
    zones = {firm.place.zone for firm in book}
    assert zones >= {"Europe/Kaliningrad", "Europe/Samara", "Asia/Omsk", "Asia/Yakutsk", "Asia/Vladivostok"}
    assert zones >= {"Europe/Minsk", "Asia/Almaty"}
    # Two of them nobody has placed: what is unknown stays unknown.
    assert [firm.key for firm in book if firm.place.lat is None] == ["template", "abacus"]
    assert all(one.address.endswith(".example.org") for firm in book for one in firm.people)
    assert {one.kind for firm in book for one in firm.bought} == {
        "product", "update", "advance", "transfer", "cancellation", "correction",
    }  # fmt: skip
    signed = {firm.key: firm.signed.calendar for firm in book if firm.signed}
    assert signed == {"compressor": "", "pipeline": "around-the-clock"}


def test_every_level_occurs(plans: list[Plan]) -> None:
    found = Counter(_level(one) for one in plans)
    assert sorted(found) == ["basic", "extended", "individual", "initial", "warranty"]
    # None of them is a mere curiosity.
    assert min(found.values()) > 40


def test_every_kind_channel_and_language_occurs(plans: list[Plan]) -> None:
    assert {one.kind for one in plans} == {kind.value for kind in Kind}
    assert {one.channel for one in plans} == {"mail", "form", "call", "api"}
    assert {one.person.language for one in plans} == {"ru", "en"}
    raw = b"".join(letters.first(one) for one in plans)
    assert all(charset in raw for charset in (b'charset="utf-8"', b'charset="koi8-r"', b'charset="windows-1251"'))


def test_every_way_that_a_ticket_can_go_occurs(plans: list[Plan]) -> None:
    assert {one.shape for one in plans} >= {shape.__name__ for shape in shapes.WEIGHTS}
    verbs = {line.act.verb for one in plans for line in one.lines}
    assert verbs >= {
        "ask",
        "tell",
        "answer",
        "note",
        "research",
        "central",
        "release",
        "development",
        "thank",
        "continue",
        "split",
    }


def test_most_is_written_on_working_days_by_day_and_some_at_night_and_at_weekends(plans: list[Plan]) -> None:
    assert all(months_before(ANCHOR, 13) < one.at.date() < ANCHOR for one in plans)
    # Sunday 14 December 2025 and 1-8 January are within the year; whoever writes then finds the desk closed.
    weekend = sum(one.at.weekday() >= 5 for one in plans)
    assert 30 < weekend < 200
    assert any(one.at.date() <= date(2025, 12, 31) for one in plans)
    assert any(datetime(2026, 1, 1, tzinfo=UTC) < one.at < datetime(2026, 1, 9, tzinfo=UTC) for one in plans)


def test_a_small_history_has_the_stories_and_what_is_open(book: list[Firm]) -> None:
    few = [plan(5, ANCHOR, number, book) for number in range(len(TOLD) + len(STILL_OPEN))]
    shapes_told = {one.shape for one in few}
    assert shapes_told >= {"forgotten", "late", "long_research", "thanked_too_early", "another_matter", "machine"}
    assert shapes_told >= {"untouched", "taken", "no_reply", "upstairs_still", "research_still", "awaits_release"}


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        (date(2026, 11, 27), date(2026, 5, 8)),  # a Friday; Tuesday 3 November is later, and no Friday
        (date(2026, 4, 1), date(2025, 11, 1)),  # 30 April, 11 June, 1 November 2025, no Friday among them: the last
    ],
)
def test_the_evening_before_a_holiday_is_a_friday_where_there_was_one(anchor: date, expected: date) -> None:
    assert eve(anchor) == expected


def test_no_sentence_is_left_with_a_gap(plans: list[Plan]) -> None:
    said = [text for one in plans for text in (one.subject, one.text, *(line.text for line in one.lines))]
    assert [text for text in said if "{" in text or "}" in text] == []
    assert all(one.subject.strip() and one.text.strip() for one in plans)
    needed = ("ask", "tell", "answer", "write")
    assert [
        one.number for one in plans for line in one.lines if line.act.verb in needed and not line.text.strip()
    ] == []
    assert len({one.text for one in plans}) > 1900


def _level(one: Plan) -> str:
    """By the rules themselves, over what the firm bought and signed."""
    firm = one.firm
    if firm is None:
        return "initial"
    asked = one.asked if one.named else None
    question = Asked(
        owners=(firm.key,),
        product=asked.product if asked else "",
        version=asked.version if asked else "",
        edition=asked.edition if asked and asked.edition != "full" else "",
        commercial=asked.edition not in ("student", "department") if asked and asked.edition != "full" else None,
        known=True,
    )
    on = one.at.date()
    found = coverage.coverage_of(question, _book(firm), _contracts(firm), _releases(), on, Policy())
    return found.level.code


def _book(firm: Firm) -> Sequence[Purchase]:
    numbers = {one.key: number for number, one in enumerate(firm.bought, 1)}
    return [
        Purchase(
            id=numbers[one.key], owner=firm.key, kind=one.kind, product=one.product, edition=one.edition,
            version=one.version, on=one.on, commercial=one.edition not in ("student", "department"),
            refers_to=numbers.get(one.refers_to), to_owner=one.to or None, told_on=one.told_on,
        )
        for one in firm.bought
    ]  # fmt: skip


def _contracts(firm: Firm) -> Sequence[ContractTerms]:
    signed = firm.signed
    return [ContractTerms(1, firm.key, signed.from_on, signed.until_on)] if signed else []


def _releases() -> Sequence[Release]:
    months = {
        ("chertezh-3d", "v20"): 62, ("chertezh-3d", "v21"): 38, ("chertezh-3d", "v22"): 16, ("vedomost", "12.0"): 9,
        ("vedomost", "11.2"): 30, ("prolet", "2.4"): 50, ("prolet", "2.5"): 20, ("reduktor", "R8"): 18,
    }  # fmt: skip
    return [
        *(Release(product, name, 1, months_before(ANCHOR, ago)) for (product, name), ago in months.items()),
        Release("chertezh-3d", "v23", 9),
    ]
