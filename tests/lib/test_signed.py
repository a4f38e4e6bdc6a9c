"""Message-IDs and tokens that only we can have made.

The codes of the fixed examples were computed with openssl and coreutils, not with the code under test:
printf '%s' TEXT | openssl dgst -sha256 -hmac 'a secret of the desk' -binary | base32 | tr A-Z a-z | cut -c1-20
with TEXT = "opora message-id" LF "acknowledgement.17.3@desk.example.org", and for the token (cut -c1-26)
"opora token" LF "reminder" LF PAYLOAD, PAYLOAD = the base64url of [1780000000,["17","anna@example.org"]].
Such letters live in mailboxes for years: a change of the format must not make them unreadable.
"""

from datetime import UTC, datetime

import pytest

from opora.lib import signed

SECRET = "a secret of the desk"
FIXED_ID = "<acknowledgement.17.3.bj5dyr6jny6lgtkeidlx@desk.example.org>"
PAYLOAD = "WzE3ODAwMDAwMDAsWyIxNyIsImFubmFAZXhhbXBsZS5vcmciXV0"
FIXED_TOKEN = f"{PAYLOAD}.cfdpc4g6ocuqjqkt6m2sr4xk3f"
# 1780000000 seconds after 1970 are 20:26:40 UTC on 28 May 2026.
EXPIRY = datetime(2026, 5, 28, 20, 26, 40, tzinfo=UTC)


def test_a_message_id_is_frozen() -> None:
    assert signed.message_id(SECRET, "desk.example.org", "acknowledgement", 17, 3) == FIXED_ID


def test_a_message_id_reads_back() -> None:
    assert signed.read_message_id(SECRET, FIXED_ID) == (17, 3)


@pytest.mark.parametrize("text", [FIXED_ID[1:-1], f"  {FIXED_ID}\r\n", FIXED_ID.upper()])
def test_what_mail_programs_do_to_ids_does_no_harm(text: str) -> None:
    assert signed.read_message_id(SECRET, text) == (17, 3)


ALTERED = [
    FIXED_ID.replace(".17.", ".18."),
    FIXED_ID.replace(".3.", ".4."),
    FIXED_ID.replace(".17.", ".017."),
    FIXED_ID.replace(".17.3.", ".1.73."),
    FIXED_ID.replace("acknowledgement", "confession"),
    FIXED_ID.replace("desk.example.org", "desk.example.net"),
    FIXED_ID.replace("bj5dyr6jny6lgtkeidlx", "a" * 20),
    FIXED_ID.replace("bj5dyr6jny6lgtkeidlx", "bj5dyr6jny6lgtkeidlx"[:-1]),
    FIXED_ID.replace("bj5dyr6jny6lgtkeidlx", ""),
    FIXED_ID.replace(".17.", ".١٧."),
    FIXED_ID + FIXED_ID,
    "<CAJx9-abc@mail.example.com>",
    "<>",
    "",
    "<" + "9" * 10_000 + "@desk.example.org>",
    "<acknowledgement." + "9" * 40 + ".3.bj5dyr6jny6lgtkeidlx@desk.example.org>",
    "<\udc80.1.2.x@y>",
]


@pytest.mark.parametrize("text", ALTERED)
def test_an_altered_or_foreign_id_is_refused(text: str) -> None:
    assert signed.read_message_id(SECRET, text) is None


def test_an_id_of_another_desk_is_refused() -> None:
    theirs = signed.message_id("another secret", "desk.example.org", "acknowledgement", 17, 3)
    assert theirs != FIXED_ID
    assert signed.read_message_id(SECRET, theirs) is None
    assert signed.read_message_id("another secret", theirs) == (17, 3)


@pytest.mark.parametrize(
    ("domain", "kind", "ticket", "serial"),
    [
        ("desk.example.org>\r\nBcc: x", "word", 17, 3),
        ("", "word", 17, 3),
        ("пример.рф", "word", 17, 3),
        ("desk.example.org", "no kind", 17, 3),
        ("desk.example.org", "word", 0, 3),
        ("desk.example.org", "word", 17, -1),
    ],
)
def test_an_id_that_could_not_be_read_back_is_not_made(domain: str, kind: str, ticket: int, serial: int) -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        signed.message_id(SECRET, domain, kind, ticket, serial)


def test_a_token_is_frozen() -> None:
    assert signed.token(SECRET, "reminder", 17, "anna@example.org", expires=EXPIRY) == FIXED_TOKEN


