"""The settings of the desk: each with its words, its value now and later, and a form that adds a dated row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User, names_of
from opora.core.bounds import BOUNDS
from opora.flow.outlook import Moment, outlook
from opora.ledger.queries import timeline_of
from opora.lib import moments
from opora.lib.errors import Refused
from opora.offices import actions as offices
from opora.offices.access import PolicySetting, offices_for, settings_for
from opora.offices.queries import Office
from opora.web.admin import figures
from opora.web.admin.forms import Field, Form, Kind, chosen
from opora.web.admin.gate import done, setup_page, show_tab, step_of
from opora.web.admin.words import GROUPS, REACHES, SETTINGS, UNITS
from opora.web.desk import named
from opora.web.desk.frame import signed_in
from opora.web.desk.words import KINDS, language, said

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One dated value. ``state``: past, now, ahead, or replaced by one of the same moment."""

    value: str
    from_text: str
    state: str
    by: str
    at_text: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as a page shows it."""

    name: str
    title: Any
    about: Any
    unit: Any
    rule: str
    default: str
    value: str
    is_default: bool
    ahead: tuple[Row, ...]
    url: str


@setup_page
def settings(request: HttpRequest) -> HttpResponse:
    """All settings with their values."""
    now, user = timezone.now(), signed_in(request)
    held, places = settings_for(user), {one.code: one for one in offices_for(user)}
    by_name: dict[str, list[PolicySetting]] = {}
    for row in held:
        by_name.setdefault(row.name, []).append(row)
    shown = [
        (title, [_setting(name, by_name.get(name, []), places, user, now) for name in names]) for title, names in GROUPS
    ]
    context = {"groups": shown, "zone_text": moments.zone_mark(now, user.zone)}
    return show_tab(request, "setup-settings", "admin/settings.html", context, now)


@setup_page
def setting(request: HttpRequest, name: str) -> HttpResponse:
    """One setting: what it does, its rows, whom a change reaches; on POST a new row from now or from a later moment,
    or only a look at the open tickets that it would move."""
    if name not in BOUNDS:
        raise Http404
    now, user = timezone.now(), signed_in(request)
    held, places = settings_for(user, name), {one.code: one for one in offices_for(user)}
    form, ahead = Form(_fields(name, _value_at(name, held, now), places, user)), None
    if request.method == "POST":
        form.read(request)
        if "look" in request.POST:
            ahead = _ahead(name, form, user, now)
        elif _written(request, name, form, held, now):
            return done(request, _("Set. It holds from the moment that you chose."), "setup-setting", name)
    context = {
        "setting": _setting(name, held, places, user, now),
        "rows": _rows(name, held, places, user, now),
        "reach": REACHES[BOUNDS[name].reach],
        "may_look": BOUNDS[name].reach == "settled",
        "ahead": ahead,
        "form": form,
        "zone_text": moments.zone_mark(now, user.zone),
    }
    return show_tab(request, "setup-settings", "admin/setting.html", context, now, 200 if form.ok else 422)


def _ahead(name: str, form: Form, user: User, now: datetime) -> dict[str, Any] | None:
    """The open tickets that the typed value would move, before and after; null when it is no lawful value."""
    try:
        value = figures.read(name, form["value"]) if form.ok and BOUNDS[name].reach == "settled" else None
    except Refused as refused:
        form.wrong("value", refused.sentence)
        value = None
    if value is None:
        return None
    found = outlook(name, value, now)
    lines = [(one.number, _moment(one.before, user, now), _moment(one.after, user, now)) for one in found.moved]
    return {"open": found.open, "examined": found.examined, "count": len(lines), "lines": lines[:SHOWN]}


def _moment(moment: Moment, user: User, now: datetime) -> str:
    if moment is None:
        return "–"
    return f"{moments.short(moment[0], now, user.zone, language())}, {said(KINDS, moment[1])}"


def _fields(name: str, current: Any, places: Mapping[str, Office], user: User) -> list[Field]:
    unit = BOUNDS[name].unit
    if unit == "names":
        fields = _in_both(current, 60)
    elif unit == "consent":
        held = current if isinstance(current, dict) else {}
        version = _("A new text wants a name that no version had before.")
        whole = _("Where the whole of it stands; empty: nowhere.")
        fields = [
            Field("version", _("Version"), str(held.get("version", "")), hint=version, must=True, most=40, wide=False),
            *_in_both(current, 1000),
            Field("link", _("Link"), str(held.get("link", "")), hint=whole, most=500),
        ]
    elif unit == "office":
        first_line = [(one.code, named.office(one)) for one in places.values() if one.line == 1]
        offered = chosen(first_line, _("choose"))
        fields = [Field("value", _("Office"), str(current), "select", choices=offered, must=True)]
    else:
        hint = _("In %(unit)s.") % {"unit": UNITS[unit]}
        fields = [Field("value", _("New value"), figures.typed(name, current), "number", hint, must=True, wide=False)]
    hint = _("Empty: from now on. What was in force before stays as it was.")
    return [*fields, Field("valid_from", _("From when, by your clock"), "", "datetime-local", hint, wide=False)]


def _in_both(current: Any, most: int) -> list[Field]:
    held = current if isinstance(current, dict) else {}
    kind: Kind = "area" if most > 250 else "text"
    return [
        Field("value_ru", _("In Russian"), str(held.get("ru", "")), kind, must=True, most=most),
        Field("value_en", _("In English"), str(held.get("en", "")), kind, must=True, most=most),
    ]


def _written(request: HttpRequest, name: str, form: Form, held: Sequence[PolicySetting], now: datetime) -> bool:
    """Whether the row was added; what speaks against it stands in the form."""
    first = form.fields[0].name
    valid_from = form.moment("valid_from", signed_in(request).zone) if form["valid_from"] else now
    try:
        value = _read(name, form, held) if form.ok else None
        if not form.ok or valid_from is None:
            return False
        with step_of(request, now) as step:
            offices.change_policy(step, name=name, value=value, valid_from=valid_from)
    except Refused as refused:
        form.wrong("valid_from" if valid_from is not None and valid_from < now else first, refused.sentence)
        return False
    return True


def _read(name: str, form: Form, held: Sequence[PolicySetting]) -> Any:
    unit = BOUNDS[name].unit
    if unit not in ("names", "consent"):
        return figures.read(name, form["value"])
    typed = {"ru": form["value_ru"], "en": form["value_en"]}
    if unit == "names":
        return typed
    typed |= {"version": form["version"], "link": form["link"]}
    if typed["link"] and not typed["link"].startswith(("https://", "http://")):
        form.wrong("link", _("Write the whole address: https://example.org/consent."))
    if any(row.value.get("version") == typed["version"] and row.value != typed for row in held):
        form.wrong("version", _("Another text has this version. Give the new one a name of its own."))
    return typed


def _setting(
    name: str, held: Sequence[PolicySetting], places: Mapping[str, Office], user: User, now: datetime
) -> Setting:
    title, about = SETTINGS[name]
    usual, current = figures.default(name), _value_at(name, held, now)
    ahead = [row for row in held if row.valid_from > now]
    return Setting(
        name=name,
        title=title,
        about=about,
        unit=UNITS[BOUNDS[name].unit],
        rule=_rule(BOUNDS[name].rule),
        default=figures.said(name, usual, places),
        value=figures.said(name, current, places),
        is_default=current == usual,
        ahead=tuple(_row(name, row, "ahead", places, user, now) for row in _standing(ahead)),
        url=reverse("setup-setting", args=[name]),
    )


def _rule(number: str) -> str:
    """A rule by its number; where the rules are a table, by its section."""
    sentence = _("section %(number)s") if number.isdecimal() else _("rule %(number)s")
    return sentence % {"number": number}


def _rows(
    name: str, held: Sequence[PolicySetting], places: Mapping[str, Office], user: User, now: datetime
) -> list[Row]:
    """All rows, the latest first, with who wrote them and when."""
    histories = timeline_of("policy", [row.pk for row in held])
    actors = {pk: noted[0].actor.id for pk, noted in histories.items()}
    people = names_of(actors.values())
    standing = _standing(held)
    begun = [row for row in standing if row.valid_from <= now]
    states = {row.pk: "ahead" if row.valid_from > now else "past" for row in standing}
    if begun:
        states[begun[-1].pk] = "now"
    found = []
    for row in reversed(held):
        by = people.get(actors.get(row.pk) or 0, _("the command line or a preset"))
        found.append(_row(name, row, states.get(row.pk, "replaced"), places, user, now, by))
    return found


def _standing(held: Iterable[PolicySetting]) -> list[PolicySetting]:
    """Of rows of one moment the last recorded counts."""
    return list({row.valid_from: row for row in held}.values())


def _row(
    name: str,
    row: PolicySetting,
    state: str,
    places: Mapping[str, Office],
    user: User,
    now: datetime,
    by: str = "",
) -> Row:
    return Row(
        value=figures.said(name, row.value, places),
        from_text=moments.short(row.valid_from, now, user.zone, language()),
        state=state,
        by=by,
        at_text=moments.short(row.recorded_at, now, user.zone, language()),
    )


def _value_at(name: str, held: Sequence[PolicySetting], now: datetime) -> Any:
    begun = [row.value for row in held if row.valid_from <= now]
    return begun[-1] if begun else figures.default(name)
