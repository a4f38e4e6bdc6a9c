"""Mailboxes by page: typed once, tested against a real server, changed; the password shows nowhere."""

from pathlib import Path
from typing import Any

import pytest

from opora.accounts.models import User
from opora.channels.models import Mailbox, Outbound, ServerLetter
from opora.ledger.models import Event
from tests.services.dovecot import PASSWORD, Dovecot
from tests.services.dovecot import Mailbox as Account
from tests.services.tokens import CLIENT, CLIENT_SECRET, REFRESH, TokenServer
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = "05-08 16:00"
NEW = "/setup/mailboxes/new/"


def typed(account: Account, **other: str) -> dict[str, str]:
    """The form of the dovecot mailbox of this test."""
    usual = {
        "name": "support", "address": "support@vendor.test", "user": account.user, "password": PASSWORD,
        "protocol": "imap", "host": account.host, "port": str(account.port), "tls": "none", "folder": "INBOX",
        "smtp_host": "", "smtp_port": "", "smtp_tls": "starttls", "office": "moscow",
    }  # fmt: skip
    return usual | other


def send(console: Console, path: str, form: dict[str, str] | None = None) -> Any:
    with at(NOW):
        return console.browser(console.world.galina).post(path, form or {})


def page(console: Console, path: str) -> str:
    with at(NOW):
        return console.browser(console.world.galina).get(path).content.decode()


def secret_file() -> Path:
    kind, _, path = Mailbox.objects.get(name="support").secret.partition(":")
    assert kind == "file"
    return Path(path)


def test_a_mailbox_is_added_tested_and_its_password_shows_nowhere(console: Console, mailbox: Account) -> None:
    answer = send(console, NEW, typed(mailbox))
    assert (answer.status_code, answer["Location"]) == (303, "/setup/mailboxes/support/")
    row = Mailbox.objects.get(name="support")
    assert (row.kind, row.host, row.port, row.tls, row.user) == (
        "imap",
        mailbox.host,
        mailbox.port,
        False,
        mailbox.user,
    )
    assert row.office is not None
    assert (row.office.code, row.look_at, row.connected_at) == ("moscow", local(NOW), local(NOW))
    assert secret_file().read_text() == PASSWORD + "\n"
    assert secret_file().stat().st_mode & 0o777 == 0o600
    assert secret_file().parent.stat().st_mode & 0o777 == 0o700
    tried = send(console, "/setup/mailboxes/support/trials/")
    said = words(tried.content)
    assert "имя найдено порт открыт вход выполнен папка есть В папке 0 писем." in said
    assert "Сервер для отправки не указан." in said
    event = Event.objects.get(type="MailboxTried")
    assert (event.payload, event.actor_id) == ({"incoming": "ok", "outgoing": ""}, console.world.galina.pk)
    html = page(console, "/setup/mailboxes/support/")
    assert "Последняя проверка, сегодня, 14:00: приём — работает; отправка — не настроено." in words(html)
    for shown in (html, tried.content.decode(), page(console, "/setup/mailboxes/"), page(console, NEW)):
        assert PASSWORD not in shown
    assert PASSWORD not in str([one.payload for one in Event.objects.all()])


def test_a_mailbox_becomes_the_heads_and_is_it_no_more(console: Console, mailbox: Account) -> None:
    send(console, NEW, typed(mailbox, head="1"))
    assert Mailbox.objects.get(name="support").head
    assert 'name="head" type="checkbox" value="1" checked' in page(console, "/setup/mailboxes/support/")
    send(console, "/setup/mailboxes/support/", typed(mailbox, password=""))
    assert not Mailbox.objects.get(name="support").head


