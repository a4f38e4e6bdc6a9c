"""Files of messages: what the antivirus says of them."""

from dataclasses import dataclass

from opora.core.events.base import Event

# --- files ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileSetAside(Event):
    """The antivirus found something harmful in a file of this message: from now on nobody is given it."""

    message: int
    file: int
