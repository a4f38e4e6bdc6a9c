"""The rights that purchases of commercial editions open: basic, warranty, extended (domain.md L2, L3, L4, L10)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from opora.core.facts import Because, Level, Policy, Release
from opora.core.holdings import Holding

Shelf = Mapping[tuple[str, str], Release]
YEAR_CODES = {
    "product": ("L3", "bought_within_year"),
    "update": ("L4", "updated_within_year"),
    "advance": ("L4", "advance_year"),
}


@dataclass(frozen=True, slots=True)
class Right:
    """One right that one purchase opens: for a version of a product, or for any (null)."""

    level: Level
    product: str
    version: str | None
    because: Because


def rights_of(
    owners: Iterable[str], holdings: Sequence[Holding], shelf: Shelf, on: date, policy: Policy
) -> Iterator[Right]:
    """All rights that any of the owners has on a local date of the home office, each with its exact last day.

    Who once had it keeps basic; the running year and the extended right are the holder's alone (L2).
    """
    who = frozenset(owners)
    for holding in holdings:
        if not holding.bought.commercial or not holding.counts_on(on) or not who & holding.owners_on(on):
            continue
        yield _basic(holding, who, on)
        if holding.holder_on(on) not in who:
            continue
        start = _start(holding, shelf, policy)
        if start <= on <= years_after(start, 1):
            yield _year(holding, who, start, on)
        if on < start:
            yield from _waiting(holding, who, holdings, shelf, start, on)
        if holding.bought.kind == "advance" and holding.legal_on(on):
            yield from _extended(holding, who, shelf, on, policy)


def years_after(day: date, years: int) -> date:
    """The same date some years later, both included in the span (L3): 29 February becomes the 28th where it must."""
    if day.year + years > MAXYEAR:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _basic(holding: Holding, who: frozenset[str], on: date) -> Right:
    """L2: for ever, unless the purchase, or the transfer by which they had it, is cancelled."""
    given = holding.transfers_on(on)
    if holding.holder_on(on) in who:
        code, rows = "received" if given else "ever_bought", _rows(holding, on)
    else:
        code, rows = "given_away", (*holding.rows, *(row for transfer in given for row in transfer.rows))
    until = _last_day(
        on, None, holding.turns, lambda day: holding.counts_on(day) and bool(who & holding.owners_on(day))
    )
    return _right(Level.BASIC, holding, holding.bought.version, Because("L2", code, rows, until), holding.bought.on)


def _year(holding: Holding, who: frozenset[str], start: date, on: date) -> Right:
    """L3, L4: the year for the version bought."""
    rule, code = YEAR_CODES[holding.bought.kind]
    until = _last_day(on, years_after(start, 1), holding.turns, lambda day: _is_held(holding, who, day))
    because = Because(rule, code, _rows(holding, on), until)
    return _right(Level.WARRANTY, holding, holding.bought.version, because, start)


def _start(holding: Holding, shelf: Shelf, policy: Policy) -> date:
    """When the year opens: with the purchase; of an advance update with the release, yet not too long after (L4)."""
    bought = holding.bought
    if bought.kind != "advance":
        return bought.on
    latest = years_after(bought.on, policy.advance_wait_years)
    released_on = _released_on(shelf, bought.product, bought.version)
    return latest if released_on is None else min(max(bought.on, released_on), latest)


def _waiting(
    holding: Holding, who: frozenset[str], holdings: Sequence[Holding], shelf: Shelf, start: date, on: date
) -> Iterator[Right]:
    """L4: until the year of an advance update opens, its promise covers the newest released version held."""
    same = [other for other in holdings if other.bought.product == holding.bought.product and other.bought.commercial]
    releases = [one.released_on for (product, _), one in shelf.items() if product == holding.bought.product]
    turns = [day for day in (*(day for other in same for day in other.turns), *releases) if day is not None]
    for version in sorted(_covered_meanwhile(holding, same, shelf, on)):

        def still(day: date, version: str = version) -> bool:
            return _is_held(holding, who, day) and version in _covered_meanwhile(holding, same, shelf, day)

        until = _last_day(on, start - timedelta(days=1), turns, still)
        because = Because("L4", "advance_waiting", _rows(holding, on), until)
        yield _right(Level.WARRANTY, holding, version, because, holding.bought.on)


def _covered_meanwhile(holding: Holding, same: Sequence[Holding], shelf: Shelf, day: date) -> set[str]:
    """The newest released version that the holder has on a day; for a person, every one.

    A legal entity has the extended level on all versions meanwhile, so it cannot fall when a newer version is
    bought. A person has none: if the promise moved on, buying would lower the level of the older version (L9).
    """
    holder = holding.holder_on(day)
    held = {
        other.bought.version: other.bought.on
        for other in sorted(same, key=lambda other: other.bought.on)
        if other.counts_on(day) and other.holder_on(day) == holder and _is_released(other, shelf, day)
    }
    if not holding.legal_on(day) or not held:
        return set(held)
    return {max(held, key=lambda version: (order_of(shelf, holding.bought.product, version), held[version], version))}


def _extended(holding: Holding, who: frozenset[str], shelf: Shelf, on: date, policy: Policy) -> Iterator[Right]:
    """L10: any version of the product, for a year, and until the version bought is released and they were told."""
    bought = holding.bought
    released_on = _released_on(shelf, bought.product, bought.version)
    end, code = None, "advance_until_told"
    if released_on is not None and bought.told_on is not None:
        end, code = max(years_after(bought.on, policy.extended_years), released_on, bought.told_on), "advance_bought"
    if end is None or on <= end:
        until = _last_day(on, end, holding.turns, lambda day: _is_held(holding, who, day) and holding.legal_on(day))
        yield _right(Level.EXTENDED, holding, None, Because("L10", code, _rows(holding, on), until), bought.on)


def _right(level: Level, holding: Holding, version: str | None, because: Because, from_on: date) -> Right:
    about = ("product", holding.bought.product), ("version", version or holding.bought.version)
    details = (*about, ("from_on", from_on.isoformat()))
    reason = Because(because.rule, because.code, because.rows, because.until, details)
    return Right(level, holding.bought.product, version, reason)


def _rows(holding: Holding, on: date) -> tuple[int, ...]:
    """The purchase with its corrections, and the transfer by which its holder has it."""
    given = holding.transfers_on(on)
    return (*holding.rows, *(given[-1].rows if given else ()))


def _is_held(holding: Holding, who: frozenset[str], day: date) -> bool:
    return holding.counts_on(day) and holding.holder_on(day) in who


def _last_day(on: date, end: date | None, turns: Iterable[date], still: Callable[[date], bool]) -> date | None:
    """The last day of what holds now: its regular end, or the eve of an earlier turn at which it no longer holds."""
    for turn in sorted(set(turns)):
        if on < turn and (end is None or turn <= end) and not still(turn):
            return turn - timedelta(days=1)
    return end


def order_of(shelf: Shelf, product: str, version: str) -> int:
    """Where a version stands among those of its product; one that is not on the shelf is older than all."""
    release = shelf.get((product, version))
    return -1 if release is None else release.order


def _released_on(shelf: Shelf, product: str, version: str) -> date | None:
    release = shelf.get((product, version))
    return None if release is None else release.released_on


def _is_released(holding: Holding, shelf: Shelf, day: date) -> bool:
    """A version that is not on the shelf was out when it was bought, unless it was bought ahead."""
    key = holding.bought.product, holding.bought.version
    if key not in shelf:
        return holding.bought.kind != "advance"
    released_on = shelf[key].released_on
    return released_on is not None and released_on <= day
