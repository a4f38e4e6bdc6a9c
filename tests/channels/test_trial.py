"""Trying a mailbox: each fault that an administrator meets on a Friday evening, beside the account that works.

Real servers on loopback: dovecot in plain words and behind TLS, aiosmtpd with STARTTLS and passwords.
"""

import socket
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from opora.channels.mail import trial
from opora.channels.mail.account import Account
from opora.channels.mail.trial import Trial, try_incoming, try_outgoing
from opora.channels.mail.trouble import Trouble
from tests.services.dovecot import Dovecot, Mailbox
from tests.services.ground import LOOPBACK, free_port
from tests.services.smtp_sink import SmtpSink
from tests.services.submission import PASSWORD, USER, submission
from tests.services.tls import tls_before

Make = Callable[..., Path]


@pytest.fixture
def certificate(tmp_path: Path) -> Make:
    """Makes a file with a key and a certificate; nobody vouches for it but itself."""

    def made(name: str = "IP:127.0.0.1", days: str = "2") -> Path:
        key, draft, one, both = (tmp_path / f"{part}.pem" for part in ("key", "draft", "one", "both"))
        request: list[str | Path] = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test"]
        subprocess.run(
            [*request, "-addext", f"subjectAltName={name}", "-keyout", key, "-out", draft],
            check=True, capture_output=True,
        )  # fmt: skip
        # Signed anew, since a request takes no days that are past.
        signed: list[str | Path] = ["openssl", "x509", "-in", draft, "-signkey", key, "-days", days, "-out", one]
        subprocess.run(signed, check=True, capture_output=True)
        both.write_bytes(key.read_bytes() + one.read_bytes())
        return both

    return made


@pytest.fixture
def plain(mailbox: Mailbox, tmp_path: Path) -> Account:
    """The account of the dovecot mailbox of this test, without encryption."""
    (tmp_path / "password").write_text(mailbox.password + "\n")
    return Account(mailbox.host, mailbox.port, False, mailbox.user, f"file:{tmp_path}/password")


