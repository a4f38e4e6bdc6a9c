"""The vocabulary, second part: what happens to the desk as a whole. New events of the desk stand here, since
`opora.core.events` is as long as a file may be; `opora.core.payloads` knows both."""

from dataclasses import dataclass

from opora.core.events import Event

# --- the demo -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryPlayed(Event):
    """One ticket of the demo's history, by its number in the plan, was played from its first letter on."""

    number: int
