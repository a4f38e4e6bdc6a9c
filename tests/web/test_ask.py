"""The form of the portal: what it says before sending, what it refuses and keeps, and that it tells nothing to
strangers about anybody."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.channels.models import Outbound, SentForm
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.offices import actions as offices
from opora.registry.models import Consent
from opora.tickets.models import Attachment, Message, Ticket
from opora.web.portal.typed import new_key
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive
from tests.web.console import Console, at, counted, words
from tests.web.portal import MATTER, filled, send, sent, signed_in, without_secrets

pytestmark = [pytest.mark.django_db, pytest.mark.both]

FRIDAY = "05-08 17:40"
STRANGER = "ivan@stranger.example.org"


def page(client: Client, moment: str = FRIDAY, **typed: Any) -> str:
    """What a reader sees; with ``typed`` after the button that reckons again."""
    with at(moment):
        answer = client.post("/help/", {"look": "yes", **typed}) if typed else client.get("/help/")
    assert answer.status_code == 200
    return words(answer.content)


def test_what_will_happen_stands_there_before_anything_is_sent(console: Console) -> None:
    # As in test_foresee: Moscow, 24 wh from Fri 15:40 there -> Thu 14 May 16:40, no part of the day by its hour.
    told = page(Client())
    assert "Скорее всего, ответим в четверг, 14 мая, до 16:40; это ориентир, а не гарантия." in told
    assert "Сейчас мы работаем. Обращением займётся офис в Москве." in told
    assert "Время указано по часовому поясу: Москва, UTC+3." in told
    at_home = page(Client(), zone="Asia/Yekaterinburg")
    assert "ответим к вечеру четверга, 14 мая" in at_home
    assert "Начнём работать во вторник, 12 мая, в 9:00. Обращением займётся офис в Екатеринбурге." in at_home
    assert "Время указано по часовому поясу: Екатеринбург, UTC+5." in at_home
    assert "Не прикладывайте секретные и служебные документы." in told


def test_a_zone_that_is_none_is_no_zone_and_one_of_no_office_is_named_as_it_is(console: Console) -> None:
    for nonsense in ("Mars/Olympus", "../etc/passwd", "x" * 1000, "\0"):
        assert "Обращением займётся офис в Москве." in page(Client(), zone=nonsense)
    assert "Время указано по часовому поясу: Asia/Tbilisi, UTC+4." in page(Client(), zone="Asia/Tbilisi")


def test_a_contact_who_has_signed_in_reads_level_and_end(console: Console) -> None:
    typed = {"product": "чертёж-3d", "version": "v22", "edition": "Полная"}
    told = page(signed_in(console.world.anna), "05-06 10:00", **typed)
    assert "Первый ответ — до четверга, 7 мая, 10:00; ответ по существу — до четверга, 14 мая, 11:00." in told
    assert "Чертёж-3D v22: гарантийный уровень до 2 февраля 2027 года." in told
    assert "Вы вошли как Анна Сергеевна Лаптева; ответ придёт на anna@gear.example.org." in told
    assert "Адрес электронной почты" not in told
    # The same words of somebody who hasn't.
    stranger = page(Client(), "05-06 10:00", **typed, address="anna@gear.example.org", licence="WORLD-gear-v22")
    assert "гарантийный" not in stranger
    assert "Если номер лицензии подтвердится, срок будет по вашему уровню поддержки" in stranger


@pytest.mark.parametrize("path", ["/help/", "/help/look/"])
def test_looking_is_no_oracle(console: Console, path: str) -> None:
    """Byte for byte the same page, the same headers, the same number of queries, whoever's the address is."""
    seen = set()
    known = [("anna@gear.example.org", "WORLD-gear-v22"), ("oleg@harbour.example.org", "WORLD-harbour-v22")]
    for address, licence in [
        *known,
        ("nobody@stranger.example.org", "WORLD-nobody-v22"),
        ("irina@vendor.test", "77-АБ"),
    ]:
        typed = filled("05-06 10:00", address, licence=licence, product="Чертёж-3D", version="v22", look="yes")
        with at("05-06 10:00"), counted() as asked:
            answer = Client().post(path, typed)
        html = without_secrets(answer.content).replace(address, "ADDRESS").replace(licence, "LICENCE")
        headers = {name: value for name, value in answer.items() if name not in ("Set-Cookie", "Content-Length")}
        seen.add((answer.status_code, html, str(headers), len(asked)))
    assert len(seen) == 1


