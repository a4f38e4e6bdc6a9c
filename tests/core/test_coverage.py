"""Who is covered, how and until when (domain.md 2): the table of cases in plain words, and what it cannot say."""

from dataclasses import replace
from datetime import date

import pytest

from opora.core.coverage import coverage_of
from opora.core.facts import Asked, Coverage, Level, Policy, Purchase
from opora.core.rights import years_after
from tests.core.cases import coverage_words as words

CASES = list(words.cases())
TODAY = date(2026, 5, 12)


def covered(book: str, asked: str, on: date = TODAY, contracts: str = "") -> Coverage:
    """The coverage that the plain words give on a day."""
    return coverage_of(words.asked(asked), words.book(book), words.contracts(contracts), words.releases(), on, Policy())


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule}: {case.story}" for case in CASES])
def test_case(case: words.Case) -> None:
    """Every line of coverage.csv: rights in order, reasons of the level, marks."""
    found = coverage_of(
        words.asked(case.asked),
        words.book(case.book),
        words.contracts(case.contracts),
        words.releases(),
        date.fromisoformat(case.on),
        Policy(),
        words.instant(case.known_at),
    )
    rights = words.rights(case.rights)
    assert [(right.level, right.until) for right in found.entitlements] == rights
    assert [(why.rule, why.code, why.rows) for why in found.because] == words.reasons(case.why)
    assert _marks(found) == case.marks
    assert found.level is rights[0][0]


def _marks(found: Coverage) -> str:
    flags = {"product": found.product_unclear, "version": found.version_unclear, "level": found.level_unclear}
    return " ".join(name for name, on in flags.items() if on)


@pytest.mark.parametrize(
    ("book", "asked", "product", "version"),
    [
        ("1 Alfa bought Drawing Pro v22 on 2020-05-14", "Alfa: Drawing Pro v22", "Drawing", "v22"),
        # Basic since 2020 against warranty since September 2025: the level comes from s2.
        (
            "1 Alfa bought Drawing Pro v20 on 2020-10-01; 2 Alfa bought Solid Pro s2 on 2025-09-01",
            "Alfa: - - -",
            "Solid",
            "s2",
        ),
        # Both basic for ever: the newer version by its order, 22 > 20, whatever was bought last.
        (
            "1 Alfa bought Drawing Pro v22 on 2023-05-14; 2 Alfa bought Drawing Pro v20 on 2024-10-01",
            "Alfa: Drawing Pro -",
            "Drawing",
            "v22",
        ),
        # The extended right is for any version; the version named is the best one held, here in warranty.
        (
            "1 Alfa bought Drawing Pro v22 on 2023-05-14; 2 Alfa bought ahead Drawing Pro v24 on 2026-03-10",
            "Alfa: Drawing Pro -",
            "Drawing",
            "v24",
        ),
        # "v7" is not on the shelf, hence older than v20, whatever the letters say.
        (
            "1 Alfa bought Drawing Pro v20 on 2020-10-01; 2 Alfa bought Drawing Pro v7 on 2011-05-14",
            "Alfa: Drawing Pro -",
            "Drawing",
            "v20",
        ),
        # Extended by Drawing stands above the warranty of Solid, though Drawing has but basic for a version.
        (
            "1 Alfa bought ahead Drawing Pro v25 on 2026-04-01; 2 Alfa bought Solid Pro s2 on 2025-09-01",
            "Alfa: - - -",
            "Drawing",
            "v25",
        ),
        # Both in warranty: the one that lasts longer, to 1 September and not to 1 June, though v22 is a later number.
        (
            "1 Alfa bought Drawing Pro v22 on 2025-06-01; 2 Alfa bought Solid Pro s2 on 2025-09-01",
            "Alfa: - - -",
            "Solid",
            "s2",
        ),
        ("", "guest: - - -", "", ""),
    ],
)
def test_what_the_level_was_found_for(book: str, asked: str, product: str, version: str) -> None:
    """L5: product and version say whose rights gave the level."""
    found = covered(book, asked)
    assert (found.product, found.version) == (product, version)


def test_what_an_individual_level_was_found_for() -> None:
    """The contract is for Solid alone, so neither the better right to Drawing nor its version is named."""
    contract = "7 Alfa from 2026-01-01 to 2026-12-31 for Solid"
    book = "1 Alfa bought Drawing Pro v22 on 2026-05-01; 2 Alfa bought Solid Pro s1 on 2020-05-14"
    held, empty = covered(book, "Alfa: - - -", contracts=contract), covered("", "Alfa: - - -", contracts=contract)
    assert (held.product, held.version) == ("Solid", "s1")
    assert (empty.product, empty.version) == ("Solid", "")


