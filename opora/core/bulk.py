"""Working time of many instants at once: bit for bit what the axis of a calendar answers for each of them.

Instants are arrays of integer microseconds since the epoch, spans of integer microseconds; whatever broadcasts may be
given, so one span for many instants too. What a scalar function refuses for one element is refused for all of them.
The only module of the core that knows numpy.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from opora.core.hours.axis import DRY, FIRST_YEAR, LAST_YEAR, Axis, Laid

Micros = NDArray[np.int64]
Truths = NDArray[np.bool_]

LONGEST = (LAST_YEAR - FIRST_YEAR + 1) * 366 * 86_400_000_000
"""No span within the years of an axis is longer, and no sum with such a span leaves 64 bits."""


class Columns(NamedTuple):
    """What is laid, as arrays. ``worked(at)`` is ``shift + min(at, closes)`` at the last opening until ``at``.

    Each of ``starts``, ``ends`` and ``shift`` has an empty stretch in front, before every instant.
    """

    opens: Micros
    closes: Micros
    through: Micros
    ends: Micros
    shift: Micros


def add(axis: Axis, starts: ArrayLike, spans: ArrayLike) -> Micros:
    """For each element what `Axis.add` gives. ValueError for a negative span, OverflowError beyond the year 2400."""
    begun, asked = _pairs(starts, spans)
    _refuse_negative(asked)
    due = begun.copy()
    some = asked > 0
    if some.any():
        due[some] = _add(axis, begun[some], asked[some])
    return due


def subtract(axis: Axis, ends: ArrayLike, spans: ArrayLike) -> Micros:
    """For each element what `Axis.subtract` gives. ValueError for a negative span, OverflowError before 1900."""
    ended, asked = _pairs(ends, spans)
    _refuse_negative(asked)
    begun = ended.copy()
    some = asked > 0
    if some.any():
        begun[some] = _subtract(axis, ended[some], asked[some])
    return begun


def between(axis: Axis, starts: ArrayLike, ends: ArrayLike) -> Micros:
    """For each element what `Axis.between` gives: nothing when the two are reversed."""
    begun, ended = _pairs(starts, ends)
    worked = np.zeros_like(begun)
    some = begun < ended
    if some.any():
        first, last = begun[some], ended[some]
        columns = _columns(axis.over(int(first.min()), int(last.max())))
        worked[some] = _worked(columns, last) - _worked(columns, first)
    return worked


def next_open(axis: Axis, at: ArrayLike) -> Micros:
    """Each instant when open, else the next opening."""
    moments = micros(at)
    return np.maximum(moments, _opening(axis, moments))


def is_open(axis: Axis, at: ArrayLike) -> Truths:
    """Whether working time runs at each instant."""
    moments = micros(at)
    return _opening(axis, moments) <= moments


# --- on what is laid ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _columns(laid: Laid) -> Columns:
    opens, closes, before, through = (
        np.array(column, np.int64) for column in (laid.opens, laid.closes, laid.before, laid.through)
    )
    empty = np.array([laid.begin], np.int64)
    return Columns(opens, closes, through, np.concatenate((empty, closes)), np.concatenate((-empty, before - opens)))


def _worked(columns: Columns, at: Micros) -> Micros:
    place = np.searchsorted(columns.opens, at, "right")
    worked: Micros = np.minimum(at, columns.ends[place]) + columns.shift[place]
    return worked


def _add(axis: Axis, starts: Micros, spans: Micros) -> Micros:
    if int(spans.max()) > LONGEST:
        raise OverflowError(f"a span ends beyond the year {LAST_YEAR}; is it meant?")
    laid = axis.over(int(starts.min()), int(starts.max()))
    while True:
        columns = _columns(laid)
        target = _worked(columns, starts) + spans
        if columns.through.size and int(target.max()) <= int(columns.through[-1]):
            break
        laid = axis.further(laid)
    place = np.searchsorted(columns.through, target, "left")
    due: Micros = target + (columns.closes - columns.through)[place]
    return due


def _subtract(axis: Axis, ends: Micros, spans: Micros) -> Micros:
    if int(spans.max()) > LONGEST:
        raise OverflowError(f"a span begins before the year {FIRST_YEAR}; is it meant?")
    laid = axis.over(int(ends.min()), int(ends.max()))
    while True:
        columns = _columns(laid)
        target = _worked(columns, ends) - spans
        if int(target.min()) >= 0:
            break
        laid = axis.earlier(laid)
    place = np.searchsorted(columns.through, target, "right")
    begun: Micros = target - columns.shift[place + 1]
    return begun


def _opening(axis: Axis, at: Micros) -> Micros:
    """The beginning of the open stretch that holds each instant, or of the next one."""
    if not at.size:
        return at
    columns = _columns(axis.over(int(at.min()), int(at.max()) + 2 * DRY))
    opening: Micros = columns.opens[np.searchsorted(columns.closes, at, "right")]
    return opening


# --- what is given ------------------------------------------------------------------------------------------------


def micros(given: ArrayLike) -> Micros:
    """As 64-bit integers. TypeError for anything that is not an integer: half a microsecond would be lost."""
    array = np.asarray(given)
    return array.astype(np.int64, casting="safe") if array.size else np.zeros(array.shape, np.int64)


def _pairs(one: ArrayLike, other: ArrayLike) -> tuple[Micros, Micros]:
    first, second = np.broadcast_arrays(micros(one), micros(other))
    return first, second


def _refuse_negative(spans: Micros) -> None:
    if spans.size and int(spans.min()) < 0:
        raise ValueError("a span of working time is not negative")