def test_sending_is_no_oracle(console: Console) -> None:
    """The page after sending is the same but for the number, the address and its own token."""
    seen = set()
    for address in ("anna@gear.example.org", "oleg@harbour.example.org", "nobody@stranger.example.org"):
        client = Client()
        answer = send(client, "05-06 10:00", address, licence="WORLD-gear-v22")
        number = Ticket.objects.latest("pk").number
        with at("05-06 10:00"), counted() as asked:
            after = client.get(answer["Location"])
        html = without_secrets(after.content).replace(address, "A").replace(number, "N")
        html = html.replace(answer["Location"], "LOCATION")
        headers = {name: value for name, value in after.items() if name not in ("Set-Cookie", "Content-Length")}
        seen.add((answer.status_code, after.status_code, html, str(headers), len(asked)))
        for word in ("гарантийн", "Шестерня", "Владивосток", "Анна"):
            assert word not in html
    assert len(seen) == 1
    # What was not shown is so all the same: the tickets have their own levels.
    assert sorted(Ticket.objects.values_list("level", flat=True)) == ["individual", "initial", "warranty"]


def test_a_sent_form_is_a_ticket_and_leads_to_its_page(console: Console) -> None:
    file = SimpleUploadedFile("журнал сборки.txt", b"Error 17", "text/html")
    client = Client()
    answer = send(
        client, FRIDAY, STRANGER, name="Иван Лесной", organisation="ООО «Опушка»", kind="fault", work_stopped="yes",
        zone="Asia/Yekaterinburg", files=[file, SimpleUploadedFile("пусто.bin", b"")],
    )  # fmt: skip
    assert answer.status_code == 303
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.work_stopped, ticket.channel, ticket.customer_zone) == (
        "fault", True, "form", "Asia/Yekaterinburg",
    )  # fmt: skip
    kept = Attachment.objects.order_by("pk").values_list("name", "size", "declared_type")
    assert list(kept) == [("журнал сборки.txt", 8, "text/html"), ("пусто.bin", 0, "text/plain")]
    assert [one.text_version for one in Consent.objects.all()] == ["1"]
    with at(FRIDAY):
        after = client.get(answer["Location"])
    assert f"Приняли ваше обращение {ticket.number}" in words(after.content)
    assert "ответим к вечеру четверга, 14 мая" in words(after.content)
    assert f"Подтверждение уходит на {STRANGER}." in words(after.content)
    assert after["Cache-Control"] == "private, no-store"


def test_pressed_twice_or_reloaded_it_is_one_ticket_and_one_page(console: Console) -> None:
    typed, client = filled(FRIDAY, STRANGER), Client()
    with at(FRIDAY):
        places = {client.post("/help/", typed)["Location"] for _ in range(3)}
        assert (len(places), Ticket.objects.count()) == (1, 1)
        # After the browser's "back" with another text it is another matter: it is asked first, and the words are kept.
        other = client.post("/help/", {**typed, "text": "А ещё не печатает."})
        assert other.status_code == 422
        assert "Эта форма уже отправлена." in words(other.content)
        assert "А ещё не печатает." in words(other.content)
        (key,) = re.findall(r'name="key" value="([^"]+)"', other.content.decode())
        assert key != typed["key"]
    with at("05-08 17:41"):
        assert client.post("/help/", {**typed, "text": "А ещё не печатает.", "key": key}).status_code == 303
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"address": ""}, "address", "Укажите адрес электронной почты"),
        ({"address": "ivan"}, "address", "Это не похоже на адрес почты."),
        ({"address": "иван@пример.рф"}, "address", "Это не похоже на адрес почты."),
        ({"address": "ivan@пример..рф"}, "address", "Это не похоже на адрес почты."),
        ({"address": "a@b.test\nBcc: x@y.test"}, "address", "Это не похоже на адрес почты."),
        ({"text": " \n "}, "text", "Расскажите, что случилось"),
        ({"text": "х" * 50_001}, "text", "Текст длиннее 50 000 знаков."),
        ({"subject": "х" * 301}, "subject", "В двух словах: не длиннее 300 знаков."),
        ({"organisation": "х" * 251}, "organisation", "Предприятие: не длиннее 250 знаков."),
        ({"consent": ""}, "consent", "Без вашего согласия"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    console: Console, typed: dict[str, str], field: str, sentence: str
) -> None:
    client = Client()
    more = {"product": "Неведомый", "licence": "77-АБ", **typed}
    answer = send(client, FRIDAY, more.pop("address", STRANGER), **more)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in words(html)
    assert f'<a href="#{field}">' in html
    assert f'id="{field}-trouble"' in html
    assert ('value="Неведомый"' in html, 'value="77-АБ"' in html, Ticket.objects.count()) == (True, True, 0)
    assert send(client, FRIDAY, STRANGER, product="Неведомый", licence="77-АБ").status_code == 303


