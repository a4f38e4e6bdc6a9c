"""A mailbox at which somebody listens: by one at a time, looked into at once when something comes, rarely otherwise."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from opora.channels import actions, queries
from opora.channels.mail.fetch import Looked, look
from opora.channels.models import Mailbox
from opora.core.step import Step
from tests.channels.conftest import CONNECTED, LEASE, NOW, Watch
from tests.channels.looking import again
from tests.services.dovecot import Mailbox as Account

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("data_dir")]

EAR = UUID("22222222-2222-4333-8444-555555555555")
SECOND = timedelta(seconds=1)
UNTIL = datetime(2026, 5, 8, 12, 40, 45, tzinfo=NOW.tzinfo)


def mailbox_row(**columns: object) -> Mailbox:
    given = {"name": "support", "kind": "imap", "connected_at": CONNECTED, "looked_at": NOW, "look_at": NOW + SECOND}
    return Mailbox.objects.create(**given | columns)


def test_one_listens_at_a_time_and_another_when_it_has_died() -> None:
    row = mailbox_row()
    assert actions.begin_listening(row.pk, EAR, NOW)
    assert not actions.begin_listening(row.pk, uuid4(), NOW + 44 * SECOND)
    assert [one.pk for one in queries.to_listen_to(NOW + 44 * SECOND)] == []
    assert [one.pk for one in queries.to_listen_to(NOW + 45 * SECOND)] == [row.pk]
    heir = uuid4()
    assert actions.begin_listening(row.pk, heir, NOW + 45 * SECOND)
    assert not actions.keep_listening(row.pk, EAR, NOW + 46 * SECOND)
    assert not actions.end_listening(row.pk, EAR, NOW + 46 * SECOND)
    assert actions.keep_listening(row.pk, heir, NOW + 46 * SECOND)


def test_a_clock_that_was_set_back_leaves_nobody_unheard() -> None:
    row = mailbox_row(listen_id=EAR, listen_until=NOW + timedelta(days=1))
    assert [one.pk for one in queries.to_listen_to(NOW)] == [row.pk]
    assert actions.begin_listening(row.pk, uuid4(), NOW)


@pytest.mark.parametrize(
    ("columns", "listened"),
    [
        ({}, True),
        # Signing in went wrong: a second one who tries makes it worse.
        ({"failures": 1}, False),
        ({"looked_at": None}, False),
        ({"kind": "pipe"}, False),
    ],
)
def test_only_what_the_last_look_went_well_in_is_listened_to(columns: dict[str, object], listened: bool) -> None:
    row = mailbox_row(**columns)
    assert ([one.pk for one in queries.to_listen_to(NOW)] == [row.pk]) is listened


def test_the_end_of_listening_is_followed_by_a_look() -> None:
    row = mailbox_row(look_at=NOW + 50 * SECOND)
    actions.begin_listening(row.pk, EAR, NOW)
    assert actions.end_listening(row.pk, EAR, NOW + SECOND)
    row.refresh_from_db()
    assert (row.listen_id, row.listen_until, row.look_at) == (None, None, NOW + SECOND)


def test_what_is_heard_is_looked_for_but_trouble_keeps_its_pauses() -> None:
    sound, troubled = mailbox_row(), mailbox_row(name="sales", failures=3, look_at=NOW + 80 * SECOND)
    for row in (sound, troubled):
        actions.want_look(row.pk, NOW)
        row.refresh_from_db()
    assert (sound.look_at, troubled.look_at) == (NOW, NOW + 80 * SECOND)


def test_another_account_ends_the_listening_at_the_old_one(step: Step) -> None:
    row = mailbox_row(listen_id=EAR, listen_until=UNTIL, host="old.example.org")
    actions.change_mailbox(step, row, office=None, host="new.example.org")
    assert not actions.keep_listening(row.pk, EAR, NOW)
    assert Mailbox.objects.get().listen_until is None


def test_who_is_told_needs_to_ask_only_once_a_minute(watch: Watch) -> None:
    row = watch(listen_id=EAR, listen_until=UNTIL)
    look(row.pk, LEASE, NOW)
    row.refresh_from_db()
    assert row.look_at == NOW + timedelta(seconds=60)
    # From 12:40:45 on nobody has been heard of who listens.
    again(row, UNTIL)
    row.refresh_from_db()
    assert row.look_at == UNTIL + timedelta(seconds=20)


def test_what_is_heard_while_somebody_looks_is_looked_for_afterwards(
    watch: Watch, mailbox: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have come behind the back of the search."""
    row = watch(listen_id=EAR, listen_until=UNTIL, look_at=NOW - SECOND)
    taken = actions.note_taken

    def meanwhile(mailbox_id: int, lease_id: UUID, uid_next: int) -> bool:
        actions.want_look(mailbox_id, NOW + SECOND)
        return taken(mailbox_id, lease_id, uid_next)

    monkeypatch.setattr(actions, "note_taken", meanwhile)
    assert look(row.pk, LEASE, NOW) == Looked()
    row.refresh_from_db()
    assert (row.look_at, row.looked_at, row.lease_id) == (NOW + SECOND, NOW, None)
