"""A word of progress by points, in either language: what a specialist finishes and sends."""

from collections.abc import Mapping, Sequence
from types import ModuleType

from opora.channels.letters.english import points as english
from opora.channels.letters.facts import OfficeWords
from opora.channels.letters.russian import points as russian
from opora.core.facts import Stage
from opora.core.points import Point
from opora.lib.moments import Language

_TONGUES: Mapping[Language, ModuleType] = {"ru": russian, "en": english}


def learned(language: Language, points: Sequence[Point], zone: str, offices: Mapping[str, OfficeWords]) -> str:
    """What happened, a sentence each; days are those of this zone."""
    said: str = _TONGUES[language].learned(points, zone, offices)
    return said


def plan(language: Language, stage: Stage) -> str:
    """What comes next, by stage; empty where nothing does by itself."""
    said: str = _TONGUES[language].plan(stage)
    return said
