"""The letters of the demo: real ones, made fresh, and what the street makes of them."""

import email
import email.policy
import email.utils
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from opora.channels.models import InboundMail, Outbound
from opora.cli import demo_desk, demo_letters
from opora.cli.history.load import History
from opora.offices.queries import is_quiet
from opora.tickets.models import Message, Ticket

NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
"""Tuesday noon in Moscow."""
LETTERS = sorted((Path(demo_letters.__file__).parents[1] / "presets" / "demo" / "letters").glob("*.eml"))


def test_the_letters_are_of_many_kinds() -> None:
    raw = {path.name[:2]: path.read_bytes() for path in LETTERS}
    assert sorted(raw) == ["01", "02", "03", "04", "05", "06", "07", "08"]
    charsets = {found for each in raw.values() for found in re.findall(rb'charset="?([\w-]+)', each)}
    assert charsets == {b"windows-1251", b"koi8-r", b"utf-8"}
    assert all(b"\n" not in each.replace(b"\r\n", b"") for each in raw.values())
    first = email.message_from_bytes(raw["01"], policy=email.policy.default)
    assert first.get_body(("plain",)) is None
    assert [part.get_filename() for part in first.iter_attachments()] == ["журнал.txt"]
    assert email.message_from_bytes(raw["05"])["Auto-Submitted"] == "auto-replied"


def test_a_letter_is_made_fresh_in_its_own_zone_and_nothing_else_is_touched() -> None:
    raw = b"From: a@x.test\r\nDate: Tue, 12 May 2026 09:52:10 +0500\r\nTo: b@x.test\r\n\r\nDate: not this one\r\n"
    at = datetime(2026, 11, 30, 21, 5, 7, tzinfo=UTC)
    # 21:05:07 UTC on Monday is 02:05:07 on Tuesday, 1 December, at +0500.
    assert demo_letters.fresh(raw, at) == (
        b"From: a@x.test\r\nDate: Tue, 01 Dec 2026 02:05:07 +0500\r\nTo: b@x.test\r\n\r\nDate: not this one\r\n"
    )


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.name)
def test_each_letter_has_a_date_to_be_made_fresh(path: Path) -> None:
    at = datetime(2026, 11, 30, 21, 5, 7, tzinfo=UTC)
    before = email.message_from_bytes(path.read_bytes())
    after = email.message_from_bytes(demo_letters.fresh(path.read_bytes(), at))
    sent = email.utils.parsedate_to_datetime(after["Date"])
    assert sent == at
    assert sent.utcoffset() == email.utils.parsedate_to_datetime(before["Date"]).utcoffset()
    assert sent.utcoffset() in {timedelta(hours=hours) for hours in (3, 5, 10)}


@pytest.fixture
def demo(db: None) -> None:
    demo_desk.furnish(NOW, history=History("2026-05-12"))
    demo_letters.feed(NOW)


# sender, level, what is asked about; by hand from presets/demo/purchases.csv and contracts.csv
TICKETS = [
    ("anna.lapteva@gear.example.org", "warranty", "Чертёж-3D", "v22", "yekaterinburg"),  # bought -4m
    ("sergey.vetrov@bridge.example.org", "basic", "Чертёж-3D", "v21", "yekaterinburg"),  # bought -3y; Perm
    (
        "lesha.reyka@campus.example.org",
        "initial",
        "Чертёж-3D",
        None,
        "kazan",
    ),  # a guest at +3: Kazan comes before Moscow (O1)
    ("helen.marsh@kiln.example.org", "warranty", "Чертёж-3D", "v22", "saint-petersburg"),  # bought -6m; named office
    ("oleg.priboy@harbour.example.org", "individual", "Пролёт", "2.5", "vladivostok"),  # contract
    ("elena.schukina@turbine.example.org", "extended", "Чертёж-3D", "v23", "saint-petersburg"),  # advance -3m
]


@pytest.mark.usefixtures("demo")
def test_the_street_files_them_under_all_five_levels() -> None:
    found = [
        (
            ticket.contact.addresses.get().normalised if ticket.contact else "",
            ticket.level,
            ticket.product.name if ticket.product else None,
            ticket.version.name if ticket.version else None,
            ticket.registering_office.code if ticket.registering_office else None,
        )
        for ticket in Ticket.objects.order_by("registered_at")
    ]
    assert found == TICKETS


@pytest.mark.usefixtures("demo")
def test_the_reply_joins_and_the_automatic_letter_lies_in_the_tray() -> None:
    states = dict(InboundMail.objects.order_by("server_at").values_list("pk", "state"))
    assert list(states.values()) == ["filed", "filed", "filed", "filed", "aside", "filed", "filed", "filed"]
    first = Ticket.objects.order_by("registered_at")[0]
    assert Message.objects.filter(ticket=first, author_kind="contact").count() == 2


@pytest.mark.usefixtures("demo")
def test_customers_are_answered_and_the_machine_is_not() -> None:
    assert not is_quiet(NOW)
    told = set(Outbound.objects.filter(audience="customer").values_list("recipient", flat=True))
    assert told == {sender for sender, *_ in TICKETS}
    assert set(Outbound.objects.values_list("state", flat=True)) == {"queued"}


@pytest.mark.usefixtures("demo")
def test_they_came_in_the_last_hours_and_no_next_moment_is_behind() -> None:
    registered = Ticket.objects.order_by("registered_at").values_list("registered_at", flat=True)
    # 340 and 8 minutes before noon in Moscow.
    assert (registered[0], list(registered)[-1]) == (NOW - timedelta(minutes=340), NOW - timedelta(minutes=8))
    assert not Ticket.objects.filter(next_at__lt=NOW).exists()


@pytest.mark.usefixtures("demo")
def test_furnishing_and_feeding_again_adds_nothing() -> None:
    later = NOW + timedelta(days=1)
    before = Ticket.objects.count(), Message.objects.count(), Outbound.objects.count()
    demo_desk.furnish(later, history=History("2026-05-13"))
    demo_letters.feed(later)
    assert (Ticket.objects.count(), Message.objects.count(), Outbound.objects.count()) == before
