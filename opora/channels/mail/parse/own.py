"""What the sender wrote himself although it looks quoted: answers that he announces, prompts, comparisons."""

import re
from collections.abc import Sequence
from itertools import islice

from opora.core.facts import SegmentKind

_PROMPT = re.compile(r"[ \t]?>>>( |$)")
_ANSWERS = (
    r"(?:ответ(?:ы|ил|ила|или|ов)?|отвеча(?:ю|ем)|комментари\w+|прокомментировал\w*|пояснени\w+|замечани\w+|правк\w+)"
)
_WHERE = (
    r"(?:ниже|внизу|в\s+тексте|по\s+тексту|внутри|в\s+теле|под\s+(?:каждым\s+)?вопрос\w+|после\s+(?:каждого\s+)?вопрос\w+"
    r"|красным|синим|зел[её]ным|цветом|курсивом|жирным|инлайн\w*|inline)"
)
_ANSWERS_EN = r"(?:answer(?:s|ed)?|repl(?:y|ies|ied)|comment(?:s|ed)?|response[sd]?|remarks?)"
_WHERE_EN = (
    r"(?:below|beneath|inline|in-line|in\s+line|in\s+the\s+(?:text|body)|within|in\s+(?:red|blue|green|bold|colou?r)"
    r"|in-?between)"
)
_ANNOUNCED = re.compile(
    rf"\b{_ANSWERS}\b.{{0,40}}\b{_WHERE}\b|\b{_WHERE}\b.{{0,25}}\b{_ANSWERS}\b|\bсм\.?\s+(?:в\s+тексте|по\s+тексту)\b"
    rf"|\b{_ANSWERS_EN}\b.{{0,40}}\b{_WHERE_EN}\b|\b(?:see|please\s+find)\s+(?:inline|in-line|within)\b",
    re.IGNORECASE,
)
# So much of what stands above the quote is looked at.
_LINES = 30
_LONGEST = 2_000


def announced(stripped: list[str], kinds: Sequence[SegmentKind | None]) -> bool:
    """Whether the sender says above that his answers stand within the letter that he quotes: it stays visible then."""
    own = (line for line, kind in zip(stripped, kinds, strict=False) if kind == "text")
    return _ANNOUNCED.search(" ".join(islice(own, _LINES))[:_LONGEST]) is not None


def spare_lookalikes(lines: list[str], stripped: list[str], signs: list[bool]) -> None:
    """In a letter where nothing opens a quote: a console's ``>>>``, a single line amid prose, and what stands below
    lines that begin with ``<`` (comparisons, differences of files) are the sender's."""
    less = False
    for at in range(len(signs)):
        if signs[at] and less:
            signs[at] = False
        elif stripped[at] != "---":
            less = stripped[at].startswith("<")
    for at in range(1, len(signs) - 1):
        alone = signs[at] and not signs[at - 1] and not signs[at + 1]
        if alone and stripped[at - 1] and stripped[at + 1]:
            signs[at] = False
    if not any(sign and not _PROMPT.match(line) for sign, line in zip(signs, lines, strict=True)):
        signs[:] = [False] * len(signs)
