"""The form of a mailbox's account, and what it becomes."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from opora.channels.mail.account import USUAL, USUAL_OUT
from opora.channels.mail.sentences import TOKEN_OPEN, in_language
from opora.channels.mail.tokens import is_safe
from opora.channels.passwords import drop_password, keep_password
from opora.channels.queries import Mailbox, has_secret
from opora.offices.queries import Office
from opora.web.admin.forms import Field, Form, chosen
from opora.web.desk import named

TLS = {"tls": True, "none": False}
NAMES = re.compile(r"[-\w]{1,50}", re.ASCII)
HOST = re.compile(r"[\w.:\-]{1,250}")


def fields(row: Mailbox | None, offices: Sequence[Office]) -> list[Field]:
    """The questions, with what stands in the row; the password is never shown again."""
    kept = _("Leave it empty to keep the one that is stored.") if row and row.secret else ""
    once = _("It is stored in a file that only Opora reads, and never shown again.")
    secret_hint = kept if row and row.oauth_secret else _("Empty where the token server wants none.")
    return [
        *([] if row else [Field("name", _("Name here"), "support", hint=_("Latin letters, digits, hyphens."))]),
        Field("address", _("Address that customers write to"), row.address if row else "", "email", must=True),
        Field("user", _("User name at the server"), row.user if row else "", hint=_("Empty: the address itself.")),
        Field("password", _("Password"), "", "password", kept or once, autocomplete="new-password", most=1000),
        Field("token_url", _("Token server"), row.token_url if row else "", hint=_(
            "To sign in by token (XOAUTH2): the address where tokens are got. The password above is the refresh token "
            "then. Empty: a password."), most=500),
        Field("oauth_client", _("Client ID"), row.oauth_client if row else ""),
        Field("oauth_password", _("Client secret"), "", "password", secret_hint, autocomplete="new-password",
              most=1000),
        Field("protocol", _("Protocol"), row.kind if row and row.host else "imap", "select", _protocol_hint(),
              choices=[("imap", "IMAP"), ("pop3", "POP3")]),
        Field("host", _("Server for letters in"), row.host if row else "", hint=_("Empty: letters come by the pipe.")),
        Field("port", _("Port"), str(row.port or "") if row else "", "number",
              _usual(_("993, 143; POP3 995, 110")), wide=False),
        Field("tls", _("Encryption"), "tls" if row is None or row.tls else "none", "select", choices=_in_modes()),
        Field("folder", _("Folder"), row.folder if row else "INBOX", most=250),
        Field("smtp_host", _("SMTP server"), row.smtp_host if row else "", hint=_("Empty: letters leave elsewhere.")),
        Field("smtp_port", _("Port"), str(row.smtp_port or "") if row else "", "number", _usual("587, 465, 25"),
              wide=False),
        Field("smtp_tls", _("Encryption"), row.smtp_tls if row else "starttls", "select", choices=_out_modes()),
        Field("letters_a_minute", _("Letters a minute"), str(row.letters_a_minute or "") if row else "", "number",
              _("Where the server takes only so many; the others wait their turn. Empty: no limit."), wide=False),
        Field("office", _("Office that writes from here"), row.office.code if row and row.office else "", "select",
              choices=chosen([(one.code, named.office(one)) for one in offices], _("all of them"))),
        Field("head", _("The head's own address"), "1" if row and row.head else "", "check",
              _("A letter to it about a request is a reminder to the head. Nothing leaves from it.")),
    ]  # fmt: skip


def grouped(form: Form) -> list[tuple[str, list[Field]]]:
    """The fields under their headings."""
    groups = [
        (_("Mailbox"), ("name", "address", "user", "password", "head")),
        (_("Sign-in by token"), ("token_url", "oauth_client", "oauth_password")),
        (_("Letters in"), ("protocol", "host", "port", "tls", "folder")),
        (_("Letters out"), ("smtp_host", "smtp_port", "smtp_tls", "letters_a_minute", "office")),
    ]
    return [(title, [one for one in form.fields if one.name in names]) for title, names in groups]


def check(form: Form, row: Mailbox | None, *, taken: bool) -> None:
    """What is wrong beyond what a field sees by itself."""
    if row is None and not NAMES.fullmatch(form["name"]):
        form.wrong("name", _("A name is made of Latin letters, digits, hyphens and underscores, at most 50."))
    elif taken or (row is None and form["name"] == "new"):
        form.wrong("name", _("There is a mailbox of this name already; choose another name."))
    try:
        validate_email(form["address"])
    except ValidationError:
        form.wrong("address", _("This is no e-mail address."))
    for name in ("host", "smtp_host"):
        if form[name] and not HOST.fullmatch(form[name]):
            form.wrong(name, _("Write the server's name alone: imap.example.org."))
    if not form["host"] and not form["smtp_host"]:
        form.wrong("host", _("Name a server for letters in, or one for letters out."))
    for name in ("port", "smtp_port"):
        if form[name] and not (form[name].isascii() and form[name].isdecimal() and 1 <= int(form[name][:6]) <= 65535):
            form.wrong(name, _("A port is a number from 1 to 65535; empty is the usual one."))
    pace = form["letters_a_minute"]
    if pace and not (pace.isascii() and pace.isdecimal() and 1 <= int(pace[:6]) <= 10_000):
        form.wrong("letters_a_minute", _("Letters a minute are a number from 1 to 10,000; empty is no limit."))
    _check_sign_in(form, row)


def _check_sign_in(form: Form, row: Mailbox | None) -> None:
    if form["token_url"] and not is_safe(form["token_url"]):
        form.wrong("token_url", in_language(TOKEN_OPEN))
    for name, other in (("token_url", "oauth_client"), ("oauth_client", "token_url")):
        if form[other] and not form[name]:
            form.wrong(name, _("Fill this in."))
    if "\n" in form["password"] or "\r" in form["password"]:
        form.wrong("password", _("A password has no line ends."))
    elif form["host"] and not form["password"] and not (row and row.secret):
        form.wrong("password", _("Fill this in."))
    elif not form.ok and form["password"]:
        form.wrong("password", _("Type it once more: a password is not sent back to the page."))


def columns(form: Form, secret: str, client_secret: str) -> dict[str, Any]:
    """The row's columns but its name and office."""
    smtp_tls = form["smtp_tls"]
    return {
        "address": form["address"],
        "host": form["host"],
        "kind": form["protocol"] if form["host"] else "pipe",
        "port": int(form["port"] or USUAL[form["protocol"] == "pop3", TLS[form["tls"]]]),
        "tls": TLS[form["tls"]],
        "user": form["user"] or (form["address"] if secret else ""),
        "secret": secret,
        "token_url": form["token_url"],
        "oauth_client": form["oauth_client"],
        "oauth_secret": client_secret if form["token_url"] else "",
        "folder": form["folder"] or "INBOX",
        "smtp_host": form["smtp_host"],
        "smtp_port": int(form["smtp_port"] or USUAL_OUT[smtp_tls]),
        "smtp_tls": smtp_tls,
        "letters_a_minute": int(form["letters_a_minute"] or 0) or None,
        "head": bool(form["head"]),
    }


