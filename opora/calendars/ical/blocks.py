"""An iCalendar file taken apart: physical lines, unfolded, into the blocks of its events. The file is a stranger's."""

from collections.abc import Iterator

from opora.calendars.ical.events import READ, Block, Line, Wrong

MOST_BYTES = 512 * 1024
MOST_EVENTS = 2_000


def blocks_of(content: bytes) -> list[Block]:
    """The events of a file. Raises Wrong when it is no calendar."""
    if len(content) > MOST_BYTES:
        raise Wrong(0, "", "", str(len(content)), "too_large")
    try:
        lines = list(_unfolded(content.decode("utf-8-sig")))
    except UnicodeDecodeError as broken:
        raise Wrong(content.count(b"\n", 0, broken.start) + 1, "", "", "", "no_utf8") from None
    if not lines or lines[0].whole.upper() != "BEGIN:VCALENDAR":
        raise Wrong(1, "", "", lines[0].whole[:80] if lines else "", "no_calendar")
    found: list[Block] = []
    inside: list[str] = []
    for line in lines:
        if line.name == "BEGIN":
            inside.append(line.value.upper())
            if inside[-1] == "VEVENT":
                found.append(Block(line.number))
        elif line.name == "END" and inside:
            inside.pop()
        elif inside and inside[-1] == "VEVENT" and line.name in READ:
            found[-1].lines.append(line)
        if len(found) > MOST_EVENTS:
            raise Wrong(line.number, "", "", str(MOST_EVENTS), "too_many")
    if inside:
        raise Wrong(lines[-1].number, "", "", lines[-1].whole[:80], "cut_off")
    if not found:
        raise Wrong(lines[-1].number, "", "", "", "no_events")
    return found


def _unfolded(written: str) -> Iterator[Line]:
    number, whole = 0, ""
    for count, physical in enumerate(written.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if physical[:1] in (" ", "\t") and whole:
            whole += physical[1:]
            continue
        if whole.strip():
            yield _line(number, whole)
        number, whole = count, physical
    if whole.strip():
        yield _line(number, whole)


def _line(number: int, whole: str) -> Line:
    """Name, parameters and value; a colon within quotes is part of a parameter."""
    quoted = False
    for place, letter in enumerate(whole):
        if letter == '"':
            quoted = not quoted
        elif letter == ":" and not quoted:
            name = whole[:place].partition(";")[0]
            return Line(number, name.strip().upper(), whole, whole[place + 1 :].strip())
    return Line(number, "", whole, "")
