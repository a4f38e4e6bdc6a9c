"""Who is covered, how and until when: all rights that apply to a question, the highest as the level (domain.md 2)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from opora.core.facts import Asked, Because, ContractTerms, Coverage, Entitlement, Level, Policy, Purchase, Release
from opora.core.holdings import Holding, holdings_of, was_known
from opora.core.rights import Right, Shelf, order_of, rights_of


def coverage_of(
    asked: Asked,
    purchases: Iterable[Purchase],
    contracts: Iterable[ContractTerms],
    releases: Iterable[Release],
    on: date,
    policy: Policy,
    known_at: datetime | None = None,
) -> Coverage:
    """The coverage of a customer, product, edition and version on a local date of the home office (L2-L6, L8-L11).

    ``purchases`` and ``contracts`` may hold rows of any owners in any order; those of ``asked.owners`` count.
    ``known_at``: an aware instant; what was recorded later is left out (null: all that is known now). Rows dated
    after ``on`` have not happened yet, but end what they will end. Never raises for what the rows say (L1).
    """
    book = holdings_of(purchases, known_at)
    shelf = {(one.product, one.version): one for one in releases if was_known(one.recorded_at, known_at)}
    signed = [one for one in contracts if one.owner in asked.owners and was_known(one.recorded_at, known_at)]
    terms = _applying(asked, signed, on)
    rights: list[Right] = []
    if asked.commercial is not False:
        every = rights_of(asked.owners, book, shelf, on, policy)
        rights = [right for right in every if _is_about(asked, right.product, right.version)]
    entitlements = (*_individual(asked, terms), *_merged(rights), _initial(asked, book, signed, on))
    return _summed_up(asked, entitlements, rights, terms, shelf)


def _applying(asked: Asked, signed: Sequence[ContractTerms], on: date) -> tuple[ContractTerms, ...]:
    """The contracts in force for this question, those that name its edition or product first, then the newest."""
    found = [
        one
        for one in signed
        if one.from_on <= on <= one.until_on
        and (not asked.product or not one.products or asked.product in one.products)
        and (asked.commercial is not False or asked.edition in one.editions)
    ]
    found.sort(key=lambda one: (asked.edition in one.editions, bool(one.products), one.from_on, one.id), reverse=True)
    return tuple(found)


def _is_about(asked: Asked, product: str, version: str | None) -> bool:
    """L5: what is not named is matched by all; a version says nothing without its product."""
    if not asked.product:
        return True
    return product == asked.product and (not asked.version or version is None or version == asked.version)


def _individual(asked: Asked, terms: Sequence[ContractTerms]) -> list[Entitlement]:
    lifted = asked.commercial is False
    rule, code = ("L6", "contract_names_edition") if lifted else ("individual", "contract_in_force")
    return [
        Entitlement(Level.INDIVIDUAL, one.until_on, (Because(rule, code, (one.id,), one.until_on),), one.id)
        for one in terms
    ]


def _merged(rights: Iterable[Right]) -> list[Entitlement]:
    """One entitlement a level, the highest first, with all its reasons, the one that lasts longest first."""
    reasons: dict[Level, list[Because]] = {}
    for right in rights:
        reasons.setdefault(right.level, []).append(right.because)
    found = []
    for level in sorted(reasons, reverse=True):
        because = tuple(sorted(reasons[level], key=lambda why: (-_end(why.until).toordinal(), why.rows, why.details)))
        found.append(Entitlement(level, because[0].until, because))
    return found


def _end(until: date | None) -> date:
    return until or date.max


def _initial(asked: Asked, book: Sequence[Holding], signed: Sequence[ContractTerms], on: date) -> Entitlement:
    """The right of anyone at all, with what there is to say about why it is not more (L6, L11)."""
    who = frozenset(asked.owners)
    known = asked.known or any(who & one.named_on(on) for one in book) or any(one.from_on <= on for one in signed)
    had = [one for one in book if one.counts_on(on) and who & one.owners_on(on)]
    here = [one for one in had if _is_about(asked, one.bought.product, one.bought.version)]
    because = Because("initial", "anyone")
    if asked.commercial is False:
        because = Because("L6", "edition_not_commercial")
    elif here and asked.commercial is None and not any(one.bought.commercial for one in here):
        because = Because("L6", "edition_not_commercial", tuple(row for one in here for row in one.rows))
    elif known and not any(one.bought.commercial for one in here):
        because = Because("L11", "no_row_for_version")
    return Entitlement(Level.INITIAL, None, (because,))


def _summed_up(
    asked: Asked,
    entitlements: Sequence[Entitlement],
    rights: Sequence[Right],
    terms: tuple[ContractTerms, ...],
    shelf: Shelf,
) -> Coverage:
    level = entitlements[0].level
    highest = [one for one in entitlements if one.level is level]
    because = [why for one in highest for why in one.because]
    product_unclear, version_unclear = not asked.product, not asked.product or not asked.version
    if product_unclear:
        because.append(Because("L5", "product_unclear"))
    if version_unclear:
        because.append(Because("L5", "version_unclear"))
    product, version = _found_for(asked, level, rights, terms, shelf)
    return Coverage(
        level=level,
        until=max((one.until for one in highest), key=_end),
        because=tuple(because),
        entitlements=tuple(entitlements),
        product=product,
        version=version,
        product_unclear=product_unclear,
        version_unclear=version_unclear,
        level_unclear=level is Level.INITIAL and because[0].rule == "L11",
        contract=terms[0] if terms else None,
        contracts=terms,
    )


def _found_for(
    asked: Asked, level: Level, rights: Sequence[Right], terms: Sequence[ContractTerms], shelf: Shelf
) -> tuple[str, str]:
    """L5: the product and version named, else those that gave the level; empty where it is tied to none."""
    if asked.product and asked.version:
        return asked.product, asked.version
    products = {right.product for right in rights if right.level is level}
    if level is Level.INDIVIDUAL:
        products = set(terms[0].products)
    candidates = [
        (
            right.level,
            _end(right.because.until),
            order_of(shelf, right.product, right.version),
            right.product,
            right.version,
        )
        for right in rights
        if right.version is not None and (not products or right.product in products)
    ]
    if candidates:
        *_, product, version = max(candidates)
        return product, version
    return asked.product or (min(products) if len(products) == 1 else ""), ""
