"""Calendars, instants and spans as hypothesis draws them, for every property of working time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from opora.core.hours import WorkCalendar
from tests.core.stepper import DAYS, MINUTE

PROFILE = settings.get_current_profile_name()
LONG = PROFILE == "long"
"""Whether this is `./run test --long`, or pytest with --hypothesis-profile=long."""
TIMES = {"long": 50.0, "quick": 0.2}.get(PROFILE, 1.0)
"""A mutant is tried with few examples: those that need many to be killed are rare, and each of the others waits."""

# Windows of three days with something in them: changes of the clock, of the zone's offset, of the year.
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
LENGTH = timedelta(days=3)


def examples(count: int) -> settings:
    """So many examples in the gate, always the same ones; fifty times as many, new ones, in the long run."""
    return settings(
        max_examples=int(count * TIMES),
        deadline=None,
        derandomize=not LONG,
        suppress_health_check=[HealthCheck.too_slow],
    )


def _wall(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def hours(draw: st.DrawFn) -> list[list[str]]:
    """The hours of a day: none to three intervals, the last of which may pass midnight."""
    grain = draw(st.sampled_from([1, 30, 60]))
    points = sorted(draw(st.sets(st.integers(0, 1440 // grain), max_size=6)))
    pairs = [[_wall(a * grain), _wall(b * grain)] for a, b in zip(points[::2], points[1::2], strict=False)]
    if len(points) % 2 and 0 < points[-1] * grain < 1440:
        night = draw(st.integers(0, points[-1] * grain - 1))
        pairs.append([_wall(points[-1] * grain), _wall(night)])
    return pairs


@st.composite
def offices(draw: st.DrawFn) -> tuple[dict[str, Any], datetime]:
    """A calendar file and the start of a window in which something happens to its zone."""
    zone, first = draw(st.sampled_from(WINDOWS))
    dates = [(first + timedelta(days=i)).date() for i in range(-1, 6)]
    spec: dict[str, Any] = {
        "zone": zone,
        "weekly": draw(st.dictionaries(st.sampled_from(DAYS), hours(), min_size=1)),
        "exceptions": draw(st.dictionaries(st.sampled_from([one.isoformat() for one in dates]), hours(), max_size=3)),
        "yearly_days_off": draw(
            st.lists(st.sampled_from([one.isoformat()[5:] for one in dates]), max_size=2, unique=True)
        ),
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
    """At most three within the days after a moment, from a full minute to another; they may overlap."""
    begun = st.integers(-600, LENGTH // MINUTE)
    found = draw(st.lists(st.tuples(begun, st.integers(1, 1500)), max_size=3))
    return [
        (first + start * MINUTE, first + (start + length) * MINUTE, f"duty {i}")
        for i, (start, length) in enumerate(found)
    ]


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """A calendar of any kind, some with duties."""
    calendar = WorkCalendar.from_spec(draw(calendar_files()))
    on_duty = draw(st.one_of(st.just([]), duties(datetime(2026, 3, 27, tzinfo=UTC))))
    return calendar.overlay(on_duty) if on_duty else calendar


INSTANTS = st.datetimes(
    datetime(2023, 6, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2027, 6, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC]),
)
SPANS = st.timedeltas(timedelta(0), timedelta(hours=400))