@contextmanager
def secrets_of(form: Form, name: str, row: Mailbox | None) -> Iterator[tuple[str, str]]:
    """What stands in the row for the password and for the client secret."""
    held = (row.secret, row.oauth_secret) if row else ("", "")
    with _secret(form["password"], name, held[0]) as secret, _secret(form["oauth_password"], name, held[1]) as client:
        yield secret, client


@contextmanager
def _secret(typed: str, name: str, held: str) -> Iterator[str]:
    """The one that holds, or a new one, which goes if the Step fails."""
    if not typed:
        yield held
        return
    fresh = keep_password(name, typed)
    try:
        yield fresh
    except BaseException:
        drop_password(fresh)
        raise
    if not has_secret(held):
        drop_password(held)


def _protocol_hint() -> Any:
    return _("IMAP leaves letters on the server. POP3 takes each off when it is filed, and knows no folders.")


def _usual(ports: str) -> str:
    return _("Usually %(ports)s.") % {"ports": ports}


def _in_modes() -> list[tuple[str, str]]:
    return [
        ("tls", _("TLS from the first word (993, 995)")),
        ("none", _("none, for servers on this machine (143, 110)")),
    ]


def _out_modes() -> list[tuple[str, str]]:
    return [
        ("starttls", "STARTTLS (587)"),
        ("tls", _("TLS from the first word (465)")),
        ("none", _("none, for servers on this machine (25)")),
    ]
