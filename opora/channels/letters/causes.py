"""What drafts say to those who wait for a defect, in either language; whoever has the ticket sends or mends it."""

from collections.abc import Mapping
from types import ModuleType

from opora.channels.letters.english import causes as english
from opora.channels.letters.names import greeting_name
from opora.channels.letters.russian import causes as russian
from opora.lib.moments import Language

_TONGUES: Mapping[Language, ModuleType] = {"ru": russian, "en": english}


def greeted(language: Language, name: str, text: str) -> str:
    """The text below a greeting by name, where the name is one."""
    greeting: str = _TONGUES[language].greeted(greeting_name(name))
    return f"{greeting}\n\n{text}"


def fixed(language: Language, title: str, version: str, *, out: bool) -> str:
    """That a defect is fixed in a version, which is ``out`` or announced; ``title`` for customers, perhaps empty."""
    said: str = _TONGUES[language].fixed(title, version, out=out)
    return said


def not_fixed(language: Language, title: str, reason: str) -> str:
    """That a defect will not be fixed, and why, in the words in which staff said it."""
    said: str = _TONGUES[language].not_fixed(title)
    return f"{said} {reason}"
