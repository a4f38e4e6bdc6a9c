"""Numbers of letters: Message-ID, In-Reply-To and References, always in angle brackets."""

import re

# A thread of a thousand letters is known by its first and its latest ones.
MOST = 200

_BRACKETED = re.compile(r"<([^<>]+)>")


def numbers(text: str) -> tuple[str, ...]:
    """All numbers of a field in order, each once: ``("<a@b>",)``. Spaces from folding are dropped, brackets added."""
    found = ["".join(one.split()) for one in _BRACKETED.findall(text)]
    if not found:
        found = [one.strip("<>,;") for one in text.split() if "@" in one]
    unique = tuple(dict.fromkeys(f"<{one}>" for one in found if one))
    return unique if len(unique) <= MOST else (unique[0], *unique[1 - MOST :])
