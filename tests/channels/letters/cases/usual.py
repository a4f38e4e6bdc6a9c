"""What many cases share."""

from collections.abc import Callable
from typing import Any

from opora.channels.letters import Closed, LetterFacts, Words
from tests.channels.letters.cast import at, may

QUESTION = "Пришлите, пожалуйста:\n  1. файл сборки;\n  2. снимок окна с ошибкой."

# 8 wh from Tue 10:15: 10:15-13 (2:45), 14-18 (6:45), Wed 9-10:15 (8:00). 40 wh: five such days -> Tue 19 May 10:15.
FIGURES = {"first_response": "05-13 10:15", "resolution": "05-19 10:15"}
NIGHT = Closed(why="night", today=may(13), opens_at=at("05-13 09:00"))
# 24 wh from Wed 13 9:00: 13, 14, 15 May -> 18:00.
GUEST_GOAL = {"goal": "05-15 18:00"}

# Fri 20 Nov 13:00: 4 wh after Thu 18:00. Manager: Fri 14-18 (4), Mon 9-13 (8). Central: Mon 14-18, Tue 9-13. Head: Wed.
RECOVERY = {"recovery": "11-20 13:00"}
MARINA: dict[str, Any] = {"who": "Марина Т."}

Case = tuple[Callable[[LetterFacts], Words], LetterFacts]
