"""Mailboxes: what each does now, its account, and a test that says in plain words what is wrong."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.channels import actions as channels
from opora.channels.access import mailbox_for, mailboxes_for
from opora.channels.mail.account import account_of
from opora.channels.mail.sentences import in_language
from opora.channels.mail.trial import try_incoming, try_outgoing
from opora.channels.queries import Mailbox
from opora.core.events import MailboxTried
from opora.ledger.queries import history_of
from opora.lib import moments
from opora.lib.errors import Refused
from opora.offices.access import offices_for
from opora.offices.queries import is_quiet
from opora.web.admin import account_form, mailbox_state, trials_said
from opora.web.admin.forms import Form
from opora.web.admin.gate import done, setup_page, show_tab, step_of
from opora.web.admin.trials_said import Told
from opora.web.admin.year import WEEKDAYS
from opora.web.desk import named
from opora.web.desk.frame import signed_in
from opora.web.desk.words import language


@dataclass(frozen=True, slots=True)
class Line:
    """A mailbox in the list."""

    name: str
    url: str
    address: str
    watched: str
    sends: str
    office: str
    looked: str
    last: str
    trouble: str
    alarm: str


@setup_page
def mailboxes(request: HttpRequest) -> HttpResponse:
    """All mailboxes with their last look, last letter and trouble."""
    now, user = timezone.now(), signed_in(request)
    lines = [_line(row, last, user, now) for row, last in mailboxes_for(user)]
    return show_tab(request, "setup-mailboxes", "admin/mailboxes.html", {"lines": lines}, now)


@setup_page
def new(request: HttpRequest) -> HttpResponse:
    """A form for one more; it is watched from the moment when it is saved."""
    now, user = timezone.now(), signed_in(request)
    form = Form(account_form.fields(None, offices_for(user)))
    if request.method == "POST":
        form.read(request)
        name = _added(request, form, user, now)
        if name:
            return done(request, _("Saved, and watched from now on. Now test it."), "setup-mailbox", name)
    context = {"form": form, "groups": account_form.grouped(form), "fresh": True}
    return show_tab(request, "setup-mailboxes", "admin/mailbox_form.html", context, now, 200 if form.ok else 422)


@setup_page
def mailbox(request: HttpRequest, name: str) -> HttpResponse:
    """One mailbox with its account; on POST another account."""
    now, user = timezone.now(), signed_in(request)
    row = _found(user, name)
    form = Form(account_form.fields(row, offices_for(user)))
    if request.method == "POST":
        form.read(request)
        if _changed(request, row, form, user, now):
            return done(request, _("Saved. Test it once more."), "setup-mailbox", name)
    return _page(request, row, now, form=form)


@setup_page
def trials(request: HttpRequest, name: str) -> HttpResponse:
    """The test: tries the account as the worker would, says what is wrong, and notes how it went."""
    now, user = timezone.now(), signed_in(request)
    row = _found(user, name)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("setup-mailbox", args=[name]))
    wanted = account_of(row)
    incoming, outgoing = try_incoming(wanted), try_outgoing(wanted, row.address)
    with step_of(request, now) as step:
        channels.note_trial(step, row, incoming.code, outgoing.code)
    told = (trials_said.incoming(incoming, wanted), trials_said.outgoing(outgoing, wanted, row.address))
    return _page(request, row, now, told=told)


@setup_page
def test_letters(request: HttpRequest, name: str) -> HttpResponse:
    """A letter from this mailbox to whoever asks, on a desk that answers."""
    now, user = timezone.now(), signed_in(request)
    row = _found(user, name)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("setup-mailbox", args=[name]))
    if is_quiet(now):
        return _page(request, row, now, refused=_("The desk is quiet and sends nothing. Begin to answer first."))
    with step_of(request, now) as step:
        channels.ask_test_letter(step, row, user.pk)
    return done(request, _("A letter is on its way to %(address)s.") % {"address": user.email}, "setup-mailbox", name)


def _found(user: User, name: str) -> Mailbox:
    row = mailbox_for(user, name)
    if row is None:
        raise Http404
    return row


def _page(
    request: HttpRequest,
    row: Mailbox,
    now: datetime,
    *,
    form: Form | None = None,
    told: tuple[Told, ...] = (),
    refused: str = "",
) -> HttpResponse:
    user = signed_in(request)
    form = form or Form(account_form.fields(row, offices_for(user)))
    form.general += [refused] if refused else []
    last = next(at for one, at in mailboxes_for(user) if one.pk == row.pk)
    context = {
        "line": _line(row, last, user, now),
        "state": mailbox_state.state_of(row, user, now),
        "weekdays": WEEKDAYS,
        "form": form,
        "groups": account_form.grouped(form),
        "told": told,
        "tried": "" if told else _last_trial(row, user, now),
        "may_test_letter": bool(row.smtp_host) and not is_quiet(now),
        "own_address": user.email,
    }
    return show_tab(request, "setup-mailboxes", "admin/mailbox.html", context, now, 200 if form.ok else 422)


def _added(request: HttpRequest, form: Form, user: User, now: datetime) -> str:
    """The name of the new mailbox; empty when something is wrong, and the form says what."""
    account_form.check(form, None, taken=bool(form["name"]) and mailbox_for(user, form["name"]) is not None)
    if not form.ok:
        return ""
    with account_form.secrets_of(form, form["name"], None) as secrets, step_of(request, now) as step:
        columns = account_form.columns(form, *secrets)
        channels.add_mailbox(step, name=form["name"], office=form["office"], **columns)
    return form["name"]


def _changed(request: HttpRequest, row: Mailbox, form: Form, user: User, now: datetime) -> bool:
    account_form.check(form, row, taken=False)
    if not form.ok:
        return False
    office = next((one for one in offices_for(user) if one.code == form["office"]), None)
    try:
        with account_form.secrets_of(form, row.name, row) as secrets, step_of(request, now) as step:
            channels.change_mailbox(step, row, office=office, **account_form.columns(form, *secrets))
    except Refused as refused:
        form.wrong("", refused.sentence)
        return False
    return True


def _line(row: Mailbox, last: datetime | None, user: User, now: datetime) -> Line:
    return Line(
        name=row.name,
        url=reverse("setup-mailbox", args=[row.name]),
        address=row.address,
        watched=f"{row.user}, {row.host}, {'POP3' if row.kind == 'pop3' else row.folder}"
        if row.host
        else _("by the pipe, opora mail receive"),
        sends=row.smtp_host,
        office=named.office(row.office),
        looked=_when(row.looked_at, user, now),
        last=_when(last, user, now),
        trouble=in_language(row.trouble),
        alarm=mailbox_state.alarm(row, user, now),
    )


def _when(at: datetime | None, user: User, now: datetime) -> str:
    return moments.short(at, now, user.zone, language()) if at else ""


def _last_trial(row: Mailbox, user: User, now: datetime) -> str:
    """How the last trial went, for whoever comes back later."""
    trials = [one for one in history_of("mailbox", row.pk) if isinstance(one.event, MailboxTried)]
    if not trials:
        return ""
    event = trials[-1].event
    assert isinstance(event, MailboxTried)
    when = _when(trials[-1].at, user, now)
    return _("Last test, %(when)s: in – %(incoming)s; out – %(outgoing)s.") % {
        "when": when,
        "incoming": trials_said.short(event.incoming),
        "outgoing": trials_said.short(event.outgoing),
    }
