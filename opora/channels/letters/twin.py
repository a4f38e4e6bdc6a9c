"""The twin of a letter's link: a letter to us that does what the page behind the link would."""

from urllib.parse import quote

from opora.channels.letters import english, russian
from opora.lib.moments import Language


def mailto(address: str, language: Language, number: str, code: str) -> str:
    """What opens a letter to the desk with a subject that says what it is for: «Про меня забыли: SD-1000483 (rm-…)»."""
    say = english if language == "en" else russian
    return f"mailto:{quote(address, safe='@+')}?subject={quote(f'{say.FORGOTTEN}: {number} ({code})', safe='')}"
