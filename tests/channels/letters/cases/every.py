"""All of them by the name of what is expected."""

from dataclasses import replace

from opora.channels import letters
from tests.channels.letters.cases.acknowledged import ACKNOWLEDGED
from tests.channels.letters.cases.course import LATE, SENT
from tests.channels.letters.cases.in_english import IN_ENGLISH
from tests.channels.letters.cases.notices import FOR_STAFF
from tests.channels.letters.cases.quiet import QUIET, RECOUNTED
from tests.channels.letters.cases.usual import Case
from tests.channels.letters.cast import REQUEST, TWIN

ALL: dict[str, Case] = {
    **{f"acknowledgement-{name}": (letters.acknowledgement, known) for name, known in ACKNOWLEDGED.items()},
    **SENT, **LATE, **QUIET, **RECOUNTED, **FOR_STAFF,
    "reminded": (letters.reminded, LATE["climbed-without-a-miss"][1]),
    **{f"english-{name}": case for name, case in IN_ENGLISH.items()},
}  # fmt: skip
# Each letter to a customer carries their own way to the ticket.
ALL |= {name: (write, replace(known, link=REQUEST)) for name, (write, known) in ALL.items() if "staff" not in name}
# And its twin by letter, on a desk to which letters can come.
ALL |= {
    f"twin-{name}": (ALL[name][0], replace(ALL[name][1], twin=TWIN))
    for name in ("reminded", "english-closed-after-thanks")
}
