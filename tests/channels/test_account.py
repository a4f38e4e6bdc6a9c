"""Signing in over SMTP as production does it: STARTTLS with a checked certificate, then the password."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from opora.channels.mail.account import Account, outbox, try_outbox
from opora.channels.mail.trouble import Trouble
from tests.services.smtp_sink import SmtpSink
from tests.services.submission import PASSWORD, USER, submission


@pytest.fixture
def server(own_certificate: Path) -> Iterator[SmtpSink]:
    """A submission server that wants STARTTLS and a password."""
    with submission(own_certificate) as sink:
        yield sink


@pytest.fixture
def trusted(own_certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine vouches for the server's certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(own_certificate))


def _account(sink: SmtpSink, tmp_path: Path, password: str = PASSWORD) -> Account:
    (tmp_path / "password").write_text(password + "\n")
    return Account(
        user=USER, secret=f"file:{tmp_path}/password", smtp_host=sink.host, smtp_port=sink.port, smtp_tls="starttls"
    )


@pytest.mark.usefixtures("trusted")
def test_a_letter_leaves_through_starttls_and_a_password(server: SmtpSink, tmp_path: Path) -> None:
    with outbox(_account(server, tmp_path)) as session:
        session.sendmail(USER, ["client@example.org"], b"Words\r\n")
    assert [delivery.content for delivery in server.letters] == [b"Words\r\n"]


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_said(server: SmtpSink, tmp_path: Path) -> None:
    with pytest.raises(Trouble) as trouble:
        try_outbox(_account(server, tmp_path, "wrong"))
    assert str(trouble.value) == f"127.0.0.1 does not accept the user name or the password of {USER}."


@pytest.mark.usefixtures("trusted")
def test_a_password_that_smtp_cannot_carry_is_said(server: SmtpSink, tmp_path: Path) -> None:
    with pytest.raises(Trouble) as trouble:
        try_outbox(_account(server, tmp_path, "пароль"))
    assert str(trouble.value) == (
        f"The password of {USER} has letters that 127.0.0.1 cannot be given: use one of Latin letters and digits."
    )


def test_a_certificate_that_nobody_vouches_for_gets_no_password(server: SmtpSink, tmp_path: Path) -> None:
    with pytest.raises(Trouble) as trouble:
        try_outbox(_account(server, tmp_path))
    assert str(trouble.value).startswith("The certificate of 127.0.0.1 is not trusted (self-signed certificate): ")
