"""The desk on which a row of the matrix is performed: written by actions once a process, with its files."""

from datetime import UTC
from pathlib import Path

from opora.flow import act
from tests.laid import laid
from tests.rights.matrix import Row
from tests.rights.sample import Sample, sample
from tests.stories.may_2026 import local
from tests.web.console import Console
from tests.world import build

Files = dict[str, bytes]


def desk(data: Path, row: Row) -> Sample:
    """The sample that the row wants, its files in this folder, which is empty and that of the settings."""
    by_line_3 = row.case != "never-with-line-3"
    one, files = laid(("rights", by_line_3), lambda: _made(data, by_line_3))
    for name, content in files.items():
        place = data / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            place.write_bytes(content)
    return one


def _made(data: Path, by_line_3: bool) -> tuple[Sample, Files]:
    one = sample(Console(build()))
    if by_line_3:
        for office, at in ((one.world.development, "05-08 11:00"), (one.world.yekaterinburg, "05-08 11:30")):
            act.hand_over(one.ticket.pk, one.world.viktor, office, local(at).astimezone(UTC))
    return one, {str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*") if path.is_file()}
