"""Reports on letters of ours: which letter, which address, and whether for good. Values by hand, after RFC 3464."""

import pytest

from opora.channels.mail.parse import parse
from opora.core.facts import Report, Undelivered
from tests.channels.parse.letters import LETTERS

OURS = "<carry.5.7.abc@vendor.test>"


def dsn(
    *recipients: str, original: str = f"Message-ID: {OURS}\r\nSubject: x\r\n\r\ny\r\n", kind: str = "rfc822"
) -> bytes:
    """A report as Postfix writes it, of these recipients."""
    status = "Reporting-MTA: dns; mx.gear.example.org\r\n" + "".join(f"\r\n{one}" for one in recipients)
    return (
        "From: MAILER-DAEMON@mx.gear.example.org\r\nTo: support@vendor.test\r\nSubject: Undelivered\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n{original}\r\n--b--\r\n"
    ).encode()


GONE = (
    "Original-Recipient: rfc822;Anna@Gear.example.org\r\nFinal-Recipient: rfc822; anna@box.example.org\r\n"
    "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <anna@gear.example.org>:\r\n"
    "  Recipient address rejected\r\n"
)
FULL = "Final-Recipient: rfc822; oleg@harbour.example.org\r\nAction: delayed\r\nStatus: 4.2.2 (mailbox full)\r\n"
EXPIRED = "Final-Recipient: rfc822;<oleg@harbour.example.org>\r\nAction: failed\r\nStatus: 4.4.7\r\n"


def report(raw: bytes) -> Report | None:
    return parse(raw).report


def test_which_letter_which_address_and_for_good() -> None:
    said = "550 5.1.1 <anna@gear.example.org>: Recipient address rejected"
    gone = Undelivered(("anna@gear.example.org", "anna@box.example.org"), "failed", "5.1.1", said)
    assert report(dsn(GONE, kind="message/rfc822")) == Report((OURS,), (gone,))
    assert (gone.failed, gone.permanent) == (True, True)


@pytest.mark.parametrize(
    ("recipient", "status", "failed"), [(FULL, "4.2.2", False), (EXPIRED, "4.4.7", True)], ids=["delayed", "expired"]
)
def test_what_is_not_for_good(recipient: str, status: str, failed: bool) -> None:
    """An address whose server was away is no dead one, though the letter is lost."""
    found = report(dsn(recipient, kind="text/rfc822-headers"))
    assert found is not None
    (one,) = found.undelivered
    assert (one.addresses, one.status) == (("oleg@harbour.example.org",), status)
    assert (one.failed, one.permanent) == (failed, False)
    assert found.letters == (OURS,)


def test_several_addresses_of_one_letter() -> None:
    found = report(
        dsn(GONE, EXPIRED, "Final-Recipient: rfc822; c@x.example.org\r\nAction: relayed\r\nStatus: 2.0.0\r\n")
    )
    assert found is not None
    assert [one.permanent for one in found.undelivered] == [True, False, False]
    assert [one.failed for one in found.undelivered] == [True, True, False]


def test_a_report_that_names_no_letter_of_ours() -> None:
    found = report(dsn(GONE, original="Subject: x\r\n\r\ny\r\n", kind="message/rfc822"))
    assert found is not None
    assert found.letters == ()


def test_exim_names_the_address_in_its_head_and_the_letter_in_its_text() -> None:
    raw = (
        "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\r\nX-Failed-Recipients: anna@gear.example.org\r\n"
        "Auto-Submitted: auto-replied\r\nSubject: Mail delivery failed: returning message to sender\r\n\r\n"
        "A message that you sent could not be delivered.\r\n\r\n  anna@gear.example.org\r\n    550 no such user\r\n\r\n"
        "------ This is a copy of the message, including all the headers. ------\r\n\r\n"
        f"Message-ID: {OURS}\r\n\r\ny\r\n"
    ).encode()
    assert report(raw) == Report((OURS,), (Undelivered(("anna@gear.example.org",), "failed", "", ""),))
    assert Undelivered(("a@b",), "failed", "", "").permanent


def test_letters_of_the_table() -> None:
    found = parse(LETTERS.joinpath("auto-bounce-dsn.eml").read_bytes(), ["desk.test"]).report
    assert found == Report(("<sd-9@desk.test>",), (Undelivered(("nobody@zavod.test",), "failed", "5.1.1", ""),))


@pytest.mark.parametrize("name", ["auto-receipt.eml", "auto-list-id.eml", "auto-submitted-replied.eml"])
def test_what_is_no_report_on_delivery(name: str) -> None:
    assert parse(LETTERS.joinpath(name).read_bytes(), ["desk.test"]).report is None


def test_a_human_who_quotes_a_report_reports_nothing() -> None:
    raw = f"From: anna@gear.example.org\r\nSubject: x\r\n\r\nMessage-ID: {OURS}\r\nAction: failed\r\n".encode()
    assert report(raw) is None