@pytest.mark.parametrize(
    ("other", "sentence", "code"),
    [
        ({"password": "wrong"}, "не принимает имя или пароль пользователя", "login"),
        ({"host": "no-such-host.invalid"}, "Имя no-such-host.invalid не найдено в DNS.", "name"),
        ({"port": "1"}, "127.0.0.1 на месте, но порт 1 закрыт.", "refused"),
        ({"folder": "Почта"}, "нет папки «Почта». Выберите одну из тех, что есть. Какие папки есть: INBOX", "folder"),
        ({"tls": "tls"}, "не говорит по TLS. Выберите порт для TLS (IMAP 993, SMTP 465)", "no_tls"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_what_to_do(
    console: Console, mailbox: Account, other: dict[str, str], sentence: str, code: str
) -> None:
    send(console, NEW, typed(mailbox, **other))
    answer = send(console, "/setup/mailboxes/support/trials/")
    assert answer.status_code == 200
    assert sentence in words(answer.content)
    assert Event.objects.get(type="MailboxTried").payload["incoming"] == code


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"name": "наш"}, "Имя состоит из латинских букв"),
        ({"name": "new"}, "Ящик с таким именем уже есть."),
        ({"address": "support"}, "Это не адрес электронной почты."),
        ({"address": ""}, "Заполните это поле."),
        ({"host": "https://imap.example.org/"}, "Напишите только имя сервера"),
        ({"host": "", "smtp_host": ""}, "Укажите сервер для приёма или для отправки."),
        ({"port": "99999"}, "Порт — число от 1 до 65535"),
        ({"port": "imap"}, "Порт — число от 1 до 65535"),
        ({"password": ""}, "Заполните это поле."),
        ({"tls": "maybe"}, "Выберите из списка."),
        ({"office": "nowhere"}, "Выберите из списка."),
    ],
)
def test_what_may_not_be_is_refused_and_no_password_stays(
    console: Console, mailbox: Account, tmp_path: Path, other: dict[str, str], sentence: str
) -> None:
    answer = send(console, NEW, typed(mailbox, **other))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words(html).count(sentence) == 2
    assert not Mailbox.objects.filter(name="support").exists()
    assert PASSWORD not in html
    assert not list((tmp_path / "passwords").glob("*"))
    if other.get("password") != "":
        assert "Введите ещё раз: на страницу пароль не возвращается." in words(html)
    # What was typed stays, where it was no password.
    assert f'value="{mailbox.user}"' in html


def test_a_name_is_taken_once(console: Console, mailbox: Account) -> None:
    assert send(console, NEW, typed(mailbox)).status_code == 303
    answer = send(console, NEW, typed(mailbox))
    assert answer.status_code == 422
    assert "Ящик с таким именем уже есть." in words(answer.content)


def test_another_password_takes_the_place_of_the_first(console: Console, mailbox: Account) -> None:
    send(console, NEW, typed(mailbox, password="wrong"))
    first = secret_file()
    path = "/setup/mailboxes/support/"
    form = typed(mailbox)
    del form["name"]
    # An empty field keeps what is stored.
    assert send(console, path, form | {"password": "", "folder": "Support"}).status_code == 303
    assert secret_file() == first
    assert first.exists()
    assert send(console, path, form).status_code == 303
    assert not first.exists()
    assert secret_file().read_text() == PASSWORD + "\n"
    changed = [one.payload["changed"] for one in Event.objects.filter(type="MailboxChanged").order_by("pk")]
    assert changed == [["folder"], ["folder", "secret"]]


def test_a_new_password_holds_for_all_folders_of_the_account(console: Console, mailbox: Account) -> None:
    send(console, NEW, typed(mailbox, password="wrong"))
    first = Mailbox.objects.get()
    shared = {name: getattr(first, name) for name in ("kind", "address", "host", "user", "secret", "connected_at")}
    Mailbox.objects.create(name="orders", folder="Orders", failures=4, trouble="No.", **shared)
    Mailbox.objects.create(name="strange", **shared | {"user": "another"})
    wrong = secret_file()
    send(console, "/setup/mailboxes/support/", typed(mailbox))
    now = dict(Mailbox.objects.values_list("name", "secret"))
    assert now["orders"] == now["support"] != first.secret
    orders = Mailbox.objects.get(name="orders")
    assert (orders.failures, orders.trouble, orders.look_at) == (0, "", local(NOW))
    # Somebody else signs in with the old one: it is not known to be wrong for them.
    assert now["strange"] == first.secret
    assert wrong.exists()
    changed = Event.objects.filter(type="MailboxChanged").values_list("subject_id", "payload")
    assert sorted((pk, payload["changed"]) for pk, payload in changed) == [
        (first.pk, ["secret"]), (orders.pk, ["secret"]),
    ]  # fmt: skip