def test_until_is_the_last_day_of_the_highest_right() -> None:
    """Warranty to 14 May 2026 above basic for ever: the level ends with the warranty."""
    assert covered("1 Alfa bought Drawing Pro v22 on 2025-05-14", "Alfa: Drawing Pro v22").until == date(2026, 5, 14)
    assert covered("1 Alfa bought Drawing Pro v22 on 2024-05-14", "Alfa: Drawing Pro v22").until is None


def test_two_contracts_last_to_the_later_end() -> None:
    """The specific contract speaks first and ends in June; the level lasts to December by the other."""
    found = covered(
        "",
        "Alfa: Drawing Pro v22",
        contracts="7 Alfa from 2026-01-01 to 2026-12-31; 8 Alfa from 2025-07-01 to 2026-06-30 for Drawing",
    )
    assert found.until == date(2026, 12, 31)
    assert found.contract is not None
    assert found.contract.id == 8
    assert [terms.id for terms in found.contracts] == [8, 7]
    assert [right.contract for right in found.entitlements] == [8, 7, None]
    assert [why.until for why in found.because] == [date(2026, 6, 30), date(2026, 12, 31)]


def test_reasons_carry_their_own_last_day_and_what_they_are_about() -> None:
    """Two purchases, two reasons: 10 November 2026 and 14 May 2026."""
    book = "1 Alfa bought Drawing Pro v22 on 2025-05-14; 2 Alfa bought Drawing Pro v22 on 2025-11-10"
    found = covered(book, "Alfa: Drawing Pro v22")
    assert [why.until for why in found.because] == [date(2026, 11, 10), date(2026, 5, 14)]
    assert found.because[0].details == (("product", "Drawing"), ("version", "v22"), ("from_on", "2025-11-10"))


def test_a_reason_says_which_version_it_is_about() -> None:
    """L4: while v25 is awaited its promise is on v22. L10: extended is for any, and names the version bought."""
    ahead = "2 Alfa bought ahead Drawing Pro v25 on 2026-04-01"
    found = covered(f"1 Alfa bought Drawing Pro v22 on 2023-05-14; {ahead}", "Alfa: Drawing Pro v22")
    extended, warranty, *_ = (right.because[0] for right in found.entitlements)
    assert (extended.code, dict(extended.details)["version"]) == ("advance_until_told", "v25")
    assert (warranty.code, dict(warranty.details)["version"]) == ("advance_waiting", "v22")


def test_years_end_with_the_calendar_of_the_computer() -> None:
    assert years_after(date(9998, 5, 14), 1) == date(9999, 5, 14)
    assert years_after(date(9999, 5, 14), 1) == date.max


def test_the_longest_wait_for_a_release_is_a_setting() -> None:
    """L4, policy: two years after 1 April 2025 the year of v25 starts although it is only announced."""
    book = words.book("1 Person bought ahead Drawing Pro v25 on 2025-04-01")
    asked = words.asked("Person: Drawing Pro v25")
    two = Policy(advance_wait_years=2)
    assert coverage_of(asked, book, [], words.releases(), date(2027, 3, 31), two).level is Level.BASIC
    assert coverage_of(asked, book, [], words.releases(), date(2027, 4, 1), two).level is Level.WARRANTY
    assert coverage_of(asked, book, [], words.releases(), date(2027, 3, 31), Policy()).level is Level.WARRANTY


def test_how_long_extended_lasts_is_a_setting() -> None:
    """Policy: two years after 20 August 2025; 29 February 2024 and four years is a 29 February again."""
    book = words.book("1 Alfa bought ahead Drawing Pro v24 on 2025-08-20 told 2026-02-10")
    leap = words.book("1 Alfa bought ahead Drawing Pro v23 on 2024-02-29 told 2025-03-03")
    asked = words.asked("Alfa: Drawing Pro v22")
    two, four = Policy(extended_years=2), Policy(extended_years=4)
    assert coverage_of(asked, book, [], words.releases(), TODAY, two).until == date(2027, 8, 20)
    assert coverage_of(asked, leap, [], words.releases(), TODAY, four).until == date(2028, 2, 29)