def test_unknown_words_refuse_nothing_and_stand_below_the_text(console: Console) -> None:
    ticket = sent(
        Client(), FRIDAY, STRANGER, text="Не печатает.", product="Неведомый 7", kind="nonsense", version="v22"
    )
    assert (ticket.product, ticket.kind, ticket.version) == (None, "other", None)
    assert "Продукт, как указан: Неведомый 7" in Message.objects.get().text


def test_a_subject_that_nobody_typed_is_the_first_line(console: Console) -> None:
    assert sent(Client(), FRIDAY, STRANGER, subject="", text="Не печатает.\nСовсем.").subject == "Не печатает."
    long = sent(Client(), FRIDAY, "other@stranger.example.org", subject="", text="ы" * 200).subject
    assert long == "ы" * 79 + "…"


def test_nul_and_line_breaks_do_no_harm(console: Console) -> None:
    ticket = sent(Client(), FRIDAY, STRANGER, subject="Не\0 откры\r\nBcc: x@y.test", text="a\0b\r\nc")
    assert (ticket.subject, Message.objects.get().text) == ("Не откры Bcc: x@y.test", "ab\nc")


def test_programs_are_stopped_and_people_lose_nothing(console: Console) -> None:
    client, now = Client(), local(FRIDAY)
    for typed, sentence in [
        ({"website": "https://spam.example.org"}, "Заполнено поле, которое должно быть пустым."),
        ({"key": new_key(now)}, "Форма отправлена быстрее, чем её можно заполнить."),
        ({"key": ""}, "Форма открыта слишком давно"),
        ({"key": "altered." + "a" * 26}, "Форма открыта слишком давно"),
    ]:
        answer = send(client, FRIDAY, STRANGER, **typed)
        assert (answer.status_code, Ticket.objects.count()) == (422, 0)
        assert sentence in words(answer.content)
        assert MATTER["text"] in words(answer.content)
    # The page that came back can be sent as it stands, a moment later.
    (key,) = re.findall(r'name="key" value="([^"]+)"', answer.content.decode())
    assert send(client, "05-08 17:41", STRANGER, key=key).status_code == 303


def test_limits_keep_the_text(console: Console) -> None:
    with begin(local("05-01 10:00"), MACHINE, "cli") as step:
        offices.set_policy(step, name="forms_an_hour_from_a_client", value=1)
    assert send(Client(), FRIDAY, STRANGER).status_code == 303
    answer = send(Client(), FRIDAY, "other@stranger.example.org")
    assert answer.status_code == 422
    assert "Из вашей сети за час пришло много обращений" in words(answer.content)
    assert MATTER["text"] in words(answer.content)
    assert send(Client(), "05-08 18:41", "other@stranger.example.org").status_code == 303