def test_a_mailbox_that_speaks_pop3(console: Console, mailbox: Account, dovecot: Dovecot) -> None:
    form = typed(mailbox, protocol="pop3", port=str(dovecot.pop_port))
    assert send(console, NEW, form).status_code == 303
    row = Mailbox.objects.get()
    assert (row.kind, row.port, row.look_at) == ("pop3", dovecot.pop_port, local(NOW))
    ServerLetter.objects.create(mailbox=row, uidl="a")
    shown = words(send(console, "/setup/mailboxes/support/trials/").content.decode())
    assert "вход выполнен" in shown
    assert "В ящике 0 писем." in shown
    # IMAP at the same server is another place: what POP3 remembered of it goes.
    assert send(console, "/setup/mailboxes/support/", typed(mailbox, protocol="imap")).status_code == 303
    assert Mailbox.objects.get().kind == "imap"
    assert not ServerLetter.objects.exists()
    assert send(console, NEW, typed(mailbox, name="two", protocol="pop3", port="")).status_code == 303
    assert Mailbox.objects.get(name="two").port == 110
    assert send(console, NEW, typed(mailbox, name="three", protocol="gopher")).status_code == 422


def test_a_mailbox_that_signs_in_by_token(console: Console, mailbox: Account, tokens: TokenServer) -> None:
    form = typed(mailbox, password=REFRESH, token_url=tokens.url, oauth_client=CLIENT, oauth_password=CLIENT_SECRET)
    assert send(console, NEW, form).status_code == 303
    row = Mailbox.objects.get()
    assert (row.token_url, row.oauth_client) == (tokens.url, CLIENT)
    kept = [Path(one.removeprefix("file:")) for one in (row.secret, row.oauth_secret)]
    assert [path.read_text() for path in kept] == [REFRESH + "\n", CLIENT_SECRET + "\n"]
    shown = words(send(console, "/setup/mailboxes/support/trials/").content.decode())
    assert "вход выполнен" in shown
    assert CLIENT_SECRET not in shown
    tokens.answer = (400, b'{"error": "invalid_grant"}')
    tokens.valid.clear()
    shown = words(send(console, "/setup/mailboxes/support/trials/").content.decode())
    assert "Вход по токену не удался." in shown
    assert "больше не продлевает вход" in shown
    # Other folders of the account sign in as this one does; without the server's address it is a password again.
    shared = {name: getattr(row, name) for name in ("kind", "address", "host", "user", "secret", "connected_at")}
    Mailbox.objects.create(name="orders", folder="Orders", token_url=tokens.url, oauth_client=CLIENT, **shared)
    send(console, "/setup/mailboxes/support/", typed(mailbox, token_url="", oauth_client=""))
    assert list(Mailbox.objects.values_list("token_url", "oauth_client")) == [("", ""), ("", "")]
    assert len(set(Mailbox.objects.values_list("secret", flat=True))) == 1


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"token_url": "http://login.vendor.test/"}, "должен начинаться с https://"),
        ({"token_url": "https://login.vendor.test/"}, "Заполните это поле."),
        ({"oauth_client": CLIENT}, "Заполните это поле."),
    ],
)
def test_half_a_sign_in_by_token_is_refused(
    console: Console, mailbox: Account, other: dict[str, str], sentence: str
) -> None:
    answer = send(console, NEW, typed(mailbox, **other))
    assert answer.status_code == 422
    assert sentence in words(answer.content.decode())
    assert not Mailbox.objects.exists()


