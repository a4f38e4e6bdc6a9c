"""Which office is at home and where a ticket goes (domain.md 7, O1 and O2).

The offices lie on the equator, where a degree is 2 * pi * 6371 km / 360 = 111.19 km, so that distances can be
counted in the head. Their zones are real: Kaliningrad +2, Moscow +3, Samara +4, Yekaterinburg +5, Omsk +6.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from opora.core.facts import ContractTerms, Coverage, DutySpot, Level, OfficeSpot, Place, Where
from opora.core.route import home_of, place_of

NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
MOSCOW = OfficeSpot("msk", 0.0, 37.0, "Europe/Moscow")
SAMARA = OfficeSpot("sam", 0.0, 50.0, "Europe/Samara")
URAL = OfficeSpot("ural", 0.0, 60.0, "Asia/Yekaterinburg")
PERM = OfficeSpot("perm", 0.0, 56.0, "Asia/Yekaterinburg")
OMSK = OfficeSpot("omsk", 0.0, 73.0, "Asia/Omsk")
CENTRAL = OfficeSpot("central", 0.0, 37.5, "Europe/Moscow", line=2)
ALL = [MOSCOW, SAMARA, URAL, PERM, OMSK, CENTRAL]


def home(where: Where, offices: list[OfficeSpot] = ALL, now: datetime = NOW, guest: str | None = "sam") -> Place:
    return home_of(where, offices, now, guest)


def reason(place: Place) -> tuple[str, str]:
    return place.because[0].rule, place.because[0].code


def east(number: int) -> timedelta:
    return timedelta(hours=number)


# --- the named office -----------------------------------------------------------------------------------------


def test_the_office_named_by_the_site_or_the_organisation() -> None:
    by_site = home(Where("omsk", "site", 0.0, 37.0, "Europe/Moscow"))
    by_organisation = home(Where("omsk", "organisation", 0.0, 37.0, "Europe/Moscow"))
    assert (by_site.office, by_site.line, reason(by_site)) == ("omsk", 1, ("O1", "named_by_site"))
    assert (by_organisation.office, reason(by_organisation)) == ("omsk", ("O1", "named_by_organisation"))


def test_a_named_office_that_is_not_there_is_flagged_and_the_place_decides() -> None:
    place = home(Where("closed", "site", 0.0, 37.0, "Europe/Moscow"))
    assert (place.office, reason(place)) == ("msk", ("O1", "nearest_same_offset"))
    assert (place.line, place.because[1].rule, place.because[1].code) == (1, "O1", "named_office_unknown")
    assert place.because[1].rows == ()
    assert place.because[1].details == (("office", "closed"), ("flag", "red"))


def test_the_central_service_is_nobodys_home_even_if_named_or_nearest() -> None:
    assert home(Where("central", "organisation", 0.0, 37.5, "Europe/Moscow")).office == "msk"
    assert home(Where(lat=0.0, lon=37.5, zone="Europe/Moscow")).office == "msk"


# --- the nearest ----------------------------------------------------------------------------------------------


def test_the_nearest_among_offices_of_the_same_offset() -> None:
    """At 51 E in the zone of the Urals: Samara is 1 degree away but an hour behind; Perm 5, Ural 9."""
    place = home(Where(lat=0.0, lon=51.0, zone="Asia/Yekaterinburg"))
    assert (place.office, reason(place)) == ("perm", ("O1", "nearest_same_offset"))
    # 5 * 111.19 = 556 km
    assert place.because[0].details == (("offset", "+05:00"), ("km", "556"))
    assert home(Where(lat=0.0, lon=51.0, zone="Europe/Samara")).office == "sam"


def test_the_side_of_the_middle_decides_between_two() -> None:
    """Perm at 56, Ural at 60: the middle is 58."""
    assert home(Where(lat=0.0, lon=57.99, zone="Asia/Yekaterinburg")).office == "perm"
    assert home(Where(lat=0.0, lon=58.01, zone="Asia/Yekaterinburg")).office == "ural"


def test_the_offset_is_the_one_of_now() -> None:
    """Almaty went from +6 to +5 on 1 March 2024; at 70 E Omsk is 3 degrees away and Ural 10."""
    almaty = Where(lat=0.0, lon=70.0, zone="Asia/Almaty")
    assert home(almaty, now=datetime(2024, 2, 29, 12, tzinfo=UTC)).office == "omsk"
    assert home(almaty, now=datetime(2024, 3, 1, 12, tzinfo=UTC)).office == "ural"


def test_summer_time_counts() -> None:
    """Berlin is +2 in July, as Kaliningrad, and +1 in January, when the least difference is still Kaliningrad's."""
    baltic = OfficeSpot("kgd", 0.0, 30.0, "Europe/Kaliningrad")
    berlin = Where(lat=0.0, lon=36.0, zone="Europe/Berlin")
    july = home(berlin, [baltic, MOSCOW], datetime(2026, 7, 1, 9, tzinfo=UTC))
    january = home(berlin, [baltic, MOSCOW], datetime(2026, 1, 1, 9, tzinfo=UTC))
    assert (july.office, reason(july)) == ("kgd", ("O1", "nearest_same_offset"))
    assert (january.office, reason(january)) == ("kgd", ("O1", "nearest_other_offset"))


