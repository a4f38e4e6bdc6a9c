"""The code from an application, spare codes, a new password by letter, changing one: what each step writes and says."""

from email import message_from_bytes
from email.policy import default
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.mail import send_mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.http import urlsafe_base64_encode

from opora.accounts import actions as accounts
from opora.accounts.models import User
from opora.channels.models import Outbound
from opora.config import settings as desk
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.ledger.queries import history_of
from tests.rights.door import code
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

NOW = "05-08 16:00"
WORD, NEW = "кабан-на-велосипеде", "лось-на-самокате"


@pytest.fixture(autouse=True)
def _nothing_tried_before(db: None) -> None:
    """What is counted against guessing lies in a table that is no model's, and stays when a test is over."""
    cache.clear()


@pytest.fixture
def irina(console: Console) -> User:
    """Somebody with a password."""
    with begin(local("05-08 15:00"), MACHINE, "cli") as step:
        accounts.give_password(step, users=[console.world.irina], password=WORD)
    return console.world.irina


def signed_in(password: str = WORD, moment: str = NOW) -> tuple[Client, Any]:
    client = Client()
    with at(moment):
        answer = client.post("/sign-in/", {"login": "irina@vendor.test", "password": password})
    return client, answer


def switch_on(client: Client, moment: str = NOW) -> str:
    """The code is switched on, with the password typed once more; gives the key."""
    with at(moment):
        asked = client.get("/me/code/")
        assert asked["Location"].startswith("/sign-in/again/?next=")
        assert client.post(asked["Location"], {"password": WORD})["Location"] == "/me/code/"
        page = client.get("/me/code/")
        secret = str(client.session["mfa.totp.secret"])
        assert secret in page.content.decode()
        assert "data:image/svg+xml;base64," in page.content.decode()
        assert client.post("/me/code/", {"code": code(secret)})["Location"] == "/me/spare-codes/"
    return secret


def now(user: User) -> User:
    return User.objects.get(pk=user.pk)


def letters() -> list[tuple[str, str, str]]:
    """State, subject and words of the letters about accounts."""
    found = []
    for row in Outbound.objects.filter(reaction="account").order_by("pk"):
        body = message_from_bytes(bytes(row.raw), policy=default).get_body(("plain",))
        assert body is not None
        found.append((row.state, row.subject, " ".join(body.get_content().split())))
    return found


def changes(user: User) -> list[str]:
    return [getattr(one.event, "what", type(one.event).__name__) for one in history_of("user", user.pk)]


def test_the_code_is_asked_for_after_the_password(irina: User) -> None:
    client, _ = signed_in()
    secret = switch_on(client)
    fresh, answer = signed_in(moment="05-08 17:00")
    assert answer["Location"] == "/sign-in/code/"
    with at("05-08 17:00"):
        assert fresh.get("/")["Location"] == "/sign-in/?next=/"
        assert "Шесть цифр из приложения" in words(fresh.get("/sign-in/code/").content)
        wrong = fresh.post("/sign-in/code/", {"code": "000000"})
        assert "Код не подходит." in words(wrong.content)
        assert fresh.post("/sign-in/code/", {"code": code(secret)})["Location"] == "/"
        assert fresh.get("/").status_code == 200
        # Each works once.
        again, _ = signed_in(moment="05-08 17:00")
        assert "Код не подходит." in words(again.post("/sign-in/code/", {"code": code(secret)}).content)
    (letter,) = letters()
    assert letter[:2] == ("queued", "Вход в Опору теперь с кодом")
    # Irina reads in the zone of her office: 16:00 in Yekaterinburg.
    assert "Здравствуйте, Ирина! В пятницу, 8 мая, в 16:00 для входа в Опору включён код" in letter[2]
    assert changes(irina)[-1] == "code_on"


