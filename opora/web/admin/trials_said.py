"""How a trial of a mailbox went, in plain words: what is well, what is wrong, what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opora.channels.mail.account import Account
from opora.channels.mail.sentences import in_language
from opora.channels.mail.trial import NOT_SET_UP, OK, Trial
from opora.web.desk.words import Words, said


@dataclass(frozen=True, slots=True)
class Told:
    """One direction. ``passed`` are the steps that went well; ``wrong`` and ``advice`` are empty when all did."""

    title: str
    server: str
    passed: tuple[str, ...]
    wrong: str = ""
    advice: str = ""
    server_said: str = ""
    folders: tuple[str, ...] = ()
    well: str = ""


SHORT: Words = {
    "ok": gettext_lazy("works"),
    "": gettext_lazy("not set up"),
    "name": gettext_lazy("the name is not known"),
    "refused": gettext_lazy("the port is closed"),
    "silent": gettext_lazy("the server is silent"),
    "unreachable": gettext_lazy("the server cannot be reached"),
    "certificate_unknown": gettext_lazy("the certificate is not trusted"),
    "certificate_expired": gettext_lazy("the certificate has expired"),
    "certificate_not_yet": gettext_lazy("the certificate does not hold yet"),
    "certificate_name": gettext_lazy("the certificate is for another name"),
    "no_tls": gettext_lazy("no TLS on this port"),
    "no_starttls": gettext_lazy("no STARTTLS on this port"),
    "login": gettext_lazy("user name or password refused"),
    "password": gettext_lazy("the password cannot be read"),
    "token": gettext_lazy("the sign-in by token fails"),
    "password_letters": gettext_lazy("the password has letters that do not pass"),
    "folder": gettext_lazy("the folder is missing"),
    "sender": gettext_lazy("the sender is refused"),
    "strange": gettext_lazy("the server answered something unexpected"),
}

WRONG: Mapping[str, tuple[object, object]] = {
    "name": (
        gettext_lazy("The name %(host)s does not resolve."),
        gettext_lazy("Check its spelling, and that this machine's name servers answer."),
    ),
    "refused": (
        gettext_lazy("%(host)s is there, and port %(port)s is closed."),
        gettext_lazy("Check the port, and that the mail server runs and lets this machine in."),
    ),
    "silent": (
        gettext_lazy("%(host)s does not answer on port %(port)s in time."),
        gettext_lazy(
            "A firewall may stand between, or the port may want another encryption. Ask who looks after the network."
        ),
    ),
    "unreachable": (
        gettext_lazy("%(host)s cannot be reached on port %(port)s."),
        gettext_lazy("Check this machine's network and its route to the server."),
    ),
    "certificate_unknown": (
        gettext_lazy("The certificate of %(host)s is signed by nobody whom this machine trusts."),
        gettext_lazy(
            "If it is your own authority, add its certificate to this machine and start Opora again; "
            "SSL_CERT_FILE may name it. No password was sent."
        ),
    ),
    "certificate_expired": (
        gettext_lazy("The certificate of %(host)s has expired."),
        gettext_lazy("Have it renewed on the mail server; check this machine's clock too. No password was sent."),
    ),
    "certificate_not_yet": (
        gettext_lazy("The certificate of %(host)s does not hold yet."),
        gettext_lazy("Check the clocks of this machine and of the server. No password was sent."),
    ),
    "certificate_name": (
        gettext_lazy("The certificate is for another name than %(host)s."),
        gettext_lazy("Write the server's name as it stands in its certificate. No password was sent."),
    ),
    "no_tls": (
        gettext_lazy("%(host)s speaks no TLS on port %(port)s."),
        gettext_lazy("Choose the port for TLS (IMAP 993, SMTP 465), or STARTTLS for SMTP on 587."),
    ),
    "no_starttls": (
        gettext_lazy("%(host)s does not offer STARTTLS on port %(port)s."),
        gettext_lazy("Try TLS from the first word on port 465. Without encryption the password would be open to read."),
    ),
    "login": (
        gettext_lazy("%(host)s does not accept the user name or the password of %(user)s."),
        gettext_lazy(
            "Type the password once more. Some providers want a password for programs, or IMAP to be allowed first."
        ),
    ),
    "password": (
        gettext_lazy("The password of %(user)s cannot be read on this machine."),
        gettext_lazy("Type it into the form below once more, or see that the file or variable is there for Opora."),
    ),
    "token": (
        gettext_lazy("The sign-in by token failed."),
        gettext_lazy("What is wrong stands below. A refresh token that was withdrawn is got anew by signing in there."),
    ),
    "password_letters": (
        gettext_lazy("The password of %(user)s has letters that %(host)s cannot be given."),
        gettext_lazy("Use a password of Latin letters and digits."),
    ),
    "folder": (
        gettext_lazy("%(user)s has no folder “%(folder)s”."),
        gettext_lazy("Choose one of those that there are."),
    ),
    "sender": (
        gettext_lazy("%(host)s takes no letters from %(address)s."),
        gettext_lazy("Let this user send from that address at the mail server, or write the user's own address above."),
    ),
    "strange": (
        gettext_lazy("%(host)s answered something unexpected."),
        gettext_lazy("Its words stand below; show them to whoever looks after it."),
    ),
}

STEPS: Words = {
    "name": gettext_lazy("name found"),
    "port": gettext_lazy("port open"),
    "tls": gettext_lazy("encrypted"),
    "login": gettext_lazy("signed in"),
    "folder": gettext_lazy("folder found"),
    "sender": gettext_lazy("sender accepted, nothing was sent"),
}


def short(code: str) -> str:
    """A code in a few words, for the line of the last test."""
    return said(SHORT, code)


def incoming(trial: Trial, wanted: Account) -> Told:
    """How letters come in."""
    letters = trial.letters or 0
    well = ngettext("%(count)d letter lies in the folder.", "%(count)d letters lie in the folder.", letters)
    if wanted.kind == "pop3":
        well = ngettext("%(count)d letter lies in the mailbox.", "%(count)d letters lie in the mailbox.", letters)
    none = _("No server for letters in is set: they come by the pipe.")
    return _told(_("Letters in"), trial, wanted, "", none, well % {"count": letters})


def outgoing(trial: Trial, wanted: Account, address: str) -> Told:
    """How letters leave."""
    none = _("No server for letters out is set.")
    return _told(_("Letters out"), trial, wanted, address, none, _("Letters can leave from here."))


def _told(title: str, trial: Trial, wanted: Account, address: str, none: str, well: str) -> Told:
    if trial.code == NOT_SET_UP:
        return Told(title, "", (), well=none)
    server, passed = f"{trial.host}:{trial.port}", tuple(said(STEPS, one) for one in trial.passed)
    if trial.code == OK:
        return Told(title, server, passed, well=well)
    names = {"host": trial.host, "port": trial.port, "user": wanted.user, "folder": wanted.folder, "address": address}
    wrong, advice = (str(one) for one in WRONG[trial.code])
    return Told(title, server, passed, wrong % names, advice, in_language(trial.said), trial.folders)
