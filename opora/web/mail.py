"""No letter leaves past the outbound rows (wall 7)."""

from collections.abc import Sequence
from typing import Any, NoReturn


class NoOtherWay:
    """Stands where Django looks for a way to send mail. Letters about accounts go by `opora.flow.about_account`."""

    def __init__(self, **_: Any) -> None:
        pass

    def send_messages(self, _: Sequence[Any]) -> NoReturn:
        """Raises RuntimeError: whoever sends so would dial a server in the middle of a page, and lose the letter."""
        raise RuntimeError("letters of the desk are outbound rows: write this one in opora/flow")
