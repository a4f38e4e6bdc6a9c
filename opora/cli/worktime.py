"""`opora worktime`: working time on the command line, without a database (domain.md section 3)."""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NoReturn

from opora.calendars import preset
from opora.core.hours import Cause, Stretch, WorkCalendar

EXAMPLES = """\
examples:
  opora worktime add --calendar ru --from 2026-05-08T16:30+03:00 --for 8h
  opora worktime add --calendar office.json --from 2026-05-08T16:30+03:00 --for 2d --json
  opora worktime between --from 2026-05-08T16:30+03:00 --to 2026-05-12T10:00+03:00
  opora worktime explain --from 2026-05-08T16:30+03:00 --for 1h30m
  opora worktime add --overlay ru-2020-2021 --from 2020-03-27T17:00+03:00 --for 8h

a calendar file:
  {"zone": "Europe/Berlin",
   "weekly": {"mon": [["09:00", "13:00"], ["14:00", "18:00"]]},
   "exceptions": {"2024-11-02": [["09:00", "13:00"]], "2025-01-01": []},
   "yearly_days_off": ["01-01"]}
"""
NOTES = {
    "preliminary": "preliminary: the decree of a year is not known, so only its statutory days off are counted out",
    "fallback": "nothing opens within 400 days on this calendar, so weekdays 9-18 of UTC count",
}
WORDS = {
    Cause.WORK: "working hours",
    Cause.WORKING_SATURDAY: "working Saturday",
    Cause.FALLBACK: "weekdays 9-18 of UTC",
    Cause.MOVED: "day off moved",
    Cause.SHORTENED: "shortened day",
    Cause.OFFICE: "exception of the office",
}
SPAN = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)
DAYS = re.compile(r"(\d{1,4})d", re.ASCII)

Span = timedelta | int


def main(argv: Sequence[str]) -> int:
    """Run `opora worktime ARGV`; gives the exit status: 0, or 2 when something cannot be understood."""
    try:
        asked = _parser().parse_args(_glued(argv))
        asked.answer(asked)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 2
    except (ValueError, OverflowError) as wrong:
        print(f"opora worktime: {wrong}", file=sys.stderr)
        return 2
    return 0


# --- answers ------------------------------------------------------------------------------------------------------


def _add(asked: argparse.Namespace) -> None:
    calendar = _calendar(asked)
    due = _due(calendar, asked.start, asked.span)
    _note(calendar, asked.start, due)
    said = _said(calendar, due)
    print(json.dumps({"due": said}) if asked.json else said)


def _between(asked: argparse.Namespace) -> None:
    calendar = _calendar(asked)
    worked = calendar.between(asked.start, asked.end)
    if asked.start < asked.end:
        _note(calendar, asked.start, asked.end)
    print(json.dumps({"seconds": _seconds(worked)}) if asked.json else _length(worked))


def _explain(asked: argparse.Namespace) -> None:
    calendar = _calendar(asked)
    end = asked.end if asked.span is None else _due(calendar, asked.start, asked.span)
    told = calendar.explain(asked.start, end)
    worked = calendar.between(asked.start, end)
    if asked.json:
        flags = sorted(calendar.flags(asked.start, end))
        ends = {"from": _said(calendar, asked.start), "to": _said(calendar, end)}
        stretches = [_as_object(calendar, one) for one in told]
        print(
            json.dumps(
                {**ends, "seconds": _seconds(worked), "flags": flags, "stretches": stretches}, ensure_ascii=False
            )
        )
        return
    _note(calendar, asked.start, end)
    for one in told:
        print(_as_line(calendar, one))
    print(f"= {_length(worked)}, up to {_said(calendar, end)}")


def _calendar(asked: argparse.Namespace) -> WorkCalendar:
    return preset.load(asked.calendar, overlays=tuple(asked.overlays))


def _calendars(asked: argparse.Namespace) -> None:
    rows: list[dict[str, Any]] = []
    for name in preset.names():
        calendar = preset.load(name)
        years = list(calendar.public.entered) if calendar.public.entered else None
        rows.append({"name": name, "zone": calendar.zone, "years": years})
    overlays = preset.overlay_names()
    if asked.json:
        print(json.dumps([*rows, *({"name": name, "overlay": True} for name in overlays)]))
        return
    for row in rows:
        known = f"decrees of {row['years'][0]}-{row['years'][1]}" if row["years"] else "every year alike"
        print(f"{row['name']:<8} {row['zone']:<18} {known}")
    for name in overlays:
        print(f"overlay {name}, counted with --overlay {name} alone")


def _due(calendar: WorkCalendar, start: datetime, span: Span) -> datetime:
    if isinstance(span, int):
        return calendar.working_days_later(start, span)
    return calendar.add(start, span)


def _note(calendar: WorkCalendar, start: datetime, end: datetime) -> None:
    for flag in sorted(calendar.flags(start, end)):
        print(f"opora worktime: {NOTES[flag]}", file=sys.stderr)


# --- how it is said -----------------------------------------------------------------------------------------------


def _said(calendar: WorkCalendar, at: datetime) -> str:
    return at.astimezone(calendar.tz).isoformat()


