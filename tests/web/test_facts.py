"""Correcting who, organisation, product, edition and version (L7a)."""

from typing import Any

import pytest

from opora.accounts.models import User
from opora.core.events import Corrected
from opora.ledger.queries import history_of
from opora.registry.models import Organisation
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

UNNAMED = "Здравствуйте, ничего не открывается."


def form(console: Console, who: User, ticket: Ticket) -> str:
    with at("05-08 16:00"):
        answer = console.browser(who).get(f"/tickets/{ticket.number}/facts/")
    assert answer.status_code == 200
    return answer.content.decode()


def post(console: Console, who: User, ticket: Ticket, **typed: str) -> Any:
    """The form as it comes, with these fields changed."""
    now = Ticket.objects.get(pk=ticket.pk)
    code = now.product.code if now.product else ""
    usual = {
        "contact": "anna@gear.example.org",
        "organisation": "keep",
        "product": code,
        "edition": f"{code}/{now.edition.code}" if now.edition else "",
        "version": f"{code}/{now.version.name}" if now.version else "",
        "reason": "customer_said",
    }
    with at("05-08 16:00"):
        return console.browser(who).post(f"/tickets/{ticket.number}/facts/", usual | typed)


def corrections(ticket: Ticket) -> list[Corrected]:
    return [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Corrected)]


def test_the_form_shows_what_is_known(console: Console) -> None:
    html = form(console, console.world.irina, console.asked("05-08 15:00"))
    assert 'value="anna@gear.example.org"' in html
    assert '<option value="chertezh-3d" selected>Чертёж-3D</option>' in html
    assert '<option value="chertezh-3d/v22" selected>v22</option>' in html
    assert "Демо-завод «Шестерня» как сейчас" in words(html)
    assert "гарантийный Куплено меньше года назад." in words(html)


def test_product_edition_and_version_are_corrected_and_the_level_follows(console: Console) -> None:
    ticket = console.asked("05-08 15:00", "sergey@bridge.example.org", text=UNNAMED)
    assert ticket.product is None
    named = {"product": "chertezh-3d", "edition": "chertezh-3d/full", "version": "chertezh-3d/v22"}
    answer = post(console, console.world.irina, ticket, contact="sergey@bridge.example.org", **named)
    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{ticket.number}/")
    now = Ticket.objects.get(pk=ticket.pk)
    assert (now.product, now.edition, now.version) == (console.world.drawing, console.world.full, console.world.v22)
    assert (now.level, now.unclear) == ("basic", [])
    (corrected,) = corrections(ticket)
    assert set(corrected.changed) == {"product", "edition", "version"}
    assert corrected.reason == "customer_said"


def test_a_version_corrected_upwards_starts_no_earlier_than_four_hours_from_now(console: Console) -> None:
    # Basic by the letter, warranty in truth: FR 8 h from Fri 15:00 would be Tue 12 May 16:00; 4 h from Fri 16:00 are
    # Fri 16-17 (1), Tue 9-12 (4): Tue 12:00, which is earlier, so 16:00 stands.
    text = "Здравствуйте! Чертёж-3D v21 не открывает сборку."
    ticket = console.asked("05-08 15:00", text=text)
    assert ticket.level != "warranty"
    answer = post(console, console.world.irina, ticket, version="chertezh-3d/v22")
    assert answer.status_code == 303
    now = Ticket.objects.get(pk=ticket.pk)
    assert (now.level, now.next_at, now.next_kind) == ("warranty", local("05-12 16:00"), "first_response")


def test_an_organisation_is_looked_for_chosen_and_kept_in_sight(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    looked = post(console, console.world.irina, ticket, find="турбин", look="1", version="")
    html = looked.content.decode()
    assert looked.status_code == 200
    assert "Демо-завод «Турбина» 0000000032" in words(html)
    assert '<option value="chertezh-3d/v22" selected' not in html
    assert corrections(ticket) == []
    turbine = console.world.turbine
    assert post(console, console.world.irina, ticket, organisation=str(turbine.pk)).status_code == 303
    assert Ticket.objects.get(pk=ticket.pk).organisation == turbine


def test_what_was_chosen_stays_chosen_after_another_search(console: Console) -> None:
    ticket, turbine = console.asked("05-08 15:00"), console.world.turbine
    html = post(console, console.world.irina, ticket, organisation=str(turbine.pk), find="гавань", look="1").content
    assert f'value="{turbine.pk}" checked' in html.decode()
    assert "Демо-верфь «Гавань»" in words(html)


def test_an_organisation_without_numbers_is_not_lost_by_another_correction(console: Console) -> None:
    Organisation.objects.filter(pk=console.world.gear.pk).update(tax_number="", external_key=None)
    ticket = console.asked("05-08 15:00")
    assert post(console, console.world.irina, ticket, version="chertezh-3d/v21").status_code == 303
    assert Ticket.objects.get(pk=ticket.pk).organisation == console.world.gear
    assert corrections(ticket)[0].changed == ("version",)


def test_another_contact_and_their_own_organisation(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    answer = post(console, console.world.irina, ticket, contact="sergey@bridge.example.org", organisation="contact")
    assert answer.status_code == 303
    now = Ticket.objects.get(pk=ticket.pk)
    assert (now.contact, now.organisation, now.level) == (console.world.sergey, console.world.bridge, "basic")


def test_a_customer_who_is_nobodys(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    assert post(console, console.world.irina, ticket, contact="", organisation="none").status_code == 303
    now = Ticket.objects.get(pk=ticket.pk)
    assert (now.contact, now.organisation) == (None, None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"contact": "nobody@example.org"}, "Контактного лица с таким адресом нет."),
        ({"organisation": "99999"}, "Такого предприятия нет."),
        ({"organisation": "9" * 40}, "Такого предприятия нет."),
        ({"organisation": "²"}, "Такого предприятия нет."),
        ({"product": "chess"}, "Такого продукта нет."),
        ({"product": "marshrut-plm"}, "Эта редакция или версия от другого продукта."),
        ({"version": "chertezh-3d/v21", "reason": ""}, "Укажите, откуда это известно"),
        ({"version": "chertezh-3d/v21", "reason": "because"}, "Укажите, откуда это известно"),
        ({}, "Здесь и так записано то же самое."),
    ],
)
def test_a_refusal_keeps_what_was_typed(console: Console, typed: dict[str, str], sentence: str) -> None:
    ticket = console.asked("05-08 15:00")
    answer = post(console, console.world.irina, ticket, **typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in words(html)
    assert "<title>Не сделано: " in html
    if "contact" in typed:
        assert 'value="nobody@example.org"' in html
    if typed.get("version"):
        assert '<option value="chertezh-3d/v21" selected' in html
    assert corrections(ticket) == []


def test_enter_in_a_field_only_looks_for_an_organisation(console: Console) -> None:
    html = form(console, console.world.irina, console.asked("05-08 15:00"))
    first = html.partition('<form class="form"')[2].partition("<button")[2].partition(">")[0]
    assert 'name="look"' in first


def test_others_correct_nothing(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    for name in ("marina", "lidia", "anton", "galina"):
        assert post(console, getattr(console.world, name), ticket, version="").status_code == 404
    assert corrections(ticket) == []
    assert post(console, console.world.irina, ticket, version="").status_code == 303
