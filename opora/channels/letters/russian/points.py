"""A word of progress by points, in Russian: what we learned and what comes next, for a specialist to finish."""

from collections.abc import Mapping, Sequence

from opora.channels.letters.facts import OfficeWords
from opora.channels.letters.russian.parts import CENTRAL
from opora.core.facts import Stage
from opora.core.points import Point
from opora.lib import moments

_PLANS = {
    Stage.RECEIVED: "Специалист офиса изучит обращение и напишет вам.",
    Stage.OFFICE: "Специалист офиса изучит обращение и напишет вам.",
    Stage.CENTRAL: "Специалисты Центральной службы изучат обращение и напишут вам.",
    Stage.RESEARCH: "Продолжаем исследовать. Как только причина станет ясна, напишем.",
    Stage.RELEASE: "Ждём выпуска с исправлением и скажем, когда он выйдет.",
}


def learned(points: Sequence[Point], zone: str, offices: Mapping[str, OfficeWords]) -> str:
    """What happened, a sentence each."""
    return " ".join(_said(point, zone, offices) for point in points)


def plan(stage: Stage) -> str:
    """What comes next, by stage."""
    return _PLANS.get(stage, "")


def _said(point: Point, zone: str, offices: Mapping[str, OfficeWords]) -> str:
    if point.code == "received":
        return f"Получили ваше письмо {moments.on_day(point.at, zone)}."
    if point.code == "research":
        return f"Исследуем {moments.since_day(point.at, zone)}."
    office = offices.get(point.office)
    where = f"офис {office.where}" if office and office.where else CENTRAL
    return f"Передали обращение дальше: теперь им занимается {where}."
