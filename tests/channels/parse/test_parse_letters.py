"""Each letter of our own writing is read as its table says."""

from pathlib import Path

import pytest

from opora.core.facts import Arrival, Invite
from tests.channels.parse.letters import LETTERS, TABLES, cut_as_said, cuts, parsed, tables
from tests.channels.parse.wanted import Invited, Wanted


def test_each_letter_stands_in_exactly_one_table() -> None:
    on_disk = sorted(path.name for path in LETTERS.glob("*.eml"))
    assert on_disk == sorted([*TABLES, *(name for table in tables().values() for name in table)])


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_letter_is_read_as_the_table_says(name: str) -> None:
    arrival, wanted = parsed(name), TABLES[name]
    read = seen(arrival)
    assert {key: read[key] for key in wanted if key in read} == {
        key: value for key, value in wanted.items() if key in read
    }
    assert wanted.get("html", "") in arrival.html
    assert "html" not in wanted or bool(wanted["html"]) == bool(arrival.html)
    assert codes(arrival) == wanted.get("troubles", []) or wanted.get("troubles", []) is None
    files_match(arrival, wanted)


@pytest.mark.parametrize("name", sorted(cuts()))
def test_a_letter_is_cut_as_the_table_says(name: str) -> None:
    found, wanted = cut_as_said(name, cuts()[name])
    assert found == wanted
    assert codes(parsed(name)) == []


def test_a_letter_of_one_line_without_line_feed_keeps_it_so() -> None:
    assert parsed("body-without-last-line-feed.eml").text == "без конца"


def seen(arrival: Arrival) -> dict[str, object]:
    """The arrival in the words of the tables, without what is compared otherwise."""
    return {
        "sender": (arrival.sender.address, arrival.sender.name),
        "to": [(one.address, one.name) for one in arrival.to],
        "cc": [(one.address, one.name) for one in arrival.cc],
        "recipients": len(arrival.to),
        "subject": arrival.subject,
        "message_id": arrival.message_id,
        "in_reply_to": arrival.in_reply_to,
        "references": list(arrival.references),
        "date": arrival.sent_at.isoformat() if arrival.sent_at else None,
        "body": arrival.body,
        "lines": lines(arrival.body),
        "cuts": [(segment.kind, lines(segment.text)) for segment in arrival.segments],
        "signed": arrival.signed,
        "invite": invited(arrival.invite),
        "automatic": arrival.automatic,
        "because": arrival.because,
        "language": arrival.language,
    }


def invited(invite: Invite | None) -> Invited | None:
    """An invitation in the words of the tables."""
    if invite is None:
        return None
    people = [(one.address, one.name) for one in invite.people]
    return (
        invite.method, invite.title, invite.starts.isoformat(), invite.ends.isoformat() if invite.ends else None,
        invite.place, (invite.organiser.address, invite.organiser.name), people, invite.repeats, invite.answer,
    )  # fmt: skip


def lines(text: str) -> list[str]:
    """The lines that hold anything, without the spaces around them."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def codes(arrival: Arrival) -> list[str]:
    """The troubles without what follows their colon."""
    return [trouble.split(":")[0] for trouble in arrival.troubles]


def files_match(arrival: Arrival, wanted: Wanted) -> None:
    """Compares the files; a size of -1 in the table means that it was not counted by hand."""
    if "files" not in wanted:
        return
    found = [(file.name, file.type, file.size, file.cid, file.inline) for file in arrival.files]
    assert len(found) == len(wanted["files"])
    for one, expected in zip(found, wanted["files"], strict=True):
        assert one == (*expected[:2], one[2] if expected[2] == -1 else expected[2], *expected[3:])


def test_no_letter_holds_a_real_address() -> None:
    """Addresses of our letters end in .test or example.org."""
    for path in sorted(Path(LETTERS).glob("*.eml")):
        arrival = parsed(path.name)
        for one in (arrival.sender, *arrival.to, *arrival.cc):
            assert not one.address or one.address.endswith((".test", "example.org")), path.name