def test_without_the_same_offset_the_least_difference_then_the_distance() -> None:
    """+7 at 61 E: Ural is 1 degree away and two hours off, Omsk 12 degrees and one hour."""
    place = home(Where(lat=0.0, lon=61.0, zone="Asia/Novosibirsk"))
    assert (place.office, reason(place)) == ("omsk", ("O1", "nearest_other_offset"))
    # +4 without Samara: Moscow (+3) and the Urals (+5) are both an hour off; 48 E is 11 from 37 and 8 from 56.
    two = [MOSCOW, PERM]
    assert home(Where(lat=0.0, lon=48.0, zone="Europe/Samara"), two).office == "perm"
    assert home(Where(lat=0.0, lon=46.0, zone="Europe/Samara"), two).office == "msk"


def test_ties_by_code() -> None:
    """Two offices on one spot, and two as far to the east as to the west."""
    twin = replace(URAL, code="aaa")
    assert home(Where(lat=0.0, lon=61.0, zone="Asia/Yekaterinburg"), [URAL, twin]).office == "aaa"
    assert home(Where(lat=0.0, lon=61.0, zone="Asia/Yekaterinburg"), [twin, URAL]).office == "aaa"
    west, later = replace(URAL, code="w", lon=60.0), replace(URAL, code="b", lon=62.0)
    assert home(Where(lat=0.0, lon=61.0, zone="Asia/Yekaterinburg"), [west, later]).office == "b"


def test_distance_is_along_the_great_circle() -> None:
    """Over the date line 179 E to 179 W is 2 degrees, to 170 E nine. At 80 N a step of 60 degrees of longitude is
    2 * asin(cos 80 * sin 30) = 2 * asin(0.0868) = 10 degrees, nearer than 20 degrees to the south."""
    over, back = OfficeSpot("over", 0.0, -179.0, "Asia/Kamchatka"), OfficeSpot("back", 0.0, 170.0, "Asia/Kamchatka")
    assert home(Where(lat=0.0, lon=179.0, zone="Asia/Kamchatka"), [over, back]).office == "over"
    side, south = OfficeSpot("side", 80.0, 60.0, "Asia/Omsk"), OfficeSpot("south", 60.0, 0.0, "Asia/Omsk")
    assert home(Where(lat=80.0, lon=0.0, zone="Asia/Omsk"), [side, south]).office == "side"


def test_coordinates_without_a_zone_take_the_letters_offset_or_none() -> None:
    spot = Where(lat=0.0, lon=51.0)
    by_letter = home(replace(spot, offset=east(5)))
    alone = home(spot)
    assert (by_letter.office, reason(by_letter)) == ("perm", ("O1", "nearest_same_offset"))
    assert (alone.office, reason(alone)) == ("sam", ("O1", "nearest_offset_unknown"))