def test_files_have_limits_that_are_said_and_no_more_is_ever_kept(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opora.lib.limits.MEGABYTE", 15_000)
    client = Client()
    small, large = SimpleUploadedFile("а.bin", b"x" * 1000), SimpleUploadedFile("б.bin", b"x" * 400_000)
    answer = send(client, FRIDAY, STRANGER, files=[small, large])
    assert (answer.status_code, Ticket.objects.count()) == (422, 0)
    assert "Файлы вместе больше 20 МБ." in words(answer.content)
    assert "Выберите эти файлы снова, браузер их не сохраняет: а.bin (1000 байт)" in words(answer.content)
    assert MATTER["text"] in words(answer.content)
    many = send(client, FRIDAY, STRANGER, files=[SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)])
    assert "Файлов больше десяти." in words(many.content)
    assert (
        send(client, FRIDAY, STRANGER, files=[SimpleUploadedFile(f"{n}.txt", b"x") for n in range(10)]).status_code
        == 303
    )
    assert Attachment.objects.count() == 10


def test_no_name_of_a_file_leads_anywhere(console: Console) -> None:
    file = BytesIO(b"x")
    file.name = "../../etc/passwd"
    sent(Client(), FRIDAY, STRANGER, files=[file])
    assert [one.name for one in Attachment.objects.all()] == ["passwd"]


def test_suggestions_are_what_is_released(console: Console) -> None:
    with at(FRIDAY):
        html = Client().get("/help/").content.decode()
    assert '<option value="Чертёж-3D">' in html
    assert '<option value="v22">' in html
    assert '<option value="v23">' not in html


def test_the_text_of_consent_is_the_desks_own(console: Console) -> None:
    with begin(local("05-01 10:00"), MACHINE, "cli") as step:
        said = {
            "version": "2026-05",
            "ru": "Согласен, чтобы «Пример» хранил моё письмо.",
            "link": "https://example.org/c",
        }
        offices.set_policy(step, name="consent", value=said)
    told = page(Client())
    assert "Согласен, чтобы «Пример» хранил моё письмо. Полный текст" in told
    sent(Client(), FRIDAY, STRANGER)
    assert Consent.objects.get().text_version == "2026-05"
    anna = signed_in(console.world.anna)
    sent(anna, FRIDAY, "")
    assert "Согласен" not in page(anna)
    assert send(anna, FRIDAY, "", consent="").status_code == 303


def test_a_form_wants_its_csrf_token(console: Console) -> None:
    client = Client(enforce_csrf_checks=True)
    typed = filled(FRIDAY, STRANGER)
    with at(FRIDAY):
        assert client.post("/help/", typed).status_code == 403
        (token, *_) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/help/").content.decode())
        assert client.post("/help/", {**typed, "csrfmiddlewaretoken": token}).status_code == 303


def test_a_proxy_says_from_where_a_browser_came_and_nobody_else(console: Console, settings: Any) -> None:
    from opora.channels.forms import digest_of_sender

    forwarded = {"x-forwarded-for": "203.0.113.5, 198.51.100.7"}
    for base, expected in (("http://127.0.0.1:8000", "127.0.0.1"), ("https://help.example.org", "198.51.100.7")):
        settings.BASE_URL = base
        with at(FRIDAY):
            assert Client(headers=forwarded).post("/help/", filled(FRIDAY, STRANGER)).status_code == 303
        assert SentForm.objects.latest("pk").client == digest_of_sender(expected)


def test_a_domain_in_russian_letters_is_written_to_in_ascii(console: Console) -> None:
    """IANA's ASCII form of «пример» is xn--e1afmkfd; the page shows the letters, and a letter from there is theirs."""
    client = Client()
    answer = send(client, FRIDAY, "Ivan@Пример.example.org")
    assert answer.status_code == 303, words(answer.content)
    ticket = Ticket.objects.latest("pk")
    assert Outbound.objects.get(ticket=ticket, audience="customer").recipient == "ivan@xn--e1afmkfd.example.org"
    with at("05-08 17:41"):
        assert "ivan@пример.example.org" in words(client.get(answer["Location"]).content)
    later = local("05-08 17:50")
    reply = receive(letter("ivan@xn--e1afmkfd.example.org", f"Re: [{ticket.number}]", "Ещё.", later), later)
    assert reply.ticket == ticket
    with at("05-08 18:00"):
        desk = console.browser(console.world.viktor).get(f"/tickets/{ticket.number}/").content
    assert "Заказчику, ivan@пример.example.org" in words(desk)
    assert "xn--" not in words(desk)