def trust(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    """This machine vouches for that certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(file))


# --- letters in -----------------------------------------------------------------------------------------------------


def test_a_mailbox_that_works_says_how_many_letters_lie_there(plain: Account, mailbox: Mailbox) -> None:
    mailbox.append(b"Subject: one\r\n\r\nx\r\n")
    found = try_incoming(plain)
    assert found == Trial("ok", LOOPBACK, mailbox.port, ("name", "port", "login", "folder"), letters=1)
    assert mailbox.letters() == [b"Subject: one\r\n\r\nx\r\n"]


def test_no_server_is_no_fault() -> None:
    assert try_incoming(Account(smtp_host="mail.test")) == Trial("")
    assert try_outgoing(Account(host="mail.test"), USER) == Trial("")


@pytest.mark.parametrize("host", ["no-such-host.invalid", "im ap.test", "x" * 70 + ".test"])
def test_a_name_that_does_not_resolve(plain: Account, host: str) -> None:
    found = try_incoming(replace(plain, host=host))
    assert (found.code, found.passed) == ("name", ())


def test_a_port_that_is_closed(plain: Account) -> None:
    found = try_incoming(replace(plain, port=free_port()))
    assert (found.code, found.passed) == ("refused", ("name",))


def test_a_server_that_is_silent(plain: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "EACH", 0.3)
    with socket.create_server((LOOPBACK, 0)) as deaf:
        found = try_incoming(replace(plain, port=deaf.getsockname()[1]))
    assert (found.code, found.passed) == ("silent", ("name", "port"))


def test_a_trial_as_a_whole_has_an_end(plain: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "AT_MOST", 0.3)
    with socket.create_server((LOOPBACK, 0)) as deaf:
        found = try_incoming(replace(plain, port=deaf.getsockname()[1]))
    assert found.code == "silent"


def test_a_password_that_is_wrong(plain: Account, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("wrong\n")
    found = try_incoming(plain)
    assert (found.code, found.passed, found.said) == ("login", ("name", "port"), "")


def test_a_password_that_cannot_be_read(plain: Account, tmp_path: Path) -> None:
    (tmp_path / "password").unlink()
    found = try_incoming(plain)
    assert (found.code, found.passed) == ("password", ())
    assert str(tmp_path) in found.said


def test_a_folder_that_is_missing_and_those_that_there_are(plain: Account, mailbox: Mailbox) -> None:
    with mailbox.login() as session:
        session.create("Support")
    found = try_incoming(replace(plain, folder="Suport"))
    assert (found.code, found.passed) == ("folder", ("name", "port", "login"))
    assert sorted(found.folders) == ["INBOX", "Support"]
    assert try_incoming(replace(plain, folder="Support")).code == "ok"


def test_no_tls_on_the_port_of_plain_words(plain: Account) -> None:
    found = try_incoming(replace(plain, tls=True))
    assert (found.code, found.passed) == ("no_tls", ("name", "port"))


def test_a_certificate_that_nobody_vouches_for_and_one_that_somebody_does(
    plain: Account, dovecot: Dovecot, certificate: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = certificate()
    with tls_before(dovecot.port, own) as port:
        wanted = replace(plain, tls=True, port=port)
        found = try_incoming(wanted)
        assert (found.code, found.passed) == ("certificate_unknown", ("name", "port"))
        assert "self-signed" in found.said
        trust(monkeypatch, own)
        assert try_incoming(wanted).passed == ("name", "port", "tls", "login", "folder")


def test_a_certificate_for_another_name(
    plain: Account, dovecot: Dovecot, certificate: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = certificate("DNS:imap.example.org")
    trust(monkeypatch, own)
    with tls_before(dovecot.port, own) as port:
        found = try_incoming(replace(plain, tls=True, port=port))
    assert found.code == "certificate_name"


def test_a_certificate_out_of_its_time(
    plain: Account, dovecot: Dovecot, certificate: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = certificate("IP:127.0.0.1", days="-1")
    trust(monkeypatch, own)
    with tls_before(dovecot.port, own) as port:
        found = try_incoming(replace(plain, tls=True, port=port))
    assert (found.code, found.passed) == ("certificate_expired", ("name", "port"))


def test_a_certificate_whose_time_has_not_come() -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_code, error.verify_message = 9, "certificate is not yet valid"
    trouble = Trouble("not trusted")
    trouble.__cause__ = error
    assert trial._fault(trouble, "mail.test", 993, ("tls",)).code == "certificate_not_yet"


# --- letters out ----------------------------------------------------------------------------------------------------


class _Picky(SmtpSink):
    """Takes letters from support@example.org alone."""

    async def handle_MAIL(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuses other senders for good, and puts off the one who is called slow."""
        if address.startswith("slow"):
            return "451 4.7.1 greylisted"
        if address != USER:
            return "553 5.7.1 not your address"
        envelope.mail_from = address
        return "250 OK"


def sends(sink: SmtpSink, tmp_path: Path, password: str = PASSWORD, mode: str = "starttls") -> Account:
    """An account that sends through this server."""
    (tmp_path / "password").write_text(password + "\n")
    secret = f"file:{tmp_path}/password"
    return Account(user=USER, secret=secret, smtp_host=sink.host, smtp_port=sink.port, smtp_tls=mode)


def test_a_server_that_takes_our_letters_is_given_none(
    certificate: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = certificate()
    trust(monkeypatch, own)
    with submission(own, _Picky()) as sink:
        found = try_outgoing(sends(sink, tmp_path), USER)
        assert found == Trial("ok", sink.host, sink.port, ("name", "port", "tls", "login", "sender"))
        assert sink.seen == []


def test_a_sender_that_is_refused_in_the_servers_words(
    certificate: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = certificate()
    trust(monkeypatch, own)
    with submission(own, _Picky()) as sink:
        found = try_outgoing(sends(sink, tmp_path), "other@example.org")
        assert (found.code, found.said) == ("sender", "553 5.7.1 not your address")
        assert found.passed == ("name", "port", "tls", "login")
        assert try_outgoing(sends(sink, tmp_path), "slow@example.org").code == "ok"


def test_a_wrong_password_and_one_that_smtp_cannot_carry(
    certificate: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = certificate()
    trust(monkeypatch, own)
    with submission(own, _Picky()) as sink:
        found = try_outgoing(sends(sink, tmp_path, "wrong"), USER)
        assert (found.code, found.passed) == ("login", ("name", "port", "tls"))
        assert try_outgoing(sends(sink, tmp_path, "пароль"), USER).code == "password_letters"


def test_no_password_goes_to_a_server_that_nobody_vouches_for(certificate: Make, tmp_path: Path) -> None:
    with submission(certificate()) as sink:
        assert try_outgoing(sends(sink, tmp_path), USER).code == "certificate_unknown"


def test_starttls_that_is_missing_and_a_server_without_any(smtp_sink: SmtpSink, tmp_path: Path) -> None:
    found = try_outgoing(sends(smtp_sink, tmp_path), USER)
    assert (found.code, found.passed) == ("no_starttls", ("name", "port"))
    assert try_outgoing(sends(smtp_sink, tmp_path, mode="tls"), USER).code == "no_tls"
    assert try_outgoing(sends(smtp_sink, tmp_path, mode="none"), USER).passed == ("name", "port", "sender")
    assert smtp_sink.seen == []


def test_a_port_for_letters_out_that_is_closed(smtp_sink: SmtpSink, tmp_path: Path) -> None:
    closed = replace(sends(smtp_sink, tmp_path), smtp_port=free_port())
    assert try_outgoing(closed, USER).code == "refused"
