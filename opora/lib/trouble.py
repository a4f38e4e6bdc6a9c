"""Errors as logs and rows may keep them: their kind and their place, never their words.

The words of an error may hold an address, a name or a part of a letter, and PostgreSQL puts the values of the row
into them.
"""

import traceback

FRAMES = 6
LONGEST = 500


def where(error: BaseException) -> str:
    """``ValueError: opora.flow.arrive:42 letter < opora.cli.sources:88 step``, the innermost place first; at most
    500 characters. Errors of the database carry its code for them behind the kind."""
    kind = type(error).__name__
    if code := _code(error):
        kind += f" ({code})"
    frames = list(traceback.walk_tb(error.__traceback__))[-FRAMES:]
    places = [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}" for frame, line in reversed(frames)
    ]
    return f"{kind}: {' < '.join(places)}"[:LONGEST] if places else kind


def _code(error: BaseException) -> str:
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or ""
