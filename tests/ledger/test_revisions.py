"""What seldom changes is remembered by the process, and never when it has changed, whoever changed it."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from opora.calendars.queries import CALENDARS
from opora.channels.models import Mailbox
from opora.channels.queries import MAILBOXES, our_addresses
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.ledger.models import Revision
from opora.ledger.triggers import standing
from opora.offices import actions
from opora.offices.models import Office, PolicySetting
from opora.offices.queries import OFFICES, POLICY, office_by_code, policy_at, setting_at
from opora.registry.models import Family, Product
from opora.registry.queries import named_in
from opora.registry.queries.catalogue import CATALOGUE
from tests.web.console import counted

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def ural() -> Office:
    with begin(NOW, MACHINE, "cli") as step:
        return actions.open_office(
            step,
            code="ural",
            name="Урал",
            name_en="Ural",
            lat=56.8,
            lon=60.6,
            zone="Asia/Yekaterinburg",
            calendar="ural",
        )


def name_of_ural() -> tuple[str, int]:
    """Its name as the next Step knows it, and how often the table of offices was asked for it."""
    with counted() as said, begin(NOW, MACHINE, "cli"):
        office = office_by_code("ural")
    return office.name if office else "", len([one for one in said if 'FROM "offices_office"' in one])


def test_every_change_of_these_tables_is_marked() -> None:
    rooms = (OFFICES, POLICY, CALENDARS, CATALOGUE, MAILBOXES)
    assert standing(connection) == {table for room in rooms for table in room.tables}


def test_the_second_step_asks_no_more(ural: Office) -> None:
    assert name_of_ural() == ("Урал", 1)
    assert name_of_ural() == ("Урал", 0)


def test_outside_of_a_step_the_table_itself_is_asked(ural: Office) -> None:
    assert name_of_ural() == ("Урал", 1)
    with counted() as said:
        assert office_by_code("ural") == ural
    assert len(said) == 1


@pytest.mark.parametrize("how", ["row", "rows", "sql", "gone", "made"])
def test_a_change_by_whatever_way_is_seen(ural: Office, how: str) -> None:
    assert name_of_ural() == ("Урал", 1)
    match how:
        case "row":
            ural.name = "Екатеринбург"
            ural.save()
        case "rows":
            Office.objects.update(name="Екатеринбург")
        case "sql":
            with connection.cursor() as cursor:
                cursor.execute("UPDATE offices_office SET name = 'Екатеринбург'")
        case "gone":
            Office.objects.all().delete()
        case "made":
            Office.objects.bulk_create([Office(code="omsk", name="Омск", lat=55, lon=73, zone="Asia/Omsk")])
    name = {"gone": "", "made": "Урал"}.get(how, "Екатеринбург")
    assert name_of_ural() == (name, 1)
    assert name_of_ural() == (name, 0)


def test_what_was_undone_was_never_read(ural: Office) -> None:
    assert name_of_ural() == ("Урал", 1)
    with transaction.atomic():
        with begin(NOW, MACHINE, "cli") as step:
            actions.change_office(step, ural, name="Никогда")
        # This Step ends well, and what it has read is undone with the transaction around it.
        assert name_of_ural() == ("Никогда", 1)
        assert name_of_ural() == ("Никогда", 0)
        transaction.set_rollback(True)
    ural.refresh_from_db()
    assert name_of_ural()[0] == "Урал"
    # The second change must not pass for the first one.
    Office.objects.update(name="Дважды")
    assert name_of_ural() == ("Дважды", 1)


def test_a_step_that_fails_keeps_nothing(ural: Office) -> None:
    def fail() -> None:
        with begin(NOW, MACHINE, "cli"):
            office_by_code("ural")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert name_of_ural() == ("Урал", 1)


def test_what_changes_while_a_step_reads_is_not_kept(ural: Office) -> None:
    with transaction.atomic():
        with begin(NOW, MACHINE, "cli"):
            setting_at("answering", NOW)
            # As another transaction that ends now would show it.
            Office.objects.update(name="Позже")
            assert office_by_code("ural") is not None
        transaction.set_rollback(True)
    # The value under which that Step began to read is in force again, as after a restore.
    assert name_of_ural() == ("Урал", 1)


def test_a_step_that_writes_reads_what_it_wrote(ural: Office) -> None:
    assert name_of_ural() == ("Урал", 1)
    with begin(NOW, MACHINE, "cli") as step:
        found = office_by_code("ural")
        assert found is not None
        actions.change_office(step, found, name="Сейчас")
        again = office_by_code("ural")
        assert again is not None
        assert again.name == "Сейчас"
    assert name_of_ural() == ("Сейчас", 1)


def test_whoever_writes_into_what_they_got_writes_into_no_memory(ural: Office) -> None:
    assert name_of_ural() == ("Урал", 1)
    with begin(NOW, MACHINE, "cli"):
        office = office_by_code("ural")
        assert office is not None
        office.name = "Черновик"
    assert name_of_ural() == ("Урал", 0)


def test_without_a_mark_nothing_is_remembered(ural: Office) -> None:
    triggers = {
        "postgresql": ["DROP TRIGGER revised ON offices_office"],
        "sqlite": ['DROP TRIGGER "revised offices_office delete"'],
    }
    with connection.cursor() as cursor:
        for statement in triggers[connection.vendor]:
            cursor.execute(statement)
    assert [name_of_ural() for _ in range(2)] == [("Урал", 1), ("Урал", 1)]


def test_without_a_value_nothing_is_remembered(ural: Office) -> None:
    Revision.objects.all().delete()
    assert [name_of_ural() for _ in range(2)] == [("Урал", 1), ("Урал", 1)]


def test_a_setting_holds_from_the_next_step_on() -> None:
    for value in (3, 5):
        PolicySetting.objects.all().delete()
        PolicySetting.objects.create(name="reopen_calendar_days", value=value, valid_from=NOW, recorded_at=NOW)
        for _ in range(2):
            with begin(NOW, MACHINE, "cli"):
                assert policy_at(NOW).reopen_calendar_days == value


def test_a_product_is_named_as_soon_as_it_is_sold() -> None:
    def found() -> str:
        with begin(NOW, MACHINE, "cli"):
            product = named_in("Шаблон-2D не запускается")[0]
        return product.code if product else ""

    assert [found(), found()] == ["", ""]
    family = Family.objects.create(code="drawing", name="Черчение")
    Product.objects.create(family=family, code="stencil", name="Шаблон-2D")
    assert [found(), found()] == ["stencil", "stencil"]


def test_how_far_a_mailbox_was_read_is_no_change_but_its_address_is() -> None:
    Mailbox.objects.create(name="desk", kind="pipe", address="desk@opora.test", connected_at=NOW)

    def asked() -> tuple[tuple[str, ...], int]:
        with counted() as said, begin(NOW, MACHINE, "cli"):
            addresses = our_addresses()
        return addresses, len([one for one in said if 'FROM "channels_mailbox"' in one])

    assert asked() == (("desk@opora.test",), 1)
    Mailbox.objects.update(uid_next=7, looked_at=NOW, trouble="")
    assert asked() == (("desk@opora.test",), 0)
    Mailbox.objects.update(address="help@opora.test")
    assert asked() == (("help@opora.test",), 1)