# --- the place is unknown -------------------------------------------------------------------------------------


def test_an_unknown_place_takes_the_offset_of_the_letter() -> None:
    """+05:00 has two offices and no distance to tell them apart: by code. +09:00 has none: Omsk is 3 hours off."""
    same, none = home(Where(offset=east(5))), home(Where(offset=east(9)))
    assert (same.office, reason(same)) == ("perm", ("O1", "same_offset"))
    assert same.because[0].details == (("offset", "+05:00"),)
    assert (none.office, reason(none)) == ("omsk", ("O1", "closest_offset"))


def test_the_zone_of_the_customer_stands_above_the_letter() -> None:
    assert home(Where(zone="Asia/Omsk", offset=east(3))).office == "omsk"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc", "Europe", "a\0b"])
def test_a_zone_that_nobody_knows_is_no_zone(zone: str) -> None:
    """L1: never a refusal; the letter's offset counts, else the guest office."""
    assert home(Where(zone=zone, offset=east(6))).office == "omsk"
    assert reason(home(Where(zone=zone))) == ("O1", "guest_office")


def test_an_office_with_a_broken_zone_comes_last() -> None:
    broken = OfficeSpot("aaa", 0.0, 51.0, "Mars/Olympus")
    customer = Where(lat=0.0, lon=51.0, zone="Asia/Novosibirsk")
    assert home(customer, [broken, MOSCOW]).office == "msk"
    assert home(customer, [broken]).office == "aaa"


# --- nothing is known -----------------------------------------------------------------------------------------


def test_a_guest_of_whom_nothing_is_known_goes_to_the_guest_office() -> None:
    place = home(Where())
    assert (place.office, place.line, reason(place)) == ("sam", 1, ("O1", "guest_office"))


@pytest.mark.parametrize("guest", [None, "", "closed", "central"])
def test_without_a_guest_office_the_first_office_and_a_red_flag(guest: str | None) -> None:
    """Never the second line, even if the setting names it; "msk" is the first code of line 1."""
    place = home(Where(), guest=guest)
    assert (place.office, place.line, reason(place)) == ("msk", 1, ("O1", "guest_office_not_set"))
    assert place.because[0].details == (("flag", "red"),)


@pytest.mark.parametrize("offices", [[], [CENTRAL]])
def test_without_any_office_a_place_without_office_and_a_red_flag(offices: list[OfficeSpot]) -> None:
    """L1: intake never refuses; the ticket waits where the administrator sees it."""
    for where in (Where(), Where("msk", "site"), Where(lat=0.0, lon=37.0, zone="Europe/Moscow")):
        place = home(where, offices, guest="central")
        assert (place.office, place.line, reason(place)) == ("", 1, ("O1", "no_office"))
        assert place.because[0].details == (("flag", "red"),)


# --- O2: duty, contract, home ---------------------------------------------------------------------------------

BASIC = Coverage(Level.BASIC, None, (), ())
HOME = home(Where("ural", "site"))


def with_contract(office: str | None) -> Coverage:
    terms = ContractTerms(7, "org:1", date(2026, 1, 1), date(2026, 12, 31), office=office)
    return Coverage(Level.INDIVIDUAL, date(2026, 12, 31), (), (), contract=terms)


def test_home_unless_a_duty_or_a_contract_names_another() -> None:
    assert place_of(HOME, BASIC, None, ALL) == HOME
    assert place_of(HOME, with_contract(None), DutySpot(3, None), ALL) == HOME


def test_a_contract_names_an_office_or_the_central_service() -> None:
    place = place_of(HOME, with_contract("omsk"), None, ALL)
    central = place_of(HOME, with_contract("central"), None, ALL)
    assert (place.office, place.line, reason(place)) == ("omsk", 1, ("O2", "contract_office"))
    assert place.because[0].rows == (7,)
    assert place.because[1:] == HOME.because
    assert (central.office, central.line) == ("central", 2)


