"""Text that flows (RFC 3676): paragraphs that the sender's program broke into lines are put together again."""

import re

_MARKS = re.compile(">+")


def unflow(text: str, delsp: bool) -> str:
    """The text with its paragraphs whole; lines end in LF. ``delsp``: the space at a soft line end goes as well.

    A quoted paragraph keeps the marks of its first line. The line above a signature never flows, though it ends in a
    space.
    """
    out: list[str] = []
    # How deeply the line above is quoted, where its paragraph goes on; -1 where it ended.
    flowing = -1
    for number, line in enumerate(text.split("\n")):
        marks = _MARKS.match(line)
        depth = marks.end() if marks else 0
        # One space in front is stuffing: it guards lines that begin as «From » or «>» do.
        content = line[depth + (line[depth : depth + 1] == " ") :]
        signature = content == "-- "
        if flowing != depth or signature:
            out.append("\n" if number else "")
            out.append(line[:depth] + " " if depth and content else line[:depth])
        flows = content.endswith(" ") and not signature
        out.append(content[:-1] if flows and delsp else content)
        flowing = depth if flows else -1
    return "".join(out)
