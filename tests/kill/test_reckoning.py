"""The reckoning itself: each loss and each double is planted once, beside a run without fault."""

from dataclasses import replace

import pytest

from tests.kill.reckoning import Copy, Facts, Row, reckon

ROWS = (Row(7, "<ack-7@desk>", "anna@example.org"), Row(8, "<ack-8@desk>", "oleg@example.org"))
SOUND = Facts(
    acknowledged=("<1@a>", "<2@o>"),
    filed=(("<1@a>", 7), ("<2@o>", 8)),
    rows=ROWS,
    copies=(Copy("<ack-7@desk>", "anna@example.org"), Copy("<ack-8@desk>", "oleg@example.org")),
)
AGAIN = Copy("<ack-7@desk>", "anna@example.org")
DOUBTFUL = (replace(ROWS[0], doubtful=True), ROWS[1])
UNKNOWN = replace(AGAIN, known=False)


def test_a_sound_run_has_no_finding() -> None:
    found = reckon(SOUND)
    assert (found.faults, found.unknowable) == ([], [])


def test_a_letter_taken_twice_by_its_client_is_still_one() -> None:
    """A client that was killed before the answer sends again: the id stands twice in its file."""
    assert reckon(replace(SOUND, acknowledged=("<1@a>", "<1@a>", "<2@o>"))).faults == []


@pytest.mark.parametrize(
    ("planted", "lost"),
    [
        ({"acknowledged": ("<1@a>", "<2@o>", "<3@x>")}, ["no message: <3@x>"]),
        ({"copies": SOUND.copies[:1]}, ["sent, but never came: <ack-8@desk>"]),
        (
            {"copies": SOUND.copies[:1], "rows": (ROWS[0], replace(ROWS[1], state="queued"))},
            ["queued, but never came: <ack-8@desk>"],
        ),
        ({"rows": ROWS[:1], "copies": SOUND.copies[:1]}, ["ticket 8: 0 acknowledgements"]),
    ],
)
def test_a_loss_is_found(planted: dict[str, tuple[object, ...]], lost: list[str]) -> None:
    found = reckon(replace(SOUND, **planted))  # type: ignore[arg-type]
    assert (found.lost, found.doubled, found.strange) == (lost, [], [])


@pytest.mark.parametrize(
    ("planted", "doubled"),
    [
        ({"copies": (*SOUND.copies, AGAIN)}, ["sent again after a 250 that the client saw: <ack-7@desk>"]),
        # the doubt on the row excuses nothing when the client knew
        (
            {"copies": (*SOUND.copies, AGAIN), "rows": DOUBTFUL},
            ["sent again after a 250 that the client saw: <ack-7@desk>"],
        ),
        (
            {"copies": (UNKNOWN, *SOUND.copies)},
            ["sent again, and the row does not say so: <ack-7@desk>"],
        ),
        # three copies, the second of them known
        (
            {"copies": (UNKNOWN, *SOUND.copies, AGAIN), "rows": DOUBTFUL},
            ["sent again after a 250 that the client saw: <ack-7@desk>"],
        ),
        (
            {
                "rows": (*ROWS, Row(7, "<more-7@desk>", "anna@example.org")),
                "copies": (*SOUND.copies, Copy("<more-7@desk>", "anna@example.org")),
            },
            ["ticket 7: 2 acknowledgements"],
        ),
    ],
)
def test_a_double_is_found(planted: dict[str, tuple[object, ...]], doubled: list[str]) -> None:
    found = reckon(replace(SOUND, **planted))  # type: ignore[arg-type]
    assert (found.lost, found.doubled, found.strange, found.unknowable) == ([], doubled, [], [])


def test_one_letter_as_two_tickets_is_a_double() -> None:
    rows = (*ROWS, Row(9, "<ack-9@desk>", "anna@example.org"))
    copies = (*SOUND.copies, Copy("<ack-9@desk>", "anna@example.org"))
    found = reckon(replace(SOUND, filed=(*SOUND.filed, ("<1@a>", 9)), rows=rows, copies=copies))
    assert found.doubled == ["2 messages: <1@a>"]


def test_a_double_that_nobody_can_know_is_allowed_when_the_row_says_so() -> None:
    found = reckon(replace(SOUND, copies=(UNKNOWN, *SOUND.copies), rows=DOUBTFUL))
    assert (found.faults, found.unknowable) == ([], ["<ack-7@desk>"])


@pytest.mark.parametrize(
    ("planted", "strange"),
    [
        ({"filed": (*SOUND.filed, ("<4@z>", 8))}, ["ticket 8: 2 letters"]),
        ({"copies": (*SOUND.copies, Copy("<x@desk>", "z@example.org"))}, ["nobody wrote it: <x@desk>"]),
        ({"rows": (replace(ROWS[0], state="sending"), ROWS[1])}, ["came, but the row says sending: <ack-7@desk>"]),
        (
            {"copies": (replace(AGAIN, recipient="eve@example.org"), SOUND.copies[1])},
            ["came to somebody else: <ack-7@desk>"],
        ),
    ],
)
def test_what_fits_nothing_is_found(planted: dict[str, tuple[object, ...]], strange: list[str]) -> None:
    found = reckon(replace(SOUND, **planted))  # type: ignore[arg-type]
    assert (found.lost, found.doubled, found.strange) == ([], [], strange)


CARRIED = replace(
    SOUND,
    confirmed=("answer 1",),
    said=("answer 1",),
    rows=(*ROWS, Row(7, "<carry-7@desk>", "anna@example.org", "carry")),
    copies=(*SOUND.copies, Copy("<carry-7@desk>", "anna@example.org")),
)


def test_an_answer_that_nobody_saw_confirmed_may_be_there_or_not() -> None:
    assert reckon(CARRIED).faults == []
    assert reckon(replace(CARRIED, confirmed=())).faults == []


@pytest.mark.parametrize(
    ("planted", "faults"),
    [
        ({"confirmed": ("answer 1", "answer 2")}, ["confirmed, but not there: answer 2"]),
        ({"said": ("answer 1", "answer 1")}, ["2 times: answer 1", "2 answers, 1 letters to carry them"]),
        ({"said": ("answer 1", "answer 2")}, ["2 answers, 1 letters to carry them"]),
    ],
)
def test_an_answer_lost_or_doubled_is_found(planted: dict[str, tuple[object, ...]], faults: list[str]) -> None:
    assert reckon(replace(CARRIED, **planted)).faults == faults  # type: ignore[arg-type]
