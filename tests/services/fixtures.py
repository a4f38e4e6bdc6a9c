"""The services as fixtures. Those of a session are shared by its tests; each test takes a mailbox of its own."""

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page

from tests.services import chromium as _chromium
from tests.services import clamd as _clamd
from tests.services import dovecot as _dovecot
from tests.services import postgres as _postgres
from tests.services import s3 as _s3
from tests.services import smtp_sink as _smtp_sink
from tests.services import tokens as _tokens

_numbers = count(1)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[_dovecot.Dovecot]:
    """An IMAP server."""
    with _dovecot.dovecot() as server:
        yield server


@pytest.fixture
def mailbox(dovecot: _dovecot.Dovecot) -> _dovecot.Mailbox:
    """An empty mailbox that no other test knows."""
    return dovecot.mailbox(f"box-{next(_numbers)}")


@pytest.fixture(scope="session")
def clamd() -> Iterator[_clamd.Clamd]:
    """An antivirus that knows EICAR's test file, and nothing else."""
    with _clamd.clamd() as server:
        yield server


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of a server of S3's language."""
    with _s3.server() as address:
        yield address


@pytest.fixture
def s3(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[_s3.S3]:
    """An empty bucket, with key and secret in the environment."""
    for name, value in (("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret")):
        monkeypatch.setenv(name, value)
    with _s3.bucket(s3_server) as bucket:
        yield bucket


@pytest.fixture
def tokens(dovecot: _dovecot.Dovecot, mailbox: _dovecot.Mailbox) -> Iterator[_tokens.TokenServer]:
    """A server of tokens that the IMAP server believes; what it gives is the token of the mailbox of this test."""
    with _tokens.token_server(dovecot.tokens_port) as server:
        server.user = mailbox.user
        yield server


@pytest.fixture
def smtp_sink() -> Iterator[_smtp_sink.SmtpSink]:
    """An SMTP server that keeps what it is given."""
    with _smtp_sink.smtp_sink() as sink:
        yield sink


@pytest.fixture
def own_postgres() -> Iterator[_postgres.Cluster]:
    """A PostgreSQL cluster of this test alone, durable, that it may stop in mid-work and start again."""
    with _postgres.cluster(durable=True) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with _chromium.chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of 1440 by 900 of a Russian visitor without cookies."""
    with _chromium.fresh_page(browser) as page:
        yield page


@pytest.fixture
def narrow_page(browser: Browser) -> Iterator[Page]:
    """A page of a telephone, 390 pixels wide."""
    with _chromium.fresh_page(browser, width=390, height=844) as page:
        yield page
