"""Words that the desk and the portal share: why time counts or does not, marks, and the language of the page."""

import re
from collections.abc import Mapping
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Promise | str]

CAUSES: Words = {
    "work": _("working time"),
    "working_saturday": _("working Saturday"),
    "duty": _("duty"),
    "fallback": _("no calendar"),
    "night": _("closed for the night"),
    "lunch": _("lunch"),
    "weekend": _("weekend"),
    "holiday": _("holiday"),
    "moved": _("moved day off"),
    "shortened": _("shortened day"),
    "office": _("office exception"),
    "pause": _("waited for the customer"),
    "answered": _("after our answer"),
    "release": _("waited for the release"),
    "closed": _("the request was closed"),
    "gain": _("before the right began"),
}

LAWS: Words = {
    "Labour Code of Russia, art. 112": _("Labour Code of Russia, art. 112"),
    "Labour Code of Kazakhstan, art. 84": _("Labour Code of Kazakhstan, art. 84"),
    "Law on holidays of Kazakhstan": _("Law on holidays of Kazakhstan"),
    "Law on holidays of Kazakhstan, art. 5": _("Law on holidays of Kazakhstan, art. 5"),
}
"""Laws as the calendars that come with Opora name them; decrees are known by number and date."""

MARKS: Words = {
    "3": _("it helped"),
    "2": _("it helped in part"),
    "1": _("it did not help"),
}


def said(words: Words, code: str) -> str:
    """The word for a code; a code without one shows as it is, so that nothing is hidden."""
    return str(words.get(code, code))


def language() -> Literal["ru", "en"]:
    """The language in which this page speaks."""
    return "en" if (get_language() or "ru").startswith("en") else "ru"


def document_said(document: str) -> str:
    """A document as the calendar names it; laws, numbers and dates as the language writes them."""
    if document in LAWS:
        return said(LAWS, document)
    return _DECREE.sub("№ \\1 от \\2", document) if language() == "ru" else document


def decree(document: str) -> str:
    """The number and the date of a decree alone; empty where the document has none that is known."""
    found = _DECREE.search(document)
    return document_said(found.group()) if found else ""


_DECREE = re.compile(r"No (\S+) of (\d{2}\.\d{2}\.\d{4})")
