"""What holds for any bytes at all: nothing is raised, nothing of the body is lost, all of it can be stored."""

from collections.abc import Iterator
from dataclasses import asdict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opora.channels.mail.parse import parse
from opora.core.facts import Arrival
from tests.channels.parse.letters import LETTERS, bytes_of

SMALL = [path.name for path in sorted(LETTERS.glob("*.eml")) if path.stat().st_size < 20_000]
WORDS = [
    b"\r\n", b"\n", b"\r", b"\0", b"\xff", b"--", b"=", b"?=", b"=?utf-8?B?", b"=?koi8-r?Q?", b'"', b"<", b">", b":",
    b";", b"> ", b"-- \r\n", b"From: ", b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n", b"--x--\r\n",
    b" wrote:", "пишет:".encode(), "С уважением,".encode("koi8-r"), b"<table><td>", b"<!--",
    b"charset=utf-7", b"filename*0*=", b"%D0%", b"format=flowed; delsp=yes", b" \r\n", b"\x1b$B", b"\x1b(B",
    b"\xef\xbb\xbf", b"\r\nbegin 644 a.bin\r\n", b"#0V%T\r\n", b"`\r\nend\r\n", b"application/ms-tnef",
    b"\x78\x9f\x3e\x22", b"-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\n", b"-----BEGIN PGP SIGNATURE-----\r\n",
    b"-----END PGP SIGNATURE-----\r\n", b"application/pkcs7-mime", b"\x30\x80", b"\x24\x80\x04\x82",
    b"BEGIN:VEVENT\r\n", b"METHOD:REQUEST\r\n", b"DTSTART:", b"message/rfc822",
]  # fmt: skip

# How long one letter takes says nothing on a machine that others share.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def holds(raw: bytes) -> Arrival:
    """Parses and checks what must hold for any letter."""
    arrival = parse(raw, ("desk.test",))
    assert all(segment.text for segment in arrival.segments)
    assert all(one.kind != two.kind for one, two in zip(arrival.segments, arrival.segments[1:], strict=False))
    assert not arrival.body or arrival.text, "a letter is never hidden whole"
    assert not any(trouble.startswith("fault") for trouble in arrival.troubles), arrival.troubles
    assert arrival.sent_at is None or arrival.sent_at.utcoffset() is not None
    storable(arrival)
    return arrival


def storable(arrival: Arrival) -> None:
    """No text holds a NUL, which PostgreSQL refuses, or half a letter, which UTF-8 refuses."""
    for text in texts(asdict(arrival)):
        assert "\0" not in text
        text.encode("utf-8")


def texts(value: object) -> Iterator[str]:
    """All texts in there, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts(one)


@calm
@given(st.binary(max_size=2_000))
def test_any_bytes(raw: bytes) -> None:
    holds(raw)


@calm
@given(st.lists(st.sampled_from(WORDS) | st.binary(max_size=12), max_size=60).map(b"".join))
def test_bytes_that_look_like_letters(raw: bytes) -> None:
    holds(raw)


@calm
@given(st.data())
def test_letters_cut_off_anywhere(data: st.DataObject) -> None:
    raw = bytes_of(data.draw(st.sampled_from(SMALL)))
    holds(raw[: data.draw(st.integers(0, len(raw)))])


LINES = st.sampled_from(
    ["", "> цитата", ">> старая", "-- ", "—", "С уважением,", "Иван", "Добрый день!", "12.11.2026 10:15, Анна пишет:",
     "On 12 Nov 2026 at 10:15, Ann <a@desk.test> wrote:", "От: Анна <a@desk.test>", "Отправлено: 12.11.2026",
     "Кому: мне", "Тема: x", "From: Ann", "Sent: today", "To: me", "Subject: x", "-----Исходное сообщение-----",
     "P. S. ещё", "\r", " ", "Отправлено с iPhone", "Пришлите, пожалуйста, журнал и снимок экрана.",
     "________________________________",
     "-------- Конец пересылаемого сообщения --------", "тел. +7 000", "\u2028", "\x85", "\x0c"]
)  # fmt: skip


@calm
@given(st.lists(LINES, max_size=25), st.sampled_from(["\n", "\r\n"]))
def test_the_segments_joined_are_the_decoded_body(lines: list[str], end: str) -> None:
    body = end.join(lines)
    raw = b"From: a@desk.test\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body.encode()
    assert holds(raw).body == body.replace("\r\n", "\n")