def _seconds(span: timedelta) -> int | float:
    return span.total_seconds() if span.microseconds else span // timedelta(seconds=1)


def _length(span: timedelta) -> str:
    minutes, rest = divmod(span, timedelta(minutes=1))
    parts = [f"{number} {unit}" for number, unit in ((minutes // 60, "h"), (minutes % 60, "min")) if number]
    if rest or not parts:
        parts.append(f"{_seconds(rest)} s" if rest else "0 min")
    return " ".join(parts)


def _as_object(calendar: WorkCalendar, one: Stretch) -> dict[str, Any]:
    return {
        "from": _said(calendar, one.start),
        "to": _said(calendar, one.end),
        "seconds": _seconds(one.end - one.start),
        "counted": one.counted,
        "cause": one.cause.value,
        "name": {"ru": one.because.said("ru"), "en": one.because.said("en")} if one.because.said("en") else None,
        "document": one.document or None,
        "other_day": one.other_day.isoformat() if one.other_day else None,
    }


def _as_line(calendar: WorkCalendar, one: Stretch) -> str:
    start, end = (at.astimezone(calendar.tz) for at in (one.start, one.end))
    written = "%a %Y-%m-%d %H:%M:%S" if start.second or end.second else "%a %Y-%m-%d %H:%M"
    because = WORDS.get(one.cause, one.cause.value)
    if one.other_day:
        because += f" {'instead of' if one.counted else 'from'} {one.other_day}"
    if one.because.said("en"):
        because += f"{' before' if one.cause is Cause.SHORTENED else ':'} {one.because.said('en')}"
    if one.document:
        because += f" ({one.document})"
    mark = "+" if one.counted else " "
    return f"{mark} {start:{written}} - {end:{written}}  {_length(one.end - one.start):<11} {because}"


# --- what is asked ------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="opora worktime",
        description="Count working time: due moments, spans and the reasons for them. No database is needed.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(title="commands", metavar="add | between | explain | calendars", required=True)
    add = _command(commands, "add", _add, "the earliest instant at which a span of working time has passed")
    add.add_argument("--for", dest="span", type=_span, required=True, metavar="SPAN", help=SPAN_HELP)
    between = _command(commands, "between", _between, "the working time between two instants; 0 when they are reversed")
    between.add_argument("--to", dest="end", type=_instant, required=True, metavar="ISO", help=INSTANT_HELP)
    explain = _command(commands, "explain", _explain, "every stretch that counts or does not, and why")
    until = explain.add_mutually_exclusive_group(required=True)
    until.add_argument("--to", dest="end", type=_instant, metavar="ISO", help=INSTANT_HELP)
    until.add_argument("--for", dest="span", type=_span, metavar="SPAN", help=SPAN_HELP)
    listing = commands.add_parser("calendars", help="the calendars that come with Opora", allow_abbrev=False)
    listing.add_argument("--json", action="store_true", help="print JSON for a program")
    listing.set_defaults(answer=_calendars)
    return parser


INSTANT_HELP = "an instant with its offset: 2026-05-08T16:30+03:00 or 2026-05-08T13:30Z"
SPAN_HELP = "8h, 90m, 1h30m, 28800s of working time; or 2d: the same wall time on the second next working date"
CALENDAR_HELP = "a name that `opora worktime calendars` lists (%(default)s when not given), or the path of a FILE.json"
OVERLAY_HELP = "days off that count when they are named alone, such as ru-2020-2021; may be given several times"


def _command(commands: Any, name: str, answer: Any, says: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=says, description=f"Print {says}.", epilog=EXAMPLES, allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    command.add_argument("--calendar", default="ru", metavar="NAME|FILE.json", help=CALENDAR_HELP)
    command.add_argument("--overlay", dest="overlays", action="append", default=[], metavar="NAME", help=OVERLAY_HELP)
    command.add_argument("--from", dest="start", type=_instant, required=True, metavar="ISO", help=INSTANT_HELP)
    command.add_argument("--json", action="store_true", help="print JSON for a program")
    command.set_defaults(answer=answer)
    return command


def _glued(argv: Sequence[str]) -> list[str]:
    """`--for -8h` as `--for=-8h`: argparse would take -8h for an option and not tell what is wrong with it."""
    glued: list[str] = []
    for one in argv:
        if glued and glued[-1] in ("--for", "--from", "--to") and re.match(r"-\d", one):
            glued[-1] += f"={one}"
        else:
            glued.append(one)
    return glued


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        _refuse(f"{text!r} is no ISO instant; write one such as 2026-05-08T16:30+03:00")
    if at.utcoffset() is None:
        _refuse(f"{text!r} has no offset from UTC; add it, as in 2026-05-08T16:30+03:00 or ...Z")
    return at


def _span(text: str) -> Span:
    days = DAYS.fullmatch(text)
    if days:
        return int(days[1])
    parts = SPAN.fullmatch(text)
    if not text or not parts:
        _refuse(f"{text!r} is no span of working time; write 8h, 90m, 1h30m, 28800s, or 2d for working days")
    hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    try:
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        _refuse(f"{text!r} is too long a span")


def _refuse(sentence: str) -> NoReturn:
    raise argparse.ArgumentTypeError(sentence)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
