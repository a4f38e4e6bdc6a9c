"""What is wrong with a mailbox or a letter out, in a sentence. Rows and commands keep it in English; pages say it in
the language of their reader."""

import re

from django.utils import translation
from django.utils.translation import gettext_noop as _

NAME = _("The name %(host)s is not known: check its spelling, and this machine's name servers.")
SILENT = _("%(host)s does not answer on port %(port)s: the server may be down, or a firewall stands between.")
CERTIFICATE = _(
    "The certificate of %(host)s is not trusted (%(why)s): check the host name, or add the authority that signed it to "
    "this machine."
)
NO_TLS = _("%(host)s speaks no TLS on port %(port)s: check the port (IMAP over TLS is 993, SMTP over TLS 465).")
REFUSED = _("%(host)s refuses connections on port %(port)s: check the port, and that the mail server runs.")
AWAY = _("%(host)s cannot sign anybody in now: it says that its own list of users is away.")
LOGIN = _("%(host)s does not accept the user name or the password of %(user)s.")
FOLDER = _("%(user)s has no folder “%(folder)s” on %(host)s.")
READ_ONLY = _("%(user)s may only read the folder “%(folder)s” on %(host)s: letters cannot be marked as seen there.")
HUNG_UP = _("%(host)s hung up in the middle.")
NO_STARTTLS = _("%(host)s does not offer STARTTLS on port %(port)s.")
LETTERS = _("The password of %(user)s has letters that %(host)s cannot be given: use one of Latin letters and digits.")
UNREACHABLE = _("%(host)s cannot be reached on port %(port)s: %(why)s.")
STRANGE = _("%(host)s answered something unexpected: %(why)s")
STARTTLS_REFUSED = _("%(host)s refuses STARTTLS on port %(port)s: %(why)s")
NO_PASSWORD_FILE = _("The password cannot be read: there is no file %(file)s.")
PASSWORD_FILE = _("The password cannot be read from the file %(file)s: %(why)s.")
PASSWORD_VARIABLE = _("The password cannot be read: the environment variable %(name)s is empty.")
TOKEN_OPEN = _("The address of the token server must begin with https://: the refresh token would be open to read.")
TOKEN_WITHDRAWN = _(
    "%(server)s does not renew the sign-in of %(user)s any more: sign in there anew, and give Opora the new refresh "
    "token."
)
TOKEN_CLIENT = _("%(server)s does not know Opora as %(client)s: check the client ID and the client secret.")
TOKEN_STRANGE = _("%(server)s gave no token for %(user)s: %(why)s.")
TOKEN_NOT_KEPT = _("The new refresh token of %(user)s cannot be kept in %(file)s: %(why)s.")
TOKEN_LOGIN = _(
    "%(host)s does not accept the token of %(user)s: check that the one who signed in has this mailbox, that Opora was "
    "allowed to read its mail, and that IMAP is allowed there."
)
NO_UIDL = _("%(host)s does not number its letters (UIDL): without that a letter could be lost or come twice.")
AT_LETTER = _(
    "%(trouble)s That is at the letter with UID %(uid)s: look for that letter in a mail program, and move it away."
)
WITHHELD = _(
    "%(host)s does not give the letter with UID %(uid)s, though it says that it has it: look for that letter in a mail "
    "program, and move it away."
)
FULL = _("The disk under %(folder)s is full: free some space there, or move the data folder to a larger disk.")
NOT_KEPT = _("The letter cannot be kept: %(why)s: %(file)s.")
SENDER = _("The server does not take letters from %(sender)s: %(why)s")
OUT_FOLDER = _("The folder OPORA_MAIL_OUT_DIR cannot be written to: %(why)s.")

NO_SERVER = _("No mailbox has an SMTP server yet: add one with “opora mail add”.")
NOT_ALLOWED = _("Not sent: the recipient is not among those that OPORA_MAIL_ALLOW lets through.")
ASCII_ONLY = _("The mail server takes no addresses with letters beyond ASCII.")
CAME_BACK = _("Came back: %(why)s")
DOUBT = _("It may have been delivered before: an earlier try broke off between the letter and the server's answer.")

EVERY = (
    NAME, SILENT, CERTIFICATE, NO_TLS, REFUSED, AWAY, LOGIN, FOLDER, READ_ONLY, HUNG_UP, NO_STARTTLS, LETTERS,
    UNREACHABLE, STRANGE, STARTTLS_REFUSED, TOKEN_OPEN, TOKEN_WITHDRAWN, TOKEN_CLIENT, TOKEN_STRANGE, TOKEN_NOT_KEPT,
    TOKEN_LOGIN, NO_UIDL, NO_PASSWORD_FILE, PASSWORD_FILE, PASSWORD_VARIABLE, AT_LETTER, WITHHELD,
    FULL, NOT_KEPT, SENDER, OUT_FOLDER, NO_SERVER, NOT_ALLOWED, ASCII_ONLY, CAME_BACK, DOUBT,
)  # fmt: skip
_PLACE = re.compile(r"%\((\w+)\)s")


def in_language(sentence: str) -> str:
    """The sentence in the language of the page; one that is none of these stays as it is, as a server's words do."""
    if sentence.endswith(f" ({DOUBT})"):
        return f"{in_language(sentence.removesuffix(f' ({DOUBT})'))} ({translation.gettext(DOUBT)})"
    for template, pattern in _PATTERNS:
        found = pattern.fullmatch(sentence)
        if found is not None:
            return translation.gettext(template) % {
                name: in_language(value) for name, value in found.groupdict().items()
            }
    return sentence


def _pattern(template: str) -> re.Pattern[str]:
    parts, seen, made = _PLACE.split(template), set[str](), ""
    for at, part in enumerate(parts):
        made += re.escape(part) if at % 2 == 0 else f"(?P={part})" if part in seen else f"(?P<{part}>.+?)"
        seen |= {part} if at % 2 else set()
    return re.compile(made, re.DOTALL)


# What ends a sentence of another comes first.
_PATTERNS = [(one, _pattern(one)) for one in sorted(EVERY, key=lambda one: one is not AT_LETTER)]