def test_a_duty_names_an_office_and_stands_above_the_contract() -> None:
    place = place_of(HOME, with_contract("omsk"), DutySpot(3, "msk"), ALL)
    assert (place.office, reason(place), place.because[0].rows) == ("msk", ("O2", "duty_office"), (3,))
    assert place_of(HOME, with_contract("omsk"), DutySpot(3, None), ALL).office == "omsk"


def test_the_second_of_two_contracts_may_name_the_office() -> None:
    first, second = with_contract(None), with_contract("omsk")
    assert first.contract is not None
    assert second.contract is not None
    both = replace(first, contracts=(first.contract, second.contract))
    assert place_of(HOME, both, None, ALL).office == "omsk"


def test_an_office_that_is_not_there_is_flagged_and_passed_over() -> None:
    place = place_of(HOME, with_contract("omsk"), DutySpot(3, "closed"), ALL)
    assert (place.office, reason(place)) == ("omsk", ("O2", "contract_office"))
    assert place.because[1].code == "duty_office_unknown"
    assert place.because[1].details == (("office", "closed"), ("flag", "red"))
    kept = place_of(HOME, with_contract("closed"), None, ALL)
    assert (kept.office, kept.because[0]) == ("ural", HOME.because[0])
    assert kept.because[-1].code == "contract_office_unknown"


def test_a_duty_finds_a_place_when_there_is_no_home() -> None:
    nowhere = home(Where(), [])
    assert place_of(nowhere, BASIC, DutySpot(3, "central"), ALL).office == "central"
    assert place_of(nowhere, BASIC, None, ALL).office == ""


# --- what is said beside the place ------------------------------------------------------------------------------


def test_who_named_the_office_is_the_organisation_when_nobody_says() -> None:
    assert reason(home(Where("omsk"))) == ("O1", "named_by_organisation")


def test_a_named_office_that_is_not_there_leaves_the_office_for_guests() -> None:
    place = home(Where("closed", "site"), guest="ural")
    assert (place.office, [one.code for one in place.because]) == ("ural", ["guest_office", "named_office_unknown"])


def test_every_place_found_is_on_the_first_line() -> None:
    assert home(Where(lat=0.0, lon=51.0, zone="Asia/Yekaterinburg")).line == 1
    assert home(Where(zone="Asia/Yekaterinburg")).line == 1


def test_half_a_spot_is_none() -> None:
    """A latitude without its longitude says nothing: by the zone alone, and then by code."""
    for where in (Where(lat=0.0, zone="Asia/Yekaterinburg"), Where(lon=60.0, zone="Asia/Yekaterinburg")):
        place = home(where)
        assert (place.office, reason(place)) == ("perm", ("O1", "same_offset"))
        assert [name for name, _ in place.because[0].details] == ["offset"]


def test_an_offset_to_the_west_and_none() -> None:
    west = home(Where(offset=-timedelta(hours=3, minutes=30)))
    assert west.because[0].details == (("offset", "-03:30"),)
    assert home(Where(offset=timedelta(0))).because[0].details == (("offset", "+00:00"),)


def test_distance_to_the_north_and_to_the_other_side_of_the_earth() -> None:
    """90 degrees of a meridian: 90 * 111.19 = 10,008 km; half the equator: 180 * 111.19 = 20,015 km."""
    assert dict(home(Where(lat=90.0, lon=37.0), [MOSCOW]).because[0].details)["km"] == "10008"
    assert dict(home(Where(lat=0.0, lon=-143.0), [MOSCOW]).because[0].details)["km"] == "20015"


def test_a_name_that_is_passed_over_says_its_row_and_rule() -> None:
    contract = ContractTerms(7, "org:1", date(2026, 1, 1), date(2026, 12, 31), office="mars")
    coverage = Coverage(Level.INDIVIDUAL, None, (), (), contract=contract, contracts=(contract,))
    place = place_of(home(Where("omsk", "site")), coverage, DutySpot(3, "venus"), ALL)
    assert place.office == "omsk"
    assert [(one.rule, one.code, one.rows) for one in place.because[1:]] == [
        ("O2", "duty_office_unknown", (3,)), ("O2", "contract_office_unknown", (7,)),
    ]  # fmt: skip
