"""A setting between its kept value and what people read and type: hours for seconds, days with commas."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.core.bounds import BOUNDS, HOUR, MINUTE, USUAL, out_of_bounds
from opora.core.facts import Policy
from opora.lib import moments
from opora.lib.errors import Refused
from opora.offices.queries import Office
from opora.web.desk import named
from opora.web.desk.words import language

_SCALE = {"hours": HOUR, "minutes": MINUTE}
_LISTS = ("day_list", "hour_list")


def default(name: str) -> Any:
    """The value, as it is kept, that holds while nobody has set another."""
    if name in USUAL:
        return USUAL[name]
    value = getattr(Policy(), name)
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return list(value) if isinstance(value, tuple) else value


def said(name: str, value: Any, offices: Mapping[str, Office]) -> str:
    """A kept value in words; one that cannot be understood is shown as it is."""
    unit = BOUNDS[name].unit
    if unit == "office":
        return named.office(offices[value]) if value in offices else str(value or _("none"))
    if unit == "names":
        return " / ".join(str(one) for one in value.values()) if value else _("as it comes")
    if unit == "consent":
        return _("version %(version)s") % {"version": value["version"]} if value else _("as it comes")
    if unit in _SCALE and isinstance(value, (int, float)):
        return moments.span(timedelta(seconds=value), language())
    if unit in _LISTS and isinstance(value, list):
        return ", ".join(f"{one}:00" if unit == "hour_list" else str(one) for one in value)
    return _counted(unit, value) if isinstance(value, int) else str(value)


def typed(name: str, value: Any) -> str:
    """A kept value as it stands in a field."""
    unit = BOUNDS[name].unit
    if unit in _SCALE and isinstance(value, (int, float)):
        return f"{value / _SCALE[unit]:g}".replace(".", "," if language() == "ru" else ".")
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def read(name: str, text: str) -> Any:
    """What was typed, as it is kept. Raises Refused with what to write instead."""
    unit = BOUNDS[name].unit
    if unit == "office":
        return text
    value = [_figure(name, one) for one in text.split(",")] if unit in _LISTS else _figure(name, text)
    if out_of_bounds(name, value):
        raise Refused(_bounds(name, value))
    if isinstance(value, list) and value != sorted(set(value)):
        hours = _("Write the hours in order, each once: 9, 14.")
        raise Refused(hours if unit == "hour_list" else _("Write the days in order, each once: 3, 7."))
    return value


def _figure(name: str, text: str) -> int:
    scale = _SCALE.get(BOUNDS[name].unit)
    try:
        figure = float(text.strip().replace(",", ".")) * (scale or 1)
        if figure != int(figure):
            raise ValueError
        return int(figure)
    except (ValueError, OverflowError):
        if scale:
            raise Refused(_("Write a number alone, without its unit: 8 or 1.5.")) from None
        raise Refused(_("Write a whole number alone, without its unit.")) from None


def _bounds(name: str, value: Any) -> str:
    bound = BOUNDS[name]
    figures = {"least": typed(name, bound.least), "most": typed(name, bound.most)}
    sentence = _("It may be from %(least)s to %(most)s.") % figures
    # Whoever knows the preset's file types what stands there.
    if bound.unit in _SCALE and isinstance(value, int) and not out_of_bounds(name, value // _SCALE[bound.unit]):
        was = {"typed": typed(name, value), "meant": typed(name, value // _SCALE[bound.unit])}
        sentence += " " + _("%(typed)s looks like seconds: write %(meant)s.") % was
    return sentence


def _counted(unit: str, number: int) -> str:
    """A number with its noun."""
    forms = {
        "days": ngettext("%(count)d working day", "%(count)d working days", number),
        "calendar_days": ngettext("%(count)d calendar day", "%(count)d calendar days", number),
        "years": ngettext("%(count)d year", "%(count)d years", number),
        "clock_minutes": ngettext("%(count)d minute", "%(count)d minutes", number),
        "seconds": ngettext("%(count)d second", "%(count)d seconds", number),
        "times": ngettext("%(count)d letter", "%(count)d letters", number),
        "requests": ngettext("%(count)d request", "%(count)d requests", number),
        "percent": ngettext("%(count)d per cent", "%(count)d per cent", number),
        "messages": ngettext("%(count)d message", "%(count)d messages", number),
    }
    return (forms[unit] % {"count": number}).replace(" ", moments.NBSP, 1)