def test_a_release_recorded_later_was_not_known_then() -> None:
    """L8: as then known, v24 was only announced, so the wait would have ended with the year, on 19 August 2026."""
    late = words.instant("2026-02-05T09:00Z")
    shelf = [replace(one, recorded_at=late) if one.version == "v24" else one for one in words.releases()]
    ahead = "2 Person bought ahead Drawing Pro v24 on 2025-08-20"
    book = words.book(f"1 Person bought Drawing Pro v22 on 2023-05-14; {ahead}")
    asked, day = words.asked("Person: Drawing Pro v22"), date(2026, 2, 3)
    assert coverage_of(asked, book, [], shelf, day, Policy()).level is Level.BASIC
    then = coverage_of(asked, book, [], shelf, day, Policy(), words.instant("2026-02-03T09:00Z"))
    assert (then.level, then.until) == (Level.WARRANTY, date(2026, 8, 19))


@pytest.mark.parametrize(
    "book",
    [
        "1 row 1 cancelled on 2024-01-01",
        "1 row 2 cancelled on 2024-01-01; 2 row 1 cancelled on 2024-01-01",
        "1 row 2 corrected to Alfa Drawing Pro v22 on 2024-01-01; "
        "2 row 1 corrected to Alfa Drawing Pro v22 on 2024-02-01",
        "1 row 2 given to Alfa on 2024-01-01; 2 row 1 given to Beta on 2024-01-01",
        "1 row 9 corrected to Alfa Drawing Pro v22 on 2024-01-01",
    ],
)
def test_rows_that_refer_in_circles_or_to_nothing_say_nothing(book: str) -> None:
    """L1: intake never refuses, so a broken book is read as far as it can be; the sound row beside it counts."""
    assert covered(book, "Alfa: Drawing Pro v22").level is Level.INITIAL
    sound = f"{book}; 30 Alfa bought Drawing Pro v22 on 2025-05-14"
    assert covered(sound, "Alfa: Drawing Pro v22").level is Level.WARRANTY


def test_a_transfer_without_a_receiver_moves_nothing() -> None:
    """The giver keeps the year; with a receiver the giver would have basic."""
    rows = words.book("1 Alfa bought Drawing Pro v22 on 2025-05-14; 2 row 1 given to Beta on 2025-10-01")
    asked = words.asked("Alfa: Drawing Pro v22")
    nowhere: list[Purchase] = [rows[0], replace(rows[1], to_owner=None)]
    assert coverage_of(asked, nowhere, [], [], TODAY, Policy()).level is Level.WARRANTY
    assert coverage_of(asked, rows, [], [], TODAY, Policy()).level is Level.BASIC


def test_days_at_the_ends_of_the_calendar_break_nothing() -> None:
    """Placeholders such as 9999-12-31 and 0001-01-01 stand in many an imported book."""
    book = "1 Alfa bought Drawing Pro v22 on 9999-12-31; 2 Alfa bought Drawing Pro v21 on 0001-01-01"
    assert covered(f"{book}; 3 row 2 cancelled on 0001-01-01", "Alfa: Drawing Pro v21").level is Level.INITIAL
    assert covered(book, "Alfa: Drawing Pro v21").level is Level.BASIC
    assert covered(book, "Alfa: Drawing Pro v22", date(9999, 12, 31)).until == date(9999, 12, 31)


def test_a_version_missing_among_the_releases_was_out_when_it_was_bought() -> None:
    """L4: nobody buys an unreleased version but ahead; "v7" is not on our shelf and was bought as a product."""
    book = "1 Person bought Drawing Pro v7 on 2011-05-14; 2 Person bought ahead Drawing Pro v25 on 2026-04-01"
    assert covered(book, "Person: Drawing Pro v7").level is Level.WARRANTY
    assert covered(book, "Person: Drawing Pro v7", date(2026, 3, 31)).level is Level.BASIC


def test_nothing_named_but_the_edition() -> None:
    """L6 is about the edition alone: known to be non-commercial, the ticket is capped before its product is known."""
    book = words.book("1 Alfa bought Drawing Pro v22 on 2026-05-01")
    home = coverage_of(Asked(("Alfa",), edition="Home", commercial=False), book, [], [], TODAY, Policy())
    pro = coverage_of(Asked(("Alfa",), edition="Pro", commercial=True), book, [], [], TODAY, Policy())
    assert (home.level, home.product_unclear, home.level_unclear) == (Level.INITIAL, True, False)
    assert (pro.level, pro.product_unclear) == (Level.WARRANTY, True)
