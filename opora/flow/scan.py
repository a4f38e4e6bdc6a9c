"""The antivirus: files that came in wait for it, files of ours are shown to it before they leave."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from opora.channels import clamd
from opora.channels.queries import store
from opora.core.facts import AttachedFile
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.lib.errors import Refused
from opora.tickets import actions as tickets
from opora.tickets.queries import lock_waiting_file, waiting_file


def file(attachment_id: int, now: datetime) -> None:
    """Scan one file that waits, and let it be seen or set it aside. Waits it no more, nothing happens.

    Raises clamd.NotScanned: it stays unseen, and is tried again. Where the desk has no antivirus any more it is seen.
    """
    waits = waiting_file(attachment_id)
    if waits is None:
        return
    found = stored(waits.sha256) if settings.CLAMD else ""
    with begin(now, MACHINE, "tick") as step:
        scanned = lock_waiting_file(attachment_id)
        if scanned is None:
            return
        if found:
            tickets.set_file_aside(step, scanned, found)
        else:
            tickets.pass_file(scanned, "clean" if settings.CLAMD else "off")


def stored(sha256: str) -> str:
    """What is found in bytes of the store; empty: nothing. Raises clamd.NotScanned."""
    with store().open_(sha256) as content:
        return clamd.scan(content, settings.CLAMD)


def letter(sha256: str) -> None:
    """A letter as it came may be handed out. Raises Refused where it holds something harmful or nobody can say."""
    try:
        found = stored(sha256) if settings.CLAMD else ""
    except clamd.NotScanned as trouble:
        sentence = _("The antivirus does not answer, so the letter is not given out: try again later.")
        raise Refused(sentence) from trouble
    if found:
        raise Refused(_("The antivirus found %(virus)s in the letter: it is given to nobody.") % {"virus": found})


def attached(files: Iterable[AttachedFile]) -> tuple[AttachedFile, ...]:
    """Files that somebody attaches, scanned before they are taken. Raises Refused, with the name of the first."""
    return tuple(_attached(one) for one in files) if settings.CLAMD else tuple(files)


def _attached(one: AttachedFile) -> AttachedFile:
    try:
        found = clamd.scan(io.BytesIO(one.content), settings.CLAMD)
    except clamd.NotScanned as trouble:
        raise Refused(_("The antivirus does not answer: send it without files, or try again later.")) from trouble
    if found:
        raise Refused(_("%(name)s: the antivirus found %(virus)s.") % {"name": one.name, "virus": found})
    return replace(one, scanned=True)
