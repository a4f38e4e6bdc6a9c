"""A vendor as data: reads the folder of a preset and writes it through the actions of the rooms.

A preset is `preset.json` (name, settings), perhaps `calendars.json`, and the tables of `preset_tables`; each may be
left out. What stands already is left as it is, so a preset may be loaded again.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from opora.calendars import actions as calendars
from opora.cli.preset_rows import Known, PresetError, Row, rows_of, text_of
from opora.cli.preset_tables import TABLES, Table
from opora.core.step import Step
from opora.lib.errors import Refused
from opora.offices import actions as offices
from opora.offices.queries import setting_at

__all__ = ["PRESETS", "PresetError", "Row", "head", "load", "names"]

PRESETS = Path(__file__).resolve().parents[1] / "presets"


def names() -> list[str]:
    """The presets that come with Opora."""
    return sorted(path.parent.name for path in PRESETS.glob("*/preset.json"))


def head(name: str | Path) -> dict[str, Any]:
    """What `preset.json` says of the vendor. Raises PresetError."""
    found: dict[str, Any] = _json(_folder(name), "preset.json", dict)
    return found


def load(step: Step, name: str | Path, *, on: date) -> None:
    """Writes a preset, by the name of one that comes with Opora or by the path of a folder.

    ``on`` is the day from which relative days of its tables count; when it was loaded before, they count from the
    day of that load, so that a second one adds nothing. Raises PresetError.
    """
    folder, vendor = _folder(name), head(name)
    held = setting_at("preset", step.now) or {}
    on = date.fromisoformat(held["on"]) if held.get("name") == folder.name else on
    known: Known = {"calendars.json": {}}
    _write_calendars(step, folder, known)
    for table in TABLES:
        known[table.file] = {}
        for row in rows_of(folder, table.file, table.columns, on, table.optional):
            _write(step, table, row, known)
    for setting, value in vendor.get("policy", {}).items():
        offices.set_policy(step, name=setting, value=value)
    if vendor.get("demo"):
        offices.set_policy(step, name="demo", value=True)
    offices.set_policy(step, name="preset", value={"name": folder.name, "on": on.isoformat()})


def _folder(name: str | Path) -> Path:
    folder = PRESETS / name if str(name) in names() else Path(name)
    if not (folder / "preset.json").is_file():
        there = ", ".join(names())
        raise PresetError(str(name), f"there is no such preset; there are {there}, or name a folder with preset.json")
    expected = {"preset.json", "calendars.json", *(table.file for table in TABLES)}
    for path in sorted(folder.iterdir()):
        if path.suffix in (".csv", ".json") and path.name not in expected:
            raise PresetError(path.name, f"nobody reads this file; the files are {', '.join(sorted(expected))}")
    return folder


def _json(folder: Path, file: str, kind: type) -> Any:
    try:
        content = json.loads(text_of(folder, file))
    except json.JSONDecodeError as error:
        raise PresetError(file, f"this is no JSON: {error.msg}", row=error.lineno) from None
    if not isinstance(content, kind):
        raise PresetError(file, f"the file holds a {kind.__name__} as its outermost value", row=1)
    return content


def _write_calendars(step: Step, folder: Path, known: Known) -> None:
    if not (folder / "calendars.json").exists():
        return
    for each in _json(folder, "calendars.json", list):
        try:
            calendars.add(step, code=each["code"], name=each["name"], spec=each["spec"])
        except (KeyError, TypeError):
            raise PresetError("calendars.json", "each calendar has a code, a name and a spec", row=1) from None
        known["calendars.json"][each["code"],] = each["code"]


def _write(step: Step, table: Table, row: Row, known: Known) -> None:
    key = tuple(row.text(column) for column in table.key)
    if key in known[table.file]:
        raise row.wrong(table.key[-1] if table.key else "", "this row stands in the file twice; remove one of them")
    try:
        written = table.write(step, row, known)
    except Refused as refusal:
        raise row.wrong("", str(refusal).rstrip(".")) from refusal
    if table.key:
        known[table.file][key] = written