def test_a_password_that_lies_elsewhere_is_left_alone(console: Console, mailbox: Account, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("x\n")
    send(console, NEW, typed(mailbox))
    Mailbox.objects.filter(name="support").update(secret=f"file:{own}")
    form = typed(mailbox)
    del form["name"]
    send(console, "/setup/mailboxes/support/", form)
    assert own.exists()
    assert secret_file() != own


def test_another_server_is_counted_anew_and_another_port_is_not(console: Console, mailbox: Account) -> None:
    send(console, NEW, typed(mailbox))
    seen = {"uid_validity": 7, "uid_start": 3, "uid_next": 9, "connected_at": local("05-01 9:00"), "failures": 4}
    Mailbox.objects.filter(name="support").update(**seen)
    form = typed(mailbox)
    del form["name"]
    send(console, "/setup/mailboxes/support/", form | {"address": "help@vendor.test", "password": ""})
    row = Mailbox.objects.get(name="support")
    assert (row.uid_next, row.connected_at, row.failures) == (9, local("05-01 9:00"), 0)
    send(console, "/setup/mailboxes/support/", form | {"host": "localhost", "password": ""})
    row = Mailbox.objects.get(name="support")
    assert (row.uid_next, row.uid_validity, row.connected_at) == (None, None, local(NOW))


def test_a_test_letter_goes_to_whoever_asks_on_a_desk_that_answers(console: Console, mailbox: Account) -> None:
    send(console, NEW, typed(mailbox, smtp_host="mail.vendor.test"))
    assert "Отправить пробное письмо на galina@vendor.test" in words(page(console, "/setup/mailboxes/support/"))
    assert send(console, "/setup/mailboxes/support/test-letters/").status_code == 303
    letter = Outbound.objects.get(reaction="test_letter")
    assert (letter.recipient, letter.state, letter.sender) == ("galina@vendor.test", "queued", "support@vendor.test")
    assert letter.subject == "Проверка почты"
    assert letter.mailbox == Mailbox.objects.get(name="support")


def test_a_quiet_desk_sends_no_test_letter(quiet_console: Console, mailbox: Account) -> None:
    send(quiet_console, NEW, typed(mailbox, smtp_host="mail.vendor.test"))
    assert "Отправить пробное письмо" not in words(page(quiet_console, "/setup/mailboxes/support/"))
    answer = send(quiet_console, "/setup/mailboxes/support/test-letters/")
    assert answer.status_code == 422
    assert "Служба молчит и ничего не отправляет." in words(answer.content)
    assert not Outbound.objects.filter(reaction="test_letter").exists()


def test_a_trial_is_a_post(console: Console, mailbox: Account) -> None:
    send(console, NEW, typed(mailbox))
    with at(NOW):
        answer = console.browser(console.world.galina).get("/setup/mailboxes/support/trials/")
    assert (answer.status_code, answer["Location"]) == (302, "/setup/mailboxes/support/")
    assert not Event.objects.filter(type="MailboxTried").exists()
    assert send(console, "/setup/mailboxes/nobody/trials/").status_code == 404


def test_the_list_says_when_and_what(console: Console) -> None:
    Mailbox.objects.create(
        name="support", kind="imap", address="support@vendor.test", host="imap.vendor.test", user="support",
        connected_at=local("05-01 9:00"), looked_at=local("05-08 15:59"), trouble="imap.vendor.test hung up.",
    )  # fmt: skip
    console.asked("05-08 15:00")
    said = words(page(console, "/setup/mailboxes/"))
    assert "support, imap.vendor.test, INBOX неполадка imap.vendor.test hung up." in said
    assert "сегодня, 13:59" in said  # the look, by Moscow's clock
    assert "pipe от почтового сервера, opora mail receive – – сегодня, 13:00" in said
    assert User.objects.filter(role="administrator").count() == 1