def test_a_spare_code_stands_for_the_code_once(irina: User) -> None:
    client, _ = signed_in()
    switch_on(client)
    with at(NOW):
        page = words(client.get("/me/spare-codes/").content)
        file = client.get("/me/spare-codes/file/")
        spare = file.content.decode().split()
        assert len(spare) == 10
        assert all(one in page for one in spare)
        assert file["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    for tried, where in ((spare[0], "/"), (spare[0], None), (spare[1], "/")):
        fresh, _ = signed_in(moment="05-08 17:00")
        with at("05-08 17:00"):
            answer = fresh.post("/sign-in/code/", {"code": tried})
            assert answer.headers.get("Location") == where
    with at(NOW):
        client.post("/me/spare-codes/new/")
        assert spare[2] not in client.get("/me/spare-codes/file/").content.decode()
    assert letters()[-1][1] == "Новые запасные коды для входа в Опору"


def test_wrong_codes_are_limited(irina: User) -> None:
    client, _ = signed_in()
    secret = switch_on(client)
    fresh, _ = signed_in(moment="05-08 17:00")
    with at("05-08 17:00"):
        for _ in range(5):
            assert "Код не подходит." in words(fresh.post("/sign-in/code/", {"code": "000000"}).content)
        refused = fresh.post("/sign-in/code/", {"code": code(secret)})
        assert "Слишком много неверных кодов." in words(refused.content)
    with at("05-08 17:06"):
        assert fresh.post("/sign-in/code/", {"code": code(secret)})["Location"] == "/"


def test_the_code_is_switched_off_by_whoever_proves_who_they_are(irina: User) -> None:
    client, _ = signed_in()
    switch_on(client)
    with at("05-08 17:00"):
        # An hour later the password is asked for again.
        assert client.post("/me/code/off/")["Location"].startswith("/sign-in/again/")
        assert "нужен при каждом входе" in words(client.get("/me/").content)
    with at(NOW):
        assert client.post("/me/code/off/")["Location"] == "/me/"
        assert "Код отключён" in words(client.get("/me/").content)
    assert signed_in(moment="05-08 17:00")[1]["Location"] == "/"
    assert changes(irina)[-2:] == ["code_on", "code_off"]


def test_who_has_lost_everything_is_let_in_by_the_machine(irina: User, capsys: pytest.CaptureFixture[str]) -> None:
    client, _ = signed_in()
    switch_on(client)
    with at("05-08 17:00"):
        call_command("let_in", "irina@vendor.test")
        assert signed_in(moment="05-08 17:00")[1]["Location"] == "/sign-in/code/"
        for _ in range(5):
            _, answer = signed_in("wrong", "05-08 17:00")
        assert answer.status_code == 429
        call_command("let_in", "irina@vendor.test", "--without-code")
    assert signed_in(moment="05-08 17:00")[1]["Location"] == "/"
    assert capsys.readouterr().out.split("\n")[:3] == [
        "There was no lock.", "The lock is open.", "The code is switched off."
    ]  # fmt: skip
    assert letters()[-1][1] == "Вход в Опору теперь без кода"
    with pytest.raises(CommandError, match="Nobody who may sign in"):
        call_command("let_in", "nobody@vendor.test")


def test_a_welcome_link_does_not_stand_for_the_code(irina: User) -> None:
    client, _ = signed_in()
    switch_on(client)
    with at("05-08 17:00"):
        uid, token = urlsafe_base64_encode(str(irina.pk).encode()), default_token_generator.make_token(now(irina))
        fresh = Client()
        form = fresh.get(f"/welcome/{uid}/{token}/")["Location"]
        assert fresh.post(form, {"new_password1": NEW, "new_password2": NEW})["Location"] == "/"
        assert fresh.get("/")["Location"] == "/sign-in/?next=/"
    assert signed_in(NEW, "05-08 17:00")[1]["Location"] == "/sign-in/code/"


# --- passwords ------------------------------------------------------------------------------------------------------


def ask_for_letter(address: str = "irina@vendor.test", **headers: str) -> Any:
    with at(NOW):
        return Client(headers=headers).post("/password/", {"email": address})


def link() -> str:
    return urlsplit(next(word for word in letters()[-1][2].split() if "/password/" in word)).path


def test_a_forgotten_password_is_set_by_letter_once(irina: User) -> None:
    assert ask_for_letter()["Location"] == "/password/sent/"
    state, subject, said = letters()[0]
    assert (state, subject) == ("queued", "Новый пароль для входа в Опору")
    assert "действует до понедельника, 11 мая, 16:00" in said
    path, client = link(), Client()
    with at("05-08 16:10"):
        form = client.get(path)["Location"]
        assert link().rsplit("-", 1)[1].strip("/") not in form
        bad = client.post(form, {"password1": "короткий", "password2": "короткий"})
        assert "слишком короткий" in words(bad.content)
        assert client.post(form, {"password1": NEW, "password2": NEW})["Location"] == "/password/set/"
        assert "Ссылка уже использована" in words(Client().get(path).content)
    assert signed_in(NEW, "05-08 16:20")[1]["Location"] == "/"
    assert "не подходят" in words(signed_in(WORD, "05-08 16:20")[1].content)
    assert letters()[1][1] == "Пароль для входа в Опору сменён"
    assert changes(irina)[-3:] == ["reset", "PasswordSet", "password"]


def test_nobody_learns_whether_an_address_is_known(irina: User) -> None:
    known, unknown = ask_for_letter(), ask_for_letter("nobody@vendor.test")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(letters()) == 1
    User.objects.filter(pk=irina.pk).update(is_active=False)
    ask_for_letter()
    assert len(letters()) == 1


def test_the_link_is_under_the_address_of_the_desk(irina: User) -> None:
    ask_for_letter(Host="127.0.0.1:9999")
    assert "http://127.0.0.1:8000/password/" in letters()[0][2]


def test_on_a_quiet_desk_the_letter_leaves_all_the_same(quiet_console: Console) -> None:
    ask_for_letter()
    assert letters()[0][0] == "queued"


def test_a_password_is_changed_and_other_browsers_are_signed_out(irina: User) -> None:
    client, _ = signed_in()
    other, _ = signed_in()
    typed = {"oldpassword": WORD, "password1": NEW, "password2": NEW}
    with at(NOW):
        wrong = client.post("/me/password/", {**typed, "oldpassword": "не тот"})
        assert "Это не нынешний ваш пароль." in words(wrong.content)
        assert other.get("/").status_code == 200
        assert client.post("/me/password/", typed)["Location"] == "/me/"
        assert "Пароль сменён." in words(client.get("/me/").content)
        assert other.get("/").status_code == 302
    assert letters()[0][1] == "Пароль для входа в Опору сменён"


def test_an_english_colleague_gets_english_letters(irina: User) -> None:
    User.objects.filter(pk=irina.pk).update(language="en")
    ask_for_letter()
    _, subject, said = letters()[0]
    assert subject == "A new password for Opora"
    assert "Hello, Ирина. Somebody, probably you, asked for a new password" in said


def test_there_is_no_other_way_for_letters(settings: SimpleNamespace) -> None:
    """pytest-django puts a backend of its own into its settings: the desk's is read off the module."""
    settings.EMAIL_BACKEND = desk.EMAIL_BACKEND
    with pytest.raises(RuntimeError, match="outbound rows"):
        send_mail("a", "b", "c@example.org", ["d@example.org"])


@pytest.mark.parametrize("path", ["/signup/", "/accounts/signup/", "/sign-up/", "/email/", "/accounts/login/"])
def test_nobody_signs_up(path: str) -> None:
    assert Client().get(path).status_code == 404
