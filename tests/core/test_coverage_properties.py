"""What holds of every purchase book, however wild: order, L8, L9, L10, exact last days, no refusal (L1)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from opora.core.coverage import coverage_of
from opora.core.facts import Asked, Because, ContractTerms, Coverage, Level, Policy, Purchase, PurchaseKind
from tests.core.cases.coverage_words import releases

OWNERS = ["Alfa", "Beta", "Person"]
PRODUCTS = {"Drawing": ["v20", "v21", "v22", "v23", "v24", "v25", "v7"], "Solid": ["s1", "s2"]}
BOUGHT: list[PurchaseKind] = ["product", "update", "advance"]
REFERRING: list[PurchaseKind] = ["transfer", "cancellation", "correction"]
SHELF = releases()

days = st.dates(date(2023, 1, 1), date(2027, 12, 31))
moments = st.datetimes(
    datetime.fromisoformat("2023-01-01"), datetime.fromisoformat("2027-12-31"), timezones=st.just(UTC)
)
instants = st.none() | moments


@st.composite
def rows(draw: st.DrawFn, id: int, kinds: list[PurchaseKind]) -> Purchase:
    """One row; a row that refers may name any row of a small book, itself and missing ones included."""
    kind = draw(st.sampled_from(kinds))
    owner = draw(st.sampled_from(OWNERS))
    product = draw(st.sampled_from(sorted(PRODUCTS)))
    return Purchase(
        id=id,
        owner=owner,
        kind=kind,
        product=product,
        edition="Pro",
        version=draw(st.sampled_from(PRODUCTS[product])),
        on=draw(days),
        commercial=draw(st.integers(0, 4)) > 0,
        legal=owner != "Person",
        refers_to=draw(st.integers(1, 8)) if kind in REFERRING else None,
        to_owner=draw(st.none() | st.sampled_from(OWNERS)) if kind in REFERRING else None,
        recorded_at=draw(instants),
        told_on=draw(st.none() | days),
    )


@st.composite
def books(draw: st.DrawFn) -> list[Purchase]:
    """Up to seven rows, numbered 1 to 7; half of them buy something."""
    return [draw(rows(id, draw(st.sampled_from([BOUGHT, REFERRING])))) for id in range(1, draw(st.integers(1, 8)))]


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    """Who asks about what; each part may be left open."""
    product = draw(st.sampled_from(["", *PRODUCTS]))
    return Asked(
        owners=tuple(draw(st.lists(st.sampled_from(OWNERS), unique=True, max_size=2))),
        product=product,
        edition="",
        version=draw(st.sampled_from(["", *PRODUCTS.get(product, [])])),
        commercial=draw(st.sampled_from([None, True, True, False])),
        known=draw(st.booleans()),
    )


@st.composite
def contracts(draw: st.DrawFn) -> list[ContractTerms]:
    """None, one or two contracts of the same owners."""
    return [
        ContractTerms(id, draw(st.sampled_from(OWNERS)), draw(days), draw(days), recorded_at=draw(instants))
        for id in range(1, draw(st.integers(1, 3)))
    ]


@given(books(), contracts(), questions(), days, instants, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(
    book: list[Purchase], terms: list[ContractTerms], asked: Asked, on: date, known_at: datetime | None, chance: Random
) -> None:
    first = coverage_of(asked, book, terms, SHELF, on, Policy(), known_at)
    mixed, papers, shelf = (
        chance.sample(book, len(book)),
        chance.sample(terms, len(terms)),
        chance.sample(SHELF, len(SHELF)),
    )
    assert coverage_of(asked, mixed, papers, shelf, on, Policy(), known_at) == first


@settings(max_examples=400)
@given(books(), rows(8, BOUGHT), contracts(), questions(), days, instants)
def test_l9_adding_a_purchase_never_lowers_a_level(
    book: list[Purchase],
    more: Purchase,
    terms: list[ContractTerms],
    asked: Asked,
    on: date,
    known_at: datetime | None,
) -> None:
    """L9 read: a row of kind product, update or advance, of any owner and date, into any book whatever.

    Transfers, cancellations and corrections are rows that may take away: that is what they are for.
    """
    before = coverage_of(asked, book, terms, SHELF, on, Policy(), known_at)
    after = coverage_of(asked, [*book, more], terms, SHELF, on, Policy(), known_at)
    assert after.level >= before.level
    assert {right.level for right in before.entitlements if right.level is Level.EXTENDED} <= {
        right.level for right in after.entitlements
    }


@given(books(), contracts(), questions(), days)
def test_a_reason_holds_on_its_last_day_and_not_on_the_next(
    book: list[Purchase], terms: list[ContractTerms], asked: Asked, on: date
) -> None:
    def reasons(day: date) -> list[Because]:
        return _reasons(coverage_of(asked, book, terms, SHELF, day, Policy()))

    for why in reasons(on):
        if why.until is not None:
            assert why in reasons(why.until)
            assert why not in reasons(why.until + timedelta(days=1))
        elif why.rule == "L2":
            assert why in reasons(date(2126, 1, 1))


@given(books(), questions(), days)
def test_l10_a_contract_hides_nothing(book: list[Purchase], asked: Asked, on: date) -> None:
    """A contract adds its own right and leaves all others as they are, except for what is said about being known."""
    terms = ContractTerms(1, "Alfa", date(2023, 1, 1), date(2027, 12, 31))
    without = coverage_of(asked, book, [], SHELF, on, Policy())
    beside = coverage_of(asked, book, [terms], SHELF, on, Policy())
    individual = Level.INDIVIDUAL in {right.level for right in beside.entitlements}
    assert individual == ("Alfa" in asked.owners and asked.commercial is not False)
    assert [right for right in beside.entitlements if Level.INITIAL < right.level < Level.INDIVIDUAL] == [
        right for right in without.entitlements if right.level > Level.INITIAL
    ]


@given(books(), contracts(), questions(), days, moments)
def test_l8_what_was_known_then_is_the_book_without_later_rows(
    book: list[Purchase], terms: list[ContractTerms], asked: Asked, on: date, known_at: datetime
) -> None:
    early = [row for row in book if row.recorded_at is None or row.recorded_at <= known_at]
    early_terms = [one for one in terms if one.recorded_at is None or one.recorded_at <= known_at]
    assert coverage_of(asked, book, terms, SHELF, on, Policy(), known_at) == coverage_of(
        asked, early, early_terms, SHELF, on, Policy()
    )


@given(books(), contracts(), questions(), days)
def test_a_coverage_is_of_one_piece(book: list[Purchase], terms: list[ContractTerms], asked: Asked, on: date) -> None:
    """The level is the highest right, initial is always among them, and nothing that is over is listed."""
    found = coverage_of(asked, book, terms, SHELF, on, Policy())
    levels = [right.level for right in found.entitlements]
    assert levels == sorted(levels, reverse=True)
    assert (found.level, levels[-1]) == (levels[0], Level.INITIAL)
    assert all(right.until is None or right.until >= on for right in found.entitlements)
    assert asked.commercial is not False or found.level in (Level.INITIAL, Level.INDIVIDUAL)
    assert not found.level_unclear or found.level is Level.INITIAL


def _reasons(found: Coverage) -> list[Because]:
    """All reasons above initial, without what a transfer may change while the right lasts: its words and its rows.

    Basic is for ever, but "ever_bought" may become "given_away"; of rows the purchase stays the first.
    """
    return [
        replace(why, code="" if why.rule == "L2" else why.code, rows=why.rows[:1])
        for right in found.entitlements
        if right.level > Level.INITIAL
        for why in right.because
    ]
