"""What grows without bound outside stays bounded in here."""

import base64
import subprocess
import sys
import tracemalloc

import pytest

from opora.channels.mail.parse import parse, winmail
from tests.channels.parse.letters import parsed

HEAD = b"From: a@zavod.test\r\nSubject: x\r\nDate: Thu, 12 Nov 2026 12:30:00 +0300\r\nMIME-Version: 1.0\r\n"
MEBI = 1 << 20


def test_fifty_megabytes_cost_one_copy() -> None:
    """Memory beyond the letter itself: the decoded file and a little, not two or three copies."""
    content = bytes(range(256)) * (50 * MEBI // 256)
    raw = (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nlook\r\n--b\r\n"
        + b'Content-Type: application/zip; name="big.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + base64.encodebytes(content).replace(b"\n", b"\r\n")
        + b"\r\n--b--\r\n"
    )
    tracemalloc.start()
    try:
        arrival = parse(raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert arrival.files[0].content == content
    assert arrival.text == "look"
    assert peak < 52 * MEBI


def test_a_damaged_file_of_twenty_megabytes_keeps_all_that_can_be_read() -> None:
    """A foreign sign in the middle and the padding gone: the last of 6,990,507 groups has two bytes."""
    content = bytes(range(256)) * (20 * MEBI // 256)
    coded = base64.encodebytes(content).rstrip(b"=\n")
    raw = HEAD + b"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    arrival = parse(raw + coded[:1_000_000] + b"\xff!" + coded[1_000_000:])
    assert arrival.files[0].content == content
    assert arrival.troubles == ("bad-base64",)


def test_lines_that_each_might_begin_a_signature_or_a_quote() -> None:
    """Were each of them looked at to the end of the letter, this test would take hours."""
    for line in ("--", "С уважением,", "От: я", "________", "12.11.2026 10:15, я <a@desk.test>", "пишет:", "-- "):
        body = (line + "\n") * 20_000
        assert parse(HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + body.encode()).body == body


def test_a_body_of_ten_megabytes_keeps_every_letter() -> None:
    body = "Строка журнала номер один\n" * 250_000
    arrival = parse(HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + body.encode())
    assert arrival.body == body
    assert arrival.troubles == ("long-body",)


def test_thousands_of_parts_are_kept_as_one_file_past_the_bound() -> None:
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    arrival = parse(HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 5_000 + b"--b--\r\n")
    assert arrival.troubles == ("too-many-parts",)
    assert arrival.body.startswith("x\nx\n")
    assert arrival.files[-1].content.count(b"--b\r\n") + arrival.body.count("x") == 5_000


def test_a_table_that_would_grow_a_thousandfold_is_shown_without_columns() -> None:
    """Ten thousand rows beside one cell of ten thousand letters: a hundred million spaces if columns were kept."""
    html = (
        "<table><tr><td>"
        + "ы" * 10_000
        + "</td><td>a</td></tr>"
        + "<tr><td>b</td><td>c</td></tr>" * 10_000
        + "</table>"
    )
    arrival = parse(HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode())
    assert len(arrival.body) < 200_000
    assert arrival.body.count("b") == 10_000
    assert arrival.troubles == ("wide-html",)


def test_a_header_of_a_megabyte() -> None:
    arrival = parse(b"Subject: " + b"=?utf-8?B?0J/R?= " * 60_000 + b"\r\n" + HEAD + b"\r\nx")
    assert arrival.body == "x"


def test_a_head_of_three_megabytes_is_read_to_its_bound() -> None:
    """What stands above the bound is read, the body is found below."""
    arrival = parse(HEAD + b"X-Filler: y\r\n" * 230_000 + b"Cc: late@desk.test\r\n\r\nwords")
    assert (arrival.subject, arrival.body, arrival.cc) == ("x", "words", ())
    assert arrival.troubles == ("long-head",)


def test_recipients_without_end_on_one_line() -> None:
    """Two million bytes of the line are read, less the name of the field: 14 bytes to each."""
    arrival = parse(b"To: " + b"a12345@b.test," * 500_000 + b"\r\n" + HEAD + b"\r\nwords")
    assert len(arrival.to) == 142_857
    assert arrival.body == "words"
    assert arrival.troubles[0] == "long-head"


def test_dashes_that_each_might_begin_a_boundary() -> None:
    arrival = parse(HEAD + b"Content-Type: multipart/mixed; boundary=-\r\n\r\n" + b"-" * 20_000_000)
    assert arrival.troubles == ("no-parts",)


def test_a_text_of_thirty_megabytes_is_a_file_and_its_beginning_the_body() -> None:
    line = b"line 0123456789\r\n"
    arrival = parse(HEAD + b"\r\n" + line * (30_000_000 // len(line)))
    # 20,000,000 bytes hold 1,176,470 lines of 17 bytes and ten more, which are left to the file.
    assert len(arrival.body) == 1_176_470 * 16
    assert [(one.name, one.size) for one in arrival.files] == [("attachment-1.txt", 30_000_000 // 17 * 17)]
    assert arrival.troubles == ("long-text", "long-body")


def test_files_without_end_in_a_winmail() -> None:
    begins = b"\x02\x02\x90\x06\x00\x00\x00\x00\x00\x00\x00"
    found = winmail.unpacked(winmail.BEGINS + b"\1\0" + begins * 100_000)
    assert found is not None
    assert (len(found.files), found.sound) == (1_000, False)


def test_a_zone_of_one_letter_says_nothing_in_another() -> None:
    """Both letters call theirs «Завод»: five hours from UTC in the first, three in the second."""
    first, second = (parsed(f"invite-own-zone{which}.eml").invite for which in ("", "-endless-rule"))
    assert first is not None
    assert second is not None
    assert (str(first.starts), str(second.starts)) == ("2026-11-17 10:00:00+05:00", "2026-11-17 10:00:00+03:00")


def test_a_defect_of_the_reader_itself_is_told_and_the_bytes_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError("a table without rows")

    monkeypatch.setattr("opora.channels.mail.parse.read", broken)
    arrival = parse(HEAD + "\r\nне пропало".encode())
    assert arrival.body.endswith("\n\nне пропало")
    assert arrival.troubles[0] == "fault: LookupError"


def test_nothing_of_the_network_or_django_is_loaded() -> None:
    """The parser is pure, and the command that uses it starts at once."""
    code = (
        "import sys; from opora.channels.mail.parse import parse; parse(b'Subject: x\\n\\ny');"
        "print(sorted(set(sys.argv[1:]) & set(sys.modules)))"
    )
    barred = ["django", "socket", "ssl", "smtplib", "imaplib", "email", "inscriptis", "lxml", "opora.lib"]
    run = subprocess.run([sys.executable, "-c", code, *barred], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
