"""Calendars, instants and spans as hypothesis draws them, for every property of working time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from opora.core.hours import WorkCalendar
from opora.core.hours.versions import Version, composed
from tests.core.stepper import SECOND
from tests.core.stepper_days import DAYS
from tests.core.stepper_of_versions import Written

PROFILE = settings.get_current_profile_name()
LONG = PROFILE == "long"
"""Whether this is `./run test --long`, or pytest with --hypothesis-profile=long."""
TIMES, MOST = {"long": (50.0, 10**9), "quick": (0.2, 100)}.get(PROFILE, (1.0, 10**9))
"""A mutant is tried with few examples: those that need many to be killed are rare, and each of the others waits."""

# Windows of eight days with something in them: changes of the clock, of the zone's offset, of the year.
WINDOWS = [
    ("Europe/Moscow", datetime(2026, 5, 8, tzinfo=UTC)),
    ("Europe/Moscow", datetime(2025, 12, 30, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 3, 27, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 23, tzinfo=UTC)),
    ("America/St_Johns", datetime(2026, 3, 6, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 3, tzinfo=UTC)),
    ("Asia/Almaty", datetime(2024, 2, 28, tzinfo=UTC)),
    ("Europe/Volgograd", datetime(2020, 12, 25, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 28, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2028, 2, 27, tzinfo=UTC)),
]
LENGTH = timedelta(days=8)
SPRING = datetime(2026, 3, 26, tzinfo=UTC)
"""Berlin changes its clock three days later."""
ZONES = ("Europe/Berlin", "Europe/Moscow", "Asia/Kathmandu")
GRAINS = (3600, 3600, 1800, 60, 1)


def examples(count: int) -> settings:
    """So many examples in the gate, always the same ones; fifty times as many in the long run, by its seed."""
    return settings(
        max_examples=min(int(count * TIMES), MOST),
        deadline=None,
        derandomize=not LONG,
        # What an earlier run has found would make the same seed another run.
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def wall(seconds: int) -> str:
    """A time of the clock as a calendar file writes it."""
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


@st.composite
def hours(draw: st.DrawFn) -> list[list[str]]:
    """The hours of a day: none to three intervals, the last of which may pass midnight."""
    grain = draw(st.sampled_from(GRAINS))
    points = sorted(grain * one for one in draw(st.sets(st.integers(0, 86_400 // grain), max_size=6)))
    pairs = [[wall(a), wall(b)] for a, b in zip(points[::2], points[1::2], strict=False)]
    if len(points) % 2 and 0 < points[-1] < 86_400:
        pairs.append([wall(points[-1]), wall(draw(st.integers(0, points[-1] - 1)))])
    return pairs


@st.composite
def weeks(draw: st.DrawFn) -> dict[str, list[list[str]]]:
    """The hours of a week: one kind of day from Monday to Friday, or each day its own."""
    if draw(st.booleans()):
        usual = draw(st.one_of(st.just([["09:00", "13:00"], ["14:00", "18:00"]]), hours()))
        return dict.fromkeys(DAYS[: draw(st.integers(5, 7))], usual)
    return draw(st.dictionaries(st.sampled_from(DAYS), hours(), min_size=1))


@st.composite
def public_days(draw: st.DrawFn, near: list[date]) -> dict[str, Any]:
    """What a country may say of some dates: each is free every year or once, moved, worked for another, or nothing."""
    written: dict[str, Any] = {"yearly_days_off": [], "days_off": [], "moved_days_off": []}
    chosen = draw(st.lists(st.sampled_from(near), max_size=6, unique=True))
    while chosen:
        on, kind = chosen.pop(), draw(st.sampled_from(["yearly", "since", "once", "moved", "moved", "moved"]))
        if kind == "yearly":
            written["yearly_days_off"].append(on.isoformat()[5:])
        elif kind == "since":
            years = {"since": on.year + draw(st.integers(-1, 1)), "until": on.year + 1}
            written["yearly_days_off"].append({"day": on.isoformat()[5:], **years})
        elif kind == "once":
            eve = draw(st.sampled_from([{}, {"eve": False}]))
            written["days_off"].append({"day_off": on.isoformat(), **eve})
        else:
            taken = {"taken_from": chosen.pop().isoformat(), "worked": draw(st.booleans())} if chosen else {}
            written["moved_days_off"].append({"day_off": on.isoformat(), **taken})
    # An hour, half of one, a second, more than any day has; or no shorter day at all.
    written["eve_shorter_by"] = draw(st.sampled_from([3600, 3600, 3600, 1800, 1, 80_000, 0]))
    return written


@st.composite
def offices(draw: st.DrawFn) -> tuple[dict[str, Any], datetime]:
    """A calendar file and the start of a window in which something happens to its zone."""
    zone, first = draw(st.sampled_from(WINDOWS))
    near = [(first + timedelta(days=i)).date() for i in range(-2, LENGTH.days + 3)]
    own = st.one_of(hours(), hours().map(lambda pairs: {"hours": pairs, "cause": "holiday", "name": "feast"}))
    spec: dict[str, Any] = {
        "zone": zone,
        "weekly": draw(weeks()),
        "exceptions": draw(st.dictionaries(st.sampled_from([one.isoformat() for one in near]), own, max_size=3)),
        **draw(public_days(near)),
    }
    # Calendars without any hours are the matter of `rare`.
    if not any(spec["weekly"].values()):
        spec["weekly"]["wed"] = [["10:00", "11:00"]]
    return spec, first


@st.composite
def rare(draw: st.DrawFn) -> dict[str, Any]:
    """A calendar file with hours on a few dates of ten years alone, so that T7 fills what lies between."""
    on = st.dates(date(2019, 1, 1), date(2028, 12, 31)).map(date.isoformat)
    return {
        "zone": draw(st.sampled_from(WINDOWS))[0],
        "weekly": {},
        "exceptions": draw(st.dictionaries(on, hours(), max_size=6)),
    }


@st.composite
def deserts(draw: st.DrawFn) -> tuple[dict[str, Any], datetime]:
    """A calendar file with full hours on a few dates, and a moment that is about 400 days before one of them."""
    dates = draw(st.lists(st.dates(date(2022, 1, 1), date(2024, 12, 31)), min_size=1, max_size=3, unique=True))
    opening = st.integers(0, 23).flatmap(lambda a: st.tuples(st.just(a), st.integers(a + 1, a + 23)))
    hours_of = {
        one.isoformat(): [[f"{a:02}:00", f"{b if b <= 24 else b - 24:02}:00"]]
        for one, (a, b) in ((one, draw(opening)) for one in dates)
    }
    zone = draw(st.sampled_from(["UTC", "Europe/Berlin", "Asia/Almaty", "Europe/Volgograd", "America/New_York"]))
    days = draw(st.one_of(st.integers(399, 403), st.integers(-3, 3), st.integers(0, 900)))
    first = datetime.combine(draw(st.sampled_from(dates)), datetime.min.time(), UTC) - timedelta(days=days)
    return {"zone": zone, "weekly": {}, "exceptions": hours_of}, first


def whole() -> st.SearchStrategy[dict[str, Any]]:
    """A calendar file that is open round the clock."""
    return st.sampled_from(WINDOWS).map(
        lambda window: {"zone": window[0], "weekly": {day: [["00:00", "24:00"]] for day in DAYS}}
    )


def calendar_files() -> st.SearchStrategy[dict[str, Any]]:
    """Of any kind: ordinary offices mostly."""
    ordinary = offices().map(lambda drawn: drawn[0])
    return st.one_of(ordinary, ordinary, ordinary, rare(), whole())


Duties = list[tuple[datetime, datetime, str]]


@st.composite
def duties(draw: st.DrawFn, first: datetime) -> Duties:
    """At most three within the days after a moment, from a second to another; they may overlap."""
    grain = draw(st.sampled_from(GRAINS))
    begun, lasting = st.integers(-36_000 // grain, LENGTH // SECOND // grain), st.integers(1, 90_000 // grain)
    found = draw(st.lists(st.tuples(begun, lasting), max_size=3))
    return [
        (first + start * grain * SECOND, first + (start + length) * grain * SECOND, f"duty {i}")
        for i, (start, length) in enumerate(found)
    ]


@st.composite
def watched(draw: st.DrawFn) -> tuple[dict[str, Any], datetime, Duties]:
    """An office, some duties, and the moment from which the stepper watches them."""
    spec, first = draw(offices())
    return spec, first, draw(duties(first))


@st.composite
def histories(draw: st.DrawFn, zones: Sequence[str] = ZONES) -> list[Written]:
    """One to four versions of a calendar around the end of March 2026, each recorded at its own second."""
    return draw(st.lists(_versions(zones), min_size=1, max_size=4, unique_by=lambda one: one.recorded_at))


@st.composite
def _versions(draw: st.DrawFn, zones: Sequence[str]) -> Written:
    near = [(SPRING + timedelta(days=i)).date() for i in range(-2, LENGTH.days + 2)]
    spec = {
        "zone": draw(st.sampled_from(zones)),
        # One day is open: calendars without hours are the matter of T7.
        "weekly": {**draw(weeks()), "wed": [["10:00", "11:00"]]},
        "exceptions": draw(st.dictionaries(st.sampled_from([one.isoformat() for one in near]), hours(), max_size=2)),
        **draw(st.one_of(st.just({}), public_days(near))),
    }
    recorded = SPRING + draw(st.integers(-36_000, LENGTH // SECOND + 36_000)) * SECOND
    return Written(draw(st.sampled_from([date(1900, 1, 1), *near])), recorded, spec, draw(st.booleans()))


@dataclass(frozen=True)
class Recipe:
    """How a calendar is made, so that it can be made twice."""

    history: list[Written]
    duties: Duties

    def made(self) -> WorkCalendar:
        """The calendar, anew."""
        calendar = composed([version(one) for one in self.history])
        return calendar.overlay(self.duties) if self.duties else calendar


def version(one: Written) -> Version:
    """A version as the core knows it."""
    return Version(one.valid_from, one.recorded_at, WorkCalendar.from_spec(one.spec), one.correcting)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    """Calendars of any kind, some of several versions, some with duties."""
    single = calendar_files().map(lambda spec: [Written(date(1900, 1, 1), SPRING, spec)])
    history = draw(st.one_of(single, single, histories()))
    return Recipe(history, draw(st.one_of(st.just([]), duties(SPRING))))


def calendars() -> st.SearchStrategy[WorkCalendar]:
    """What is made by a recipe of any kind."""
    return recipes().map(Recipe.made)


INSTANTS = st.datetimes(
    datetime(2023, 6, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2027, 6, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC]),
)
SPANS = st.timedeltas(timedelta(0), timedelta(hours=400))
