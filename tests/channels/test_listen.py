"""Listening at a folder of a real IMAP server: what comes is heard at once, and the line is never left too long."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from opora.channels.mail import listen
from opora.channels.mail.account import Account
from opora.channels.mail.listen import Gong
from opora.channels.mail.trouble import Trouble
from tests.channels.looking import letter
from tests.services.dovecot import Mailbox, dovecot
from tests.services.ground import until
from tests.services.tls import tls_before


class Listening:
    """A thread that listens, and what it came to."""

    def __init__(
        self, box: Mailbox, tmp_path: Path, held: Callable[[], bool] = lambda: True, tls_port: int = 0
    ) -> None:
        (tmp_path / "password").write_text(box.password)
        self.account = Account(
            host=box.host, port=tls_port or box.port, tls=bool(tls_port), user=box.user,
            secret=f"file:{tmp_path}/password",
        )  # fmt: skip
        self.heard, self.ended, self.held = 0, Gong(), held
        self.knows: bool | None = None
        self.trouble = ""
        self.thread = Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.knows = listen.listen(self.account, self.ended, self._heard, self.held)
        except Trouble as trouble:
            self.trouble = str(trouble)

    def _heard(self) -> None:
        self.heard += 1

    def over(self) -> bool:
        self.thread.join(10)
        return not self.thread.is_alive()


@pytest.fixture
def listening(mailbox: Mailbox, tmp_path: Path) -> Iterator[Listening]:
    made = Listening(mailbox, tmp_path)
    until(lambda: made.heard == 1, "it listens, and what came before is looked for")
    yield made
    made.ended.ring()
    assert made.over()


def test_a_letter_is_heard_when_it_comes_and_the_end_at_once(listening: Listening, mailbox: Mailbox) -> None:
    mailbox.append(letter(1))
    until(lambda: listening.heard >= 2, "the letter is heard")
    mailbox.append(letter(2))
    until(lambda: listening.heard >= 3, "the next one is heard")
    listening.ended.ring()
    assert listening.over()
    assert (listening.knows, listening.trouble) == (True, "")


def test_it_is_heard_through_tls(
    mailbox: Mailbox, tmp_path: Path, own_certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What TLS has read already shows at no socket any more."""
    monkeypatch.setenv("SSL_CERT_FILE", str(own_certificate))
    monkeypatch.setattr(listen, "BEAT", 0.2)
    with tls_before(mailbox.port, own_certificate) as port:
        made = Listening(mailbox, tmp_path, tls_port=port)
        until(lambda: made.heard >= 1, "it listens")
        for number in (1, 2, 3):
            before = made.heard
            mailbox.append(letter(number))
            until(lambda before=before: made.heard > before, "the letter is heard")  # type: ignore[misc]
        made.ended.ring()
        assert made.over()
    assert (made.knows, made.trouble) == (True, "")


def test_the_line_is_taken_anew_before_a_server_forgets_it(
    mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert listen.ANEW < 29 * 60  # RFC 2177
    monkeypatch.setattr(listen, "ANEW", 0.05)
    made = Listening(mailbox, tmp_path)
    until(lambda: made.heard >= 4, "the line was taken anew three times")
    made.ended.ring()
    assert made.over()
    assert (made.knows, made.trouble) == (True, "")


def test_who_lost_the_mailbox_to_another_listens_no_more(
    mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen, "BEAT", 0.05)
    made = Listening(mailbox, tmp_path, held=lambda: False)
    assert made.over()
    assert (made.heard, made.knows) == (1, True)


def test_a_server_that_cannot_tell_is_asked_no_further(
    mailbox: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen, "IDLE", "A-WORD-THAT-NO-SERVER-SAYS")
    made = Listening(mailbox, tmp_path)
    assert made.over()
    assert (made.heard, made.knows, made.trouble) == (0, False, "")


def test_a_server_that_dies_is_trouble_at_once(tmp_path: Path) -> None:
    with dovecot() as server:
        made = Listening(server.mailbox("anna"), tmp_path)
        until(lambda: made.heard == 1, "it listens")
        server.kill()
        assert made.over()
    assert made.trouble == "127.0.0.1 hung up in the middle."
