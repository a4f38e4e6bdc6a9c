"""A word of progress by points, in English: what we learned and what comes next, for a specialist to finish."""

from collections.abc import Mapping, Sequence

from opora.channels.letters.facts import OfficeWords
from opora.core.facts import Stage
from opora.core.points import Point
from opora.lib import moments

_OFFICE = "A specialist at the office will look into your request and write to you."
_PLANS = {
    Stage.RECEIVED: _OFFICE,
    Stage.OFFICE: _OFFICE,
    Stage.CENTRAL: "The specialists of the central service will look into your request and write to you.",
    Stage.RESEARCH: "We go on with the research and will write as soon as the cause is clear.",
    Stage.RELEASE: "We are waiting for the release with the correction and will tell you when it is out.",
}


def learned(points: Sequence[Point], zone: str, offices: Mapping[str, OfficeWords]) -> str:
    """What happened, a sentence each."""
    return " ".join(_said(point, zone, offices) for point in points)


def plan(stage: Stage) -> str:
    """What comes next, by stage."""
    return _PLANS.get(stage, "")


def _said(point: Point, zone: str, offices: Mapping[str, OfficeWords]) -> str:
    if point.code == "received":
        return f"We received your letter {moments.on_day(point.at, zone, 'en')}."
    if point.code == "research":
        return f"We have been researching {moments.since_day(point.at, zone, 'en')}."
    office = offices.get(point.office)
    where = f"our office in {office.name_en}" if office and office.name_en else "the central service"
    return f"We have passed your request on: {where} is looking after it now."
