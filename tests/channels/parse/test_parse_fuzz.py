"""Our letters with wounds: bytes flipped, stretches cut out, swapped, repeated, taken from another letter.

Nothing is raised, and work and memory stay within a bound that grows as the letter does. Both are counted, not timed:
calls as Python's profiler sees them, bytes as its allocator gives them out.
"""

import sys
import tracemalloc
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opora.channels.mail.parse import envelope, parse, winmail
from tests.channels.parse.letters import LETTERS, bytes_of
from tests.channels.parse.test_parse_properties import WORDS, holds

SMALL = [path.name for path in sorted(LETTERS.glob("*.eml")) if path.stat().st_size < 20_000]
MEBI = 1 << 20
# Of our letters the most are 30 calls a byte: an invitation with a zone of its own, read by icalendar.
CALLS, CALLS_AT_ALL = 60, 40_000

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@st.composite
def wounded(draw: st.DrawFn) -> bytes:
    """One of our letters with one to eight wounds."""
    raw = bytearray(bytes_of(draw(st.sampled_from(SMALL))))
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 400)))
        kind = draw(st.sampled_from(["flip", "cut", "word", "noise", "splice", "swap", "repeat"]))
        if kind == "flip" and start < len(raw):
            raw[start] ^= 1 << draw(st.integers(0, 7))
        elif kind == "cut":
            del raw[start:end]
        elif kind == "word":
            raw[start:start] = draw(st.sampled_from(WORDS))
        elif kind == "noise":
            raw[start:end] = draw(st.binary(max_size=20))
        elif kind == "splice":
            other = bytes_of(draw(st.sampled_from(SMALL)))
            at = draw(st.integers(0, len(other)))
            raw[start:start] = other[at : at + draw(st.integers(0, 2_000))]
        elif kind == "swap":
            raw[start:] = raw[end:] + raw[start:end]
        elif kind == "repeat":
            raw[start:start] = bytes(raw[start:end]) * draw(st.integers(1, 20))
    return bytes(raw)


@calm
@given(wounded())
def test_letters_with_wounds(raw: bytes) -> None:
    holds(raw)


@pytest.mark.long
@settings(calm, max_examples=30_000)
@given(wounded())
def test_thousands_of_letters_with_wounds(raw: bytes) -> None:
    holds(raw)


@settings(calm, max_examples=25)
@given(wounded())
def test_work_and_memory_are_bounded(raw: bytes) -> None:
    bounded(raw)


@pytest.mark.long
@settings(calm, max_examples=5_000)
@given(wounded())
def test_work_and_memory_are_bounded_of_thousands(raw: bytes) -> None:
    bounded(raw)


@settings(calm, max_examples=40)
@given(st.lists(st.sampled_from(WORDS) | st.binary(min_size=1, max_size=8), min_size=1, max_size=3).map(b"".join))
def test_what_comes_again_and_again_costs_so_much_more_and_not_the_square_of_it(stretch: bytes) -> None:
    """Behind a head and as a head: a letter four times as long makes not five times as many calls."""
    for before in (b"From: a@desk.test\r\nSubject: ", b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n"):
        few, many = (calls(before + stretch * number) for number in (100, 400))
        assert many <= 5 * few + 2_000


@calm
@given(
    st.binary(max_size=300), st.integers(0, 2_000), st.sampled_from(["winmail-two-files.eml", "winmail-alone-html.eml"])
)
def test_a_winmail_with_wounds(noise: bytes, at: int, name: str) -> None:
    raw = bytearray(packed(name))
    at = min(at, len(raw))
    raw[at : at + len(noise)] = noise
    found = winmail.unpacked(bytes(raw))
    assert found is None or sum(len(one.content) for one in found.files) <= len(raw)


@calm
@given(st.binary(max_size=60), st.integers(0, 2_000))
def test_an_envelope_with_wounds(noise: bytes, at: int) -> None:
    raw = bytearray(packed("signed-smime-opaque-in-pieces.eml"))
    at = min(at, len(raw))
    raw[at : at + len(noise)] = noise
    assert len(envelope.opened(bytes(raw)).content) <= len(raw)


def packed(name: str) -> bytes:
    """The wrapping of one of our letters: it stands last, or alone."""
    from binascii import a2b_base64

    return a2b_base64(bytes_of(name).rpartition(b"base64\r\n\r\n")[2].partition(b"\r\n\r\n")[0])


def bounded(raw: bytes) -> None:
    """Calls and bytes at most as the letter is long; each has its first cost, whatever the letter."""
    assert calls(raw) <= CALLS * len(raw) + CALLS_AT_ALL
    tracemalloc.start()
    try:
        parse(raw)
        assert tracemalloc.get_traced_memory()[1] <= 200 * len(raw) + 4 * MEBI
    finally:
        tracemalloc.stop()


def calls(raw: bytes) -> int:
    """How many calls the parser makes for a letter."""
    count = 0

    def seen(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        parse(raw)
    finally:
        sys.setprofile(before)
    return count
