"""What was typed into the form, read with care: it comes from a browser, so it may be anything."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.core import zones
from opora.core.addresses import for_mail
from opora.core.facts import AttachedFile
from opora.flow.by_form import Form
from opora.lib import signed
from opora.web.client import client_of
from opora.web.kinds import kind_of
from opora.web.portal.frame import language
from opora.web.portal.uploads import MOST_FILES, TOO_LARGE
from opora.web.typed import names_of_files, too_large

LINES = {
    "name": 250,
    "address": 254,
    "organisation": 250,
    "customer": 18,
    "licence": 100,
    "product": 120,
    "version": 60,
    "edition": 60,
    "subject": 300,
}
"""The fields of one line and their longest values; what is longer is refused with its words kept."""
LONGEST_TEXT = 50_000
SHORT = 80
ORDER = (
    "",
    "subject",
    "text",
    "files",
    "product",
    "version",
    "edition",
    "licence",
    "address",
    "name",
    "organisation",
    "customer",
    "consent",
)
TOO_QUICK = timedelta(seconds=2)
"""Nobody types faster; programs that fill in forms do."""

NAMES: dict[str, Promise | str] = {
    "name": gettext_lazy("Your name"),
    "address": gettext_lazy("E-mail address"),
    "organisation": gettext_lazy("Organisation"),
    "customer": gettext_lazy("For whom you write"),
    "licence": gettext_lazy("Licence number"),
    "product": gettext_lazy("Product"),
    "version": gettext_lazy("Version"),
    "edition": gettext_lazy("Edition"),
    "subject": gettext_lazy("In a few words"),
}


@dataclass(slots=True)
class Typed:
    """The fields as they were typed, the form's key, and what is wrong, by field; "" is the form as a whole."""

    values: dict[str, str] = field(default_factory=dict)
    key: str = ""
    files: tuple[AttachedFile, ...] = ()
    lost_files: tuple[str, ...] = ()
    wrong: dict[str, str] = field(default_factory=dict)

    def in_order(self) -> list[tuple[str, str]]:
        """What is wrong as the page has it from top to bottom, each with the place to mend it."""
        return [(name or "ask", self.wrong[name]) for name in ORDER if name in self.wrong]

    def form(self, request: HttpRequest, consent: str) -> Form:
        """The form for the street; ``consent`` is the version of the text that stood there."""
        values = self.values
        return Form(
            key=(_read_key(self.key) or ("", ""))[0],
            client=client_of(request),
            **{name: values.get(name, "") for name in LINES if name not in ("address", "subject")},
            subject=values.get("subject") or _first_line(values.get("text", "")),
            address=for_mail(values.get("address", "")),
            kind=kind_of(values.get("kind", "")),
            work_stopped=bool(values.get("work_stopped")),
            text=values.get("text", ""),
            files=self.files,
            language=language(),
            zone=values.get("zone", ""),
            consent=consent if values.get("consent") else "",
        )


def empty(now: datetime) -> Typed:
    """A form that nobody has filled in yet, with a key of its own."""
    return Typed({"kind": ""}, new_key(now))


def new_key(now: datetime) -> str:
    """The one-time key of a form that is shown at this instant."""
    return signed.token(settings.SECRET_KEY, "form", token_urlsafe(18), str(now.timestamp()))


def read(request: HttpRequest) -> Typed:
    """Everything that was typed, cleaned of what no line can hold."""
    values = {name: " ".join(request.POST.get(name, "").replace("\0", "").split()) for name in LINES}
    values["text"] = request.POST.get("text", "").replace("\0", "").replace("\r\n", "\n").strip()
    values["zone"] = _zone(request.POST.get("zone", ""))
    values |= {name: request.POST.get(name, "")[:20] for name in ("kind", "work_stopped", "consent")}
    return Typed(
        values,
        key=request.POST.get("key", ""),
        lost_files=names_of_files(request),
    )


def take_files(request: HttpRequest, typed: Typed) -> None:
    """The files with their bytes; what they say of themselves is kept and never believed."""
    sent = request.FILES.getlist("files")
    if request.META.get(TOO_LARGE):
        typed.wrong["files"] = too_large("form")
    elif len(sent) > MOST_FILES:
        typed.wrong["files"] = _("There are more than 10 files. Put them into one archive, or leave some out.")
    else:
        typed.files = tuple(
            AttachedFile(" ".join((one.name or "file").replace("\0", "").split()), one.content_type or "", one.read())
            for one in sent
        )


def check(request: HttpRequest, typed: Typed, now: datetime, *, known: bool, agreed: bool) -> None:
    """What has to be mended before it can be sent. ``known``: somebody has signed in; ``agreed``: once and for all."""
    for name, longest in LINES.items():
        if len(typed.values[name]) > longest:
            typed.wrong[name] = _("%(name)s: at most %(longest)d characters.") % {
                "name": NAMES[name],
                "longest": longest,
            }
    if not known:
        typed.wrong |= {"address": wrong} if (wrong := wrong_address(typed.values["address"])) else {}
    if not typed.values["text"]:
        typed.wrong["text"] = _("Tell us what has happened: a sentence will do.")
    elif len(typed.values["text"]) > LONGEST_TEXT:
        typed.wrong["text"] = _("The text is longer than 50,000 characters. Attach it as a file.")
    if not agreed and not typed.values["consent"]:
        typed.wrong["consent"] = _("Without your consent we may not keep your address, and so could not answer.")
    if not typed.wrong:
        _check_human(request, typed, now)


def wrong_address(address: str) -> str:
    """Why letters can't go there; empty when they can."""
    if not address:
        return _("Give us an e-mail address: our answer goes there.")
    try:
        validate_email(for_mail(address))
    except ValidationError:
        return _("This is no e-mail address. It looks like name@company.ru.")
    fits = for_mail(address).isascii() and len(for_mail(address)) <= LINES["address"]
    return "" if fits else _("Letters can't go to this address.")


def _check_human(request: HttpRequest, typed: Typed, now: datetime) -> None:
    """In place of a puzzle: a field that people do not see, and a moment that programs do not wait."""
    read_key = _read_key(typed.key)
    if request.POST.get("website", ""):
        typed.wrong[""] = _("Something filled in a field that has to stay empty. It is empty now: please send again.")
    elif read_key is None:
        typed.key = new_key(now)
        typed.wrong[""] = _("The form was too old to be sent. Your text is kept: please send it again.")
    elif now - datetime.fromtimestamp(float(read_key[1]), tz=now.tzinfo) < TOO_QUICK:
        typed.wrong[""] = _("That was quicker than anybody types. Your text is kept: please send it again.")


def _first_line(text: str) -> str:
    """What stands for a subject that nobody typed."""
    line = " ".join(text.partition("\n")[0].split())
    return line if len(line) <= SHORT else line[: SHORT - 1] + "…"


def _read_key(key: str) -> tuple[str, str] | None:
    said = signed.read_token(settings.SECRET_KEY, "form", key, now=datetime.max.replace(tzinfo=zones.zone("UTC")))
    return (said[0], said[1]) if said is not None and len(said) == 2 else None


def _zone(name: str) -> str:
    """An IANA name of a zone, else nothing."""
    try:
        return zones.zone(name).key if name and len(name) <= 64 else ""
    except ValueError:
        return ""
