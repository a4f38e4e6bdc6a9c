"""What the addresses of the door want beforehand: a password, a fresh proof of who it is, a code, a letter's link."""

import time
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from opora.accounts import actions as accounts
from opora.channels.models import Outbound
from opora.core.step import MACHINE
from opora.flow.step import begin
from tests.web.console import at
from tests.world import OPENED

if TYPE_CHECKING:
    from tests.rights.sample import Sample

WORD = "кабан-на-велосипеде"
NEW = {"password1": "лось-на-самокате", "password2": "лось-на-самокате"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WITH_CODE = ("me/code/off/", "me/spare-codes/", "me/spare-codes/new/", "me/spare-codes/file/",
             "sign-in/again/code/", "sign-in/code/")  # fmt: skip


def concerns(address: str) -> bool:
    """Whether an address is of the door and wants people with passwords."""
    return address.startswith(("me/", "sign-in/", "^password/"))


def give_passwords(one: "Sample", address: str) -> None:
    """Everybody has the same password, and where it matters the same key in an application."""
    with begin(OPENED, MACHINE, "cli") as step:
        accounts.give_password(step, users=one.people.values(), password=WORD)
    if address in WITH_CODE:
        for person in one.people.values():
            person.refresh_from_db()
            TOTP.activate(person, SECRET)
            RecoveryCodes.activate(person)


def code(secret: str = SECRET) -> str:
    """What the application shows at this moment."""
    counter = next(iter(yield_hotp_counters_from_time()))
    shown: str = format_hotp_value(hotp_value(secret, counter))
    return shown


def link(moment: str) -> str:
    """The path of the letter that somebody gets who has forgotten a password."""
    with at(moment):
        # Nobody of the columns: signing in makes an older link void.
        Client().post("/password/", {"email": "svetlana@vendor.test"})
    letter = message_from_bytes(bytes(Outbound.objects.get(reaction="account").raw), policy=default)
    body = letter.get_body(("plain",))
    assert body is not None
    (found,) = (word for word in str(body.get_content()).split() if "/password/" in word)
    return urlsplit(found).path


def prove(client: Client) -> None:
    """As if the person had typed the password a moment ago."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()


def body(client: Client, address: str, path: str) -> dict[str, Any]:
    """What is typed into the form, after it was opened."""
    if address == "me/code/":
        client.get(path)
        return {"code": code(str(client.session.get("mfa.totp.secret") or SECRET))}
    return {
        "me/password/": {"oldpassword": WORD, **NEW},
        "sign-in/again/": {"password": WORD},
        "sign-in/again/code/": {"code": code()},
        "sign-in/code/": {"code": code()},
    }.get(address, {})
