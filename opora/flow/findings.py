"""What `opora doctor` has to say: one thing that is not as it must be, why that matters, and what mends it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.channels.laws import LAWS as OF_LETTERS
from opora.channels.queries import kept_letters, store
from opora.ledger.laws import LAWS as OF_LEDGERS
from opora.ledger.laws import LOST
from opora.lib.laws import Breach, Law, breaches
from opora.promises.laws import LAWS as OF_PROMISES
from opora.tickets.laws import LAWS as OF_TICKETS
from opora.tickets.queries import kept_files, number_of

LAWS: tuple[Law, ...] = (*OF_LEDGERS, *OF_TICKETS, *OF_PROMISES, *OF_LETTERS)
"""Everything that must hold of all rows; docs/how-to/doctor.md tells each."""

AT_MOST = 10_000
"""So many breaches of a law are counted, and derived anew by a repair; there may be more."""

MATTERS: dict[str, tuple[str, str | Promise]] = {
    "ledger": (
        "P4, P5",
        gettext_lazy("How a ticket stands follows from its ledger; lists and the worker go by the rows."),
    ),
    "promise": (
        "P4, P5",
        gettext_lazy("What we promised follows from the ledger; figures and letters go by the rows."),
    ),
    "P4": ("P4", gettext_lazy("Nobody is forgotten: some word is always owed within ten working days.")),
    "worker": ("P1", gettext_lazy("A customer whose moment has passed is told so within fifteen working minutes.")),
    "recount": ("T6", gettext_lazy("A calendar was changed: until the recount the customer counts on another moment.")),
    "offices": ("L1", gettext_lazy("Each ticket has to be somebody's.")),
    "calendar": ("T7", gettext_lazy("Moments are promised in the working hours of an office.")),
    "letter": ("L1", gettext_lazy("No letter is refused or lost: one that is not filed is answered by nobody.")),
    "outbound": ("P1", gettext_lazy("Who was written to and got nothing waits.")),
    "quiet": ("P1", gettext_lazy("Until the desk answers nobody is told anything, and nothing is confessed.")),
    "file": ("L1", gettext_lazy("What customers sent is kept for good, to the last byte.")),
}
"""The rule and the reason of the findings that no law makes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be: which check, about what, in one sentence, and what mends it; which rule of
    the domain it breaks, and why that matters.

    Of a row that differs from its ledger also the parts of the sentence: which row, which column, and both values.
    """

    check: str
    about: str
    sentence: str
    mend: str = ""
    kind: str = ""
    field: str = ""
    stored: str = ""
    derived: str = ""
    rule: str = ""
    why: str = ""


def finding(check: str, about: str, sentence: str, mend: str = "", **parts: str) -> Finding:
    """One with its rule and its reason."""
    rule, why = MATTERS[check]
    return Finding(check, about, sentence, mend, **parts, rule=rule, why=str(why))


def of_law(law: Law, most: int, repair: bool) -> tuple[list[Finding], set[int]]:
    """What breaks a law, so many shown at most, and the tickets whose rows their ledgers will tell."""
    found = breaches(law, AT_MOST + 1)
    shown = [_breach(law, one, repair) for one in found[:most]]
    left = len(found) - len(shown)
    if left > 0:
        more = _("More than %(count)d more.") if len(found) > AT_MOST else _("%(count)d more.")
        shown.append(Finding(law.name, "…", more % {"count": left}, rule=law.rule, why=str(law.why)))
    return shown, {one.id for one in found if law.by_ledger and one.subject == "ticket"}


def of_files(most: int) -> Iterator[Finding]:
    """Letters and files whose bytes are not in the store, or not all of them; so many shown at most."""
    count, kept = 0, store()
    for what, rows in (("inbound", kept_letters()), ("file", kept_files())):
        for row, digest, size in rows:
            there = kept.length(digest)
            if there == size:
                continue
            count += 1
            if count <= most:
                said = _("Its bytes are gone.") if there is None else _("Of its %(size)d bytes %(there)d are there.")
                yield finding("file", f"{what} {row}", said % {"size": size, "there": there or 0}, str(LOST))
    if count > most:
        yield finding("file", "…", _("%(count)d more.") % {"count": count - most})


def _breach(law: Law, one: Breach, repair: bool) -> Finding:
    about = number_of(one.id) if one.subject == "ticket" else f"{one.subject} {one.id}"
    if not law.by_ledger:
        mend = str(law.mend)
    elif repair:
        mend = _("derived anew, if its ledger can be read; look once more")
    else:
        mend = "opora doctor --repair"
    return Finding(law.name, about, str(law.sentence) % one.named, mend, rule=law.rule, why=str(law.why))
