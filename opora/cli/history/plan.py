"""The plan of one ticket: who writes what and when, and what follows. The same seed, day and number, the same plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from opora.calendars import preset
from opora.cli.history import shapes, stories
from opora.cli.history.firms import Bought, Firm, months_before
from opora.cli.history.names import Person, somebody
from opora.cli.history.shapes import Act, Shape
from opora.cli.history.words import Matter, Tongue, matters

DAYS = 365
HOURS = (1, 1, 0, 0, 0, 1, 2, 6, 28, 70, 96, 90, 60, 44, 78, 84, 72, 46, 18, 8, 5, 4, 3, 2)
"""How much is written in each hour of the customer's day."""
CHANNELS = {"mail": 78, "form": 14, "call": 6, "api": 2}
CHARSETS = {"utf-8": 60, "windows-1251": 30, "koi8-r": 10}
GUESTS = 0.05
UNNAMED = 0.12
CONTRACTS = 0.03
"""Who has a contract writes more."""


@dataclass(frozen=True, slots=True)
class Line:
    """An act with its words as they are written."""

    act: Act
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One ticket. ``at`` is when the first letter is written; ``named``: the letter says product and version."""

    number: int
    shape: str
    at: datetime
    person: Person
    firm: Firm | None
    zone: str
    channel: str
    kind: str
    subject: str
    text: str
    farewell: str
    asked: Bought | None
    named: bool
    charset: str
    file: bool
    lines: tuple[Line, ...]

    @property
    def key(self) -> str:
        """What its letters are called by."""
        return f"history-{self.at:%Y%m%d}-{self.number}"


def plan(seed: int, anchor: date, number: int, firms: Sequence[Firm]) -> Plan:
    """The plan of the ticket of this number (from 0), written before the day ``anchor`` begins in UTC."""
    random = Random(f"{seed} {anchor} {number}")
    story = stories.story(number, anchor)
    shape = story.shape if story else random.choices(list(shapes.WEIGHTS), list(shapes.WEIGHTS.values()))[0]
    firm = _firm(story.profile if story else "", firms, random)
    zone = firm.place.zone if firm and firm.place.zone else "Europe/Moscow"
    at = story.at(zone) if story else moment(zone, anchor, random)
    person = random.choice(firm.people) if firm else somebody(f"home-{random.randint(1, 40)}.example.org", random)
    asked = _asked(firm, at.date(), random)
    return _written(number, shape, at, person, firm, zone, asked, number < len(stories.TOLD), random)


def moment(zone: str, anchor: date, random: Random) -> datetime:
    """When somebody in this zone writes: on working days by day, at times at night and at weekends; more of late."""
    while True:
        on = anchor - timedelta(days=1 + random.randrange(DAYS))
        weight = (0.14 if not _works(on) else 1.0) * (1.0 - 0.35 * (anchor - on).days / DAYS)
        if random.random() < weight:
            break
    hour = random.choices(range(24), HOURS)[0]
    wall = datetime.combine(on, time(hour, random.randrange(60), random.randrange(60)), ZoneInfo(zone))
    return min(
        wall.astimezone(UTC), datetime.combine(anchor, time(), UTC) - timedelta(seconds=1 + random.randrange(600))
    )


@cache
def _works(on: date) -> bool:
    return preset.load("ru").works_on(on)


def _firm(profile: str, firms: Sequence[Firm], random: Random) -> Firm | None:
    if not profile and random.random() < GUESTS:
        return None
    fitting = [firm for firm in firms if firm.people and (not profile or firm.profile == profile)]
    if not profile and random.random() < CONTRACTS:
        fitting = [firm for firm in fitting if firm.signed]
    # Some firms write often, most seldom.
    return fitting[int(len(fitting) * random.random() ** 1.6)]


def _asked(firm: Firm | None, on: date, random: Random) -> Bought | None:
    """What it is about: something that they had by then, else something that they will have."""
    if firm is None or not firm.bought:
        return None
    mine = [one for one in firm.bought if one.kind in ("product", "update", "advance")]
    held = [one for one in mine if one.on <= on and one.version != "v23"]
    return random.choice(held or mine)


def _written(
    number: int, shape: Shape, at: datetime, person: Person, firm: Firm | None, zone: str, asked: Bought | None,
    told: bool, random: Random,
) -> Plan:  # fmt: skip
    matter = _matter(person.language, asked, random)
    named = asked is not None and (told or random.random() > UNNAMED) and shape is not shapes.corrected
    product, version, edition = (asked.product, asked.version, asked.edition) if asked else ("", "", "")
    tongue = Tongue(person.language, matter, product, version, random)
    charset = "utf-8" if person.language == "en" else random.choices(list(CHARSETS), list(CHARSETS.values()))[0]
    channel = "mail" if told or shape is shapes.machine else random.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    return Plan(
        number=number, shape=shape.__name__, at=at, person=person, firm=firm, zone=zone, channel=channel,
        kind=matter["kind"], subject=tongue.piece("subject"), text=tongue.opening(named=named, edition=edition),
        farewell=tongue.farewell(person.name, firm.name if firm else ""), asked=asked, named=named, charset=charset,
        file=random.random() < 0.12,
        lines=tuple(Line(act, _words(act, tongue, person, random)) for act in shape(random)),
    )  # fmt: skip


def _matter(language: str, asked: Bought | None, random: Random) -> Matter:
    found = matters(language)
    if asked is None:
        return random.choice(found)
    fitting = [one for one in found if asked.product in one["products"]]
    # A text that speaks of students would be read as being about their edition.
    return random.choice([one for one in fitting if one.get("edition", asked.edition) == asked.edition] or found)


def _words(act: Act, tongue: Tongue, person: Person, random: Random) -> str:
    if act.words in (
        "take",
        "central",
        "development",
        "research",
        "thank",
        "continue",
        "split",
        "close",
        "correct",
        "release",
    ):
        return tongue.phrase("research") if (act.verb, act.words) == ("tell", "research") else ""
    if act.words in ("late", "recovered"):
        return tongue.phrase(act.words) + tongue.piece("tell")
    if act.words == "matter":
        return Tongue(person.language, random.choice(matters(person.language)), "", "", random).piece("text")
    if act.words in ("ask", "reply", "tell", "answer", "note"):
        return tongue.piece(act.words) or tongue.piece("tell")
    return "" if act.words in ("autoreply", "resume", "holder", "") else tongue.phrase(act.words)


def since(anchor: date) -> date:
    """The day on which the desk of the history was set up: before all of it."""
    return months_before(anchor, 13)