def test_a_token_reads_back_until_it_expires() -> None:
    read = ("17", "anna@example.org")
    before = datetime(2026, 5, 28, 20, 26, 39, tzinfo=UTC)
    assert signed.read_token(SECRET, "reminder", FIXED_TOKEN, now=before) == read
    assert signed.read_token(SECRET, "reminder", FIXED_TOKEN, now=EXPIRY) is None


def test_a_token_without_end_lives_on() -> None:
    made = signed.token(SECRET, "reminder", 17)
    assert signed.read_token(SECRET, "reminder", made, now=datetime(2099, 1, 1, tzinfo=UTC)) == ("17",)


def test_a_token_keeps_any_value_apart_from_its_neighbours() -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    for values in [("a.b", "c"), ("a", "b.c"), ("", ""), ("«ё» \n",), ()]:
        made = signed.token(SECRET, "reminder", *values, expires=EXPIRY)
        assert signed.read_token(SECRET, "reminder", made, now=now) == values
        assert made.isascii()
        assert set(made) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@pytest.mark.parametrize(
    ("secret", "purpose", "text"),
    [
        ("another secret", "reminder", FIXED_TOKEN),
        (SECRET, "rating", FIXED_TOKEN),
        (SECRET, "reminder", FIXED_TOKEN[:-1]),
        (SECRET, "reminder", FIXED_TOKEN.replace(PAYLOAD, PAYLOAD[:-1] + "A")),
        (SECRET, "reminder", ""),
        (SECRET, "reminder", "."),
        (SECRET, "reminder", "a.b.c"),
        (SECRET, "reminder", "ё.ё"),
        (SECRET, "reminder", "x" * 100_000),
    ],
)
def test_an_altered_token_is_refused(secret: str, purpose: str, text: str) -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    assert signed.read_token(SECRET, "reminder", FIXED_TOKEN, now=now) is not None
    assert signed.read_token(secret, purpose, text, now=now) is None


def test_tokens_of_one_purpose_are_no_message_ids() -> None:
    assert signed.read_message_id(SECRET, f"<{FIXED_TOKEN}@desk.example.org>") is None


def test_an_expiry_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        signed.token(SECRET, "reminder", 17, expires=datetime(2026, 5, 28))  # noqa: DTZ001


TOKEN = signed.token("secret", "request", 7, "k" * 20, 0)
HEAD, CODE = TOKEN.split(".")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"Открыть: http://desk.test/help/requests/{TOKEN}/", "Открыть: http://desk.test/help/requests/…/"),
        # Wrapped by a mail program, and quoted once and twice.
        (f"> Вот: /help/requests/{TOKEN[:30]}\n> {TOKEN[30:]}/\n> Ваш", "> Вот: /help/requests/…/\n> Ваш"),
        (f"> > /help/requests/{TOKEN[:30]}\r\n> > {TOKEN[30:60]}\r\n> > {TOKEN[60:]}/", "> > /help/requests/…/"),
        # In the code, before the dot, behind the slash.
        (f"> /help/requests/{HEAD}.{CODE[:5]}\n> {CODE[5:]}/", "> /help/requests/…/"),
        (f"> /help/requests/{HEAD}\n> .{CODE}/", "> /help/requests/…/"),
        (f"> /help/requests/\n> {TOKEN}/", "> /help/requests/…/"),
        # No token: a number, an address of another sort, words on lines of their own.
        ("/help/requests/SD-1000483/\n> слово", "/help/requests/SD-1000483/\n> слово"),
        ("requests/one\ntwo.three\nfour", "requests/one\ntwo.three\nfour"),
        ("a" * 40 + "\n" + "b" * 40, "a" * 40 + "\n" + "b" * 40),
    ],
)  # fmt: skip
def test_a_token_is_masked_over_the_lines_of_a_quotation(text: str, masked: str) -> None:
    assert signed.without_tokens(text) == masked


def test_a_token_is_masked_over_a_quotation_that_was_wrapped_without_its_sign() -> None:
    parts = ["Вот.\n", f"> /help/requests/{TOKEN[:30]}\n", f"{TOKEN[30:]}/\nИ ещё.\n"]
    assert signed.without_tokens_in(parts) == ["Вот.\n", "> /help/requests/…", "/\nИ ещё.\n"]
    assert signed.without_tokens_in(["Вот.", "И ещё."]) == ["Вот.", "И ещё."]
