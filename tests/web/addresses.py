"""Every page of the desk with something on it, by the names of the URLconf: a new address gets its line here."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from django.urls import URLPattern, URLResolver, get_resolver

from opora.accounts.models import User
from opora.channels.models import InboundMail, Outbound
from opora.contracts import actions as contracts
from opora.core.facts import Verb
from opora.core.step import MACHINE
from opora.flow import defects
from opora.flow.by_form import Form, open_by_form
from opora.flow.step import begin
from opora.programme.queries import Defect, defect_of
from opora.tickets import actions as tickets
from opora.tickets.models import Ticket
from opora.tickets.queries import Macro, call_token, called_last, link_token, macros_all
from opora.web.portal.sent import address_of_sent

Path = Callable[[Ticket], str]

GUESTS: dict[str, Path] = {
    "sign-in": lambda ticket: "/sign-in/",
    "tour": lambda ticket: "/tour/",
    "welcome": lambda ticket: "/welcome/MQ/used/",
    "portal-ask": lambda ticket: "/help/",
    "portal-sent": lambda ticket: sent_by_form(),
    "duty-call": lambda ticket: f"/duty/{call_link_of(ticket)}/",
    "account_inactive": lambda ticket: "/sign-in/left/",
    "account_reset_password": lambda ticket: "/password/",
    "account_reset_password_done": lambda ticket: "/password/sent/",
    "account_reset_password_from_key_done": lambda ticket: "/password/set/",
    "account_reset_password_from_key": lambda ticket: "/password/1-used/",
    "portal-sign-in": lambda ticket: "/help/sign-in/",
    "portal-sign-in-code": lambda ticket: "/help/sign-in/code/",
    "portal-link": lambda ticket: f"/help/requests/{link_token(ticket, 'anna@gear.example.org')}/",
}
CONTACTS: dict[str, Path] = {
    # Signed in as the contact of the ticket.
    "portal-requests": lambda ticket: "/help/requests/",
    "portal-request": lambda ticket: f"/help/requests/{ticket.number}/",
}
STAFF: dict[str, Path] = {
    "queue": lambda ticket: "/",
    "ticket": lambda ticket: f"/tickets/{ticket.number}/",
    "call-screen": lambda ticket: f"/tickets/{ticket.number}/call/?caller={ticket.contact_id}",
    "find": lambda ticket: "/find/?q=сборка",
    "facts": lambda ticket: f"/tickets/{ticket.number}/facts/",
    "call": lambda ticket: "/calls/new/",
    "ticket-call": lambda ticket: f"/tickets/{ticket.number}/calls/",
    "letter": lambda ticket: f"/tickets/{ticket.number}/letters/{Outbound.objects.filter(ticket=ticket)[0].pk}/",
    "ticket-defect": lambda ticket: f"/tickets/{ticket.number}/defect/?find=CAD",
    "defects": lambda ticket: "/defects/",
    "defect": lambda ticket: f"/defects/{a_defect(ticket).number}/",
    "tray": lambda ticket: "/tray/",
    "journal": lambda ticket: "/journal/?q=anna@gear.example.org",
    "letter-way": lambda ticket: f"/letters/{InboundMail.objects.filter(ticket=ticket)[0].pk}/way/",
    "outbox": lambda ticket: "/outbox/",
    "blocks": lambda ticket: "/blocks/",
    "customers": lambda ticket: "/customers/?find=завод",
    "customer": lambda ticket: f"/customers/{ticket.organisation_id}/",
    "readings": lambda ticket: "/readings/",
    "me": lambda ticket: "/me/",
    "account_change_password": lambda ticket: "/me/password/",
    "account_reauthenticate": lambda ticket: "/sign-in/again/",
    "style": lambda ticket: "/style/",
    "api:openapi-view": lambda ticket: "/api/docs",
}
SET_UP: dict[str, Path] = {
    "setup": lambda ticket: "/setup/",
    "setup-answering": lambda ticket: "/setup/answering/",
    "setup-settings": lambda ticket: "/setup/settings/",
    "setup-setting": lambda ticket: "/setup/settings/first_response/",
    "setup-mailboxes": lambda ticket: "/setup/mailboxes/",
    "setup-mailbox-new": lambda ticket: "/setup/mailboxes/new/",
    "setup-mailbox": lambda ticket: "/setup/mailboxes/pipe/",
    "setup-offices": lambda ticket: "/setup/offices/",
    "setup-office-new": lambda ticket: "/setup/offices/new/",
    "setup-office": lambda ticket: "/setup/offices/yekaterinburg/",
    "setup-staff": lambda ticket: "/setup/staff/",
    "setup-person-new": lambda ticket: "/setup/staff/new/",
    "setup-person": lambda ticket: f"/setup/staff/{User.objects.get(email='olga@vendor.test').pk}/",
    "setup-duties": lambda ticket: "/setup/duties/",
    "setup-macros": lambda ticket: "/setup/macros/",
    "setup-macro-new": lambda ticket: "/setup/macros/new/",
    "setup-macro": lambda ticket: f"/setup/macros/{a_macro().pk}/",
    "setup-calendars": lambda ticket: "/setup/calendars/",
    "setup-calendar": lambda ticket: "/setup/calendars/yekaterinburg/",
    "setup-year": lambda ticket: "/setup/calendars/yekaterinburg/2026/",
}
NO_PAGE = {
    # What is changed stands as a POST; files and answers for programs.
    "acceptance", "browsers", "browsers-end", "macro",
    "questions", "progress", "answers", "notes", "stage", "release", "assignment", "handover", "thanks", "continuation",
    "split", "draft", "merger", "resumption", "closure", "kind", "callers", "revocation", "sign-out", "attachment",
    "raw-letter", "letter-again", "letter-merger", "letter-writer", "letter-dismissal", "letter-filing",
    "letter-restoration", "restoration",
    "healthz", "readyz", "file", "found", "call-reminder", "call-answer",
    "ticket-defect-end", "draft-end", "sending-end", "defect-drafts", "defect-status", "defect-description",
    # The same addresses by the names that allauth looks for.
    "account_login", "mfa_index",
    # Only for whoever has a code or is about to: tests/web/test_door_browser.py goes through them.
    "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "setup-mailbox-trials", "setup-mailbox-test-letters", "setup-seats", "setup-seat-end", "setup-person-welcome",
    "setup-duty-end",
    "setup-year-events", "setup-calendar-exceptions", "setup-calendar-weeks", "setup-calendar-files",
    "setup-person-departure", "setup-person-return", "setup-absences", "setup-absence-cancellation", "readers",
    "readers-end", "dealings", "dealings-end",
    "portal-look", "portal-address", "portal-language", "portal-sign-out", "portal-request-message",
    "portal-request-file", "portal-link-message", "portal-link-file",
    "portal-request-rejection", "portal-request-rating", "portal-link-rejection", "portal-link-rating",
    "portal-request-reminder", "portal-link-reminder",
}  # fmt: skip


def sent_by_form() -> str:
    """The page after sending, of a guest."""
    now = datetime.now(UTC)
    form = Form(key="x", address="guest@stranger.example.org", text="Не печатает.")
    return address_of_sent(open_by_form(form, None, now), "", now)


def call_link_of(ticket: Ticket) -> str:
    """The key of a link by which somebody on duty accepts this ticket, called out a moment ago."""
    call, organisation = called_last(ticket), ticket.organisation
    if call is None and organisation is not None:
        now = datetime.now(UTC)
        with begin(now, MACHINE, "tick") as step:
            user, until = User.objects.get(email="irina@vendor.test"), now + timedelta(hours=4)
            duty = contracts.enter_duty(
                step, organisation=organisation, from_at=now, until_at=until, staff=[user], reason="Запуск цеха"
            )
            within = timedelta(minutes=10)
            call = tickets.call_out(step, tickets.lock(ticket.pk), user, duty.pk, within, anew=True)
    return call_token(call) if call is not None else "none"


def a_macro() -> Macro:
    """A macro of any product."""
    with begin(datetime.now(UTC), MACHINE, "cli") as step:
        text = "{имя}, пришлите журнал."
        made = macros_all().first()
        return made or tickets.make_macro(step, name="Запросить журнал", verb="ask", text=text, product=None)


def a_defect(ticket: Ticket) -> Defect:
    """The defect behind this ticket, planned to be corrected, with a draft that waits; made where there is none."""
    held, who, now = defect_of(ticket.pk), User.objects.get(email="timur@vendor.test"), datetime.now(UTC)
    if held is not None:
        return held
    url = "https://tracker.example.org/CAD-17"
    made = defects.find(ticket.pk, who, now, title="NPE в AssemblyLoader", tracker_key="CAD-17", tracker_url=url)
    defects.write_to_all(made.pk, who, Verb.TELL, "Исправим к лету.", now)
    return defects.set_status(made.pk, who, "planned", now)


def of_guests(ticket: Ticket) -> list[str]:
    """The pages that need no signing in; the link of a letter about this ticket among them."""
    return [path(ticket) for path in GUESTS.values()]


def of_contacts(ticket: Ticket) -> list[str]:
    """The pages of the contact of this ticket."""
    return [path(ticket) for path in CONTACTS.values()]


def of_staff(ticket: Ticket) -> list[str]:
    """The pages of whoever has signed in, with this ticket."""
    return [path(ticket) for path in STAFF.values()]


def of_setup() -> list[str]:
    """The pages of whoever sets up the desk."""
    return [path(Ticket()) for path in SET_UP.values()]


def without_a_line() -> set[str]:
    """Names of the URLconf that stand in none of the tables; the API's answers are for programs."""
    known = NO_PAGE | set(GUESTS) | set(CONTACTS) | set(STAFF) | set(SET_UP)
    return {name for name in _names(get_resolver().url_patterns, "") if name not in known and not _answer(name)}


def _answer(name: str) -> bool:
    return name.startswith("api:") and name != "api:openapi-view"


def _names(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _names(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield f"{space}{one.name}"
