"""The mail server is killed in the middle of a large letter: nothing is lost, nothing doubled, nothing kept by half."""

import pytest

from opora.channels import queries
from opora.channels.mail.fetch import Looked, look
from opora.channels.models import InboundMail, Mailbox
from tests.channels.conftest import LEASE, NOW, Watch
from tests.channels.looking import ARRIVED, again, letter
from tests.services.dovecot import dovecot
from tests.services.relay import relay

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("data_dir")]

LETTERS = [letter(1), letter(2, b"Drawing " * 1_000_000), letter(3)]


def kept() -> list[bytes]:
    return [queries.bytes_of(one) for one in InboundMail.objects.order_by("pk")]


def test_dovecot_is_killed_while_a_large_letter_is_fetched(watch: Watch) -> None:
    with dovecot() as server:
        box = server.mailbox("anna")
        for content in LETTERS:
            box.append(content, ARRIVED)
        # The fifth megabyte of eight: in the middle of a piece, whatever was read before it.
        with relay(server.port, 4_500_000, server.kill) as port:
            row = watch(user="anna", port=port)
            assert look(row.pk, LEASE, NOW) == Looked(kept=1, trouble="127.0.0.1 hung up in the middle.")
        assert kept() == LETTERS[:1]
        server.start()
        Mailbox.objects.update(port=server.port)
        assert again(row) == Looked(kept=2)
        assert kept() == LETTERS
        assert box.letters() == LETTERS
        assert again(row) == Looked()
