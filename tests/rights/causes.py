"""What the addresses of defects want beforehand: a defect behind the ticket, a key that acts as somebody of line 2."""

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from opora.accounts import actions as accounts
from opora.accounts.keys import SCOPES
from opora.channels.models import InboundMail, Outbound
from opora.core.facts import Verb
from opora.core.step import MACHINE
from opora.flow import defects
from opora.flow.step import begin
from opora.programme.models import Defect
from opora.tickets import actions as tickets
from opora.tickets.models import Attachment, Macro
from opora.web import passes
from tests.rights import blocked, duties, given_up
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive
from tests.world import OPENED, STRANGER

if TYPE_CHECKING:
    from opora.tickets.models import Ticket
    from tests.rights.sample import Sample

KEY = "CAD-17"


def defect(one: "Sample") -> None:
    """A defect behind Anna's ticket."""
    irina, now = one.world.irina, local("05-08 12:00").astimezone(UTC)
    defects.find(one.ticket.pk, irina, now, title="NPE в AssemblyLoader", tracker_key=KEY)


def drafted(one: "Sample") -> None:
    """A draft that waits on Anna's ticket."""
    defect(one)
    moment = local("05-08 12:30").astimezone(UTC)
    defects.write_to_all(Defect.objects.get().pk, one.world.timur, Verb.TELL, "Исправим к лету.", moment)


def held(one: "Sample") -> None:
    """A letter of Irina's that is about to leave."""
    at = local("05-08 12:30").astimezone(UTC)
    with begin(at, MACHINE, "desk") as step:
        tickets.hold(step, tickets.lock(one.ticket.pk), one.world.irina, Verb.TELL, "Ищем.", at + timedelta(days=1), {})


def tracker(one: "Sample") -> None:
    """A defect, and the key of the developers' tracker."""
    defect(one)
    with begin(OPENED, MACHINE, "cli") as step:
        _, one.key = accounts.add_key(step, name="tracker", scopes=SCOPES, user=one.world.timur)


def macro(one: "Sample") -> None:
    """A macro of the row 1."""
    Macro.objects.create(pk=1, name="Журнал", verb="ask", text="{имя}, пришлите журнал.")


def parameters(address: str) -> dict[str, Any]:
    """What stands for the parameters of an address of defects, and for the signed link to a file."""
    return {
        "key": KEY,
        **duties.parameters(address),
        "macro_id": 1,
        **({"token": _pass()} if address.startswith("files/") else {}),
        **({"number": Defect.objects.get().number} if address.startswith("defects/<") else {}),
    }


def _pass() -> str:
    return passes.to_save("file", Attachment.objects.get().pk, local("05-08 16:00")).url.split("/")[2]


BEFORE: dict[str, Callable[["Sample"], None]] = {
    **duties.BEFORE,
    "tickets/<str:number>/restoration/": blocked.marked,
    "blocks/": blocked.block,
    "letters/<int:letter_id>/restoration/": blocked.block,
    "tickets/<str:number>/defect/end/": defect,
    "tickets/<str:number>/draft/end/": drafted,
    "tickets/<str:number>/sending/end/": held,
    "api/defects/<key>": tracker,
    "setup/macros/<int:macro_id>/": macro,
    "tickets/<str:number>/macro/": macro,
    **{f"defects/<str:number>/{noun}": defect for noun in ("", "status/", "description/", "drafts/")},
}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    **duties.BODIES,
    ("letters/<int:letter_id>/filing/", "POST"): {"own": "1"},
    ("blocks/", "POST"): {"block": "1"},
    ("defects/", "POST"): {"title": "NPE в AssemblyLoader", "tracker_key": KEY},
    ("setup/macros/new/", "POST"): {"name": "Ещё", "verb": "note", "product": "", "text": "Посмотреть."},
    ("setup/macros/<int:macro_id>/", "POST"): {"name": "Ещё", "verb": "note", "product": "", "text": "Посмотреть."},
    ("tickets/<str:number>/macro/", "POST"): {"macro": "1"},
    ("api/defects/<key>", "PUT"): {"title": "NPE"},
    ("api/defects/<key>", "PATCH"): {"status": "planned"},
    ("tickets/<str:number>/defect/", "POST"): {"title": "NPE в AssemblyLoader", "tracker_key": KEY},
    ("defects/<str:number>/drafts/", "POST"): {"text": "Исправим к лету.", "verb": "tell"},
    ("defects/<str:number>/status/", "POST"): {"status": "confirmed"},
    ("defects/<str:number>/description/", "POST"): {"title": "NPE", "public_title": "Сборка не открывается"},
}


def passed_on(_: "Ticket") -> InboundMail:
    """A letter that a colleague passed on, and nobody knows whose it is."""
    when = local("05-08 10:30")
    return receive(letter("irina@vendor.test", "Fwd: Сборка", "Она писала вчера.", when), when)


def proposed(ticket: "Ticket") -> InboundMail:
    """A letter of somebody who takes no part in this ticket, with its number."""
    when = local("05-08 10:30")
    return receive(letter(STRANGER, ticket.number, "Что там?", when), when)


def second(ticket: "Ticket") -> InboundMail:
    """A second letter of Anna's on her ticket."""
    when = local("05-08 10:30")
    return receive(letter("anna@gear.example.org", ticket.number, "Ещё одно.", when), when)


LETTERS: dict[str, Callable[["Ticket"], "InboundMail | Outbound"]] = {
    "passed-on": passed_on,
    "proposed": proposed,
    "of-a-ticket": given_up.of_a_ticket,
    "notice": given_up.notice,
    "second": second,
    "blocked": blocked.held,
}
