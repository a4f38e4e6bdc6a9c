"""However a body is cut, its segments joined are the body, to the letter."""

import random
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opora.channels.mail.parse.bodies import body_of
from opora.channels.mail.parse.letter import _root
from opora.channels.mail.parse.segments import Mark, cut
from opora.channels.mail.parse.troubles import Troubles
from opora.channels.mail.parse.wrapped import unwrap
from tests.channels.parse.letters import LETTERS, bytes_of, parsed, tables

NAMES = sorted(path.name for path in LETTERS.glob("*.eml") if path.stat().st_size < 200_000)
# Every line that any letter of the tables has: openings, closings, rules and prose in all their forms.
LINES = sorted(
    {line for table in tables().values() for cut_ in table.values() for _, text in cut_ for line in text.split("\n")}
)

KINDS: st.SearchStrategy[Literal["quote", "signature"]] = st.sampled_from(["quote", "signature"])

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def holds(body: str, marked: list[Mark], sender: str) -> None:
    segments = cut(body, marked, Troubles(), sender)
    assert "".join(segment.text for segment in segments) == body
    assert all(segment.text for segment in segments)
    assert all(one.kind != two.kind for one, two in pairwise(segments))
    assert not body or any(segment.kind == "text" for segment in segments), "a letter is never hidden whole"


def marks(data: st.DataObject, body: str) -> list[Mark]:
    """Stretches as HTML may give them: nested, touching, of both kinds."""
    ends = st.tuples(st.integers(0, len(body)), st.integers(0, len(body)))
    pairs = data.draw(st.lists(st.tuples(ends, KINDS), max_size=6))
    return sorted((min(pair), max(pair), kind) for pair, kind in pairs)


@calm
@given(st.data(), st.text(max_size=300), st.sampled_from(["", "Пётр Самоцветов"]))
def test_any_text(data: st.DataObject, body: str, sender: str) -> None:
    holds(body, marks(data, body), sender)


@calm
@given(
    st.data(), st.lists(st.sampled_from(LINES), max_size=40), st.sampled_from(["", "Пётр Самоцветов", "Peter Amber"])
)
def test_lines_of_letters_in_any_order(data: st.DataObject, lines: list[str], sender: str) -> None:
    body = "\n".join(lines)
    holds(body, marks(data, body) if data.draw(st.booleans()) else [], sender)


@pytest.mark.long
@settings(calm, max_examples=20_000)
@given(st.lists(st.sampled_from(LINES), max_size=60))
def test_thousands_of_letters_in_any_order(lines: list[str]) -> None:
    holds("\n".join(lines), [], "Peter Amber")


def test_the_segments_of_each_letter_joined_are_its_body() -> None:
    """But for an invitation alone, which has no body and is shown by its own words."""
    for name in NAMES:
        root = _root(bytes_of(name), Troubles())
        unwrap(root, Troubles())
        body = body_of(root, Troubles()).text
        assert name == "invite-alone.eml" or "".join(segment.text for segment in parsed(name).segments) == body, name


def test_a_long_letter_of_nothing_but_openings_is_whole() -> None:
    """As long as what is cut at all; each line begins or ends something."""
    draw = random.Random(6)
    body = "\n".join(draw.choice(LINES) for _ in range(12_000))
    holds(body, [], "Peter Amber")
