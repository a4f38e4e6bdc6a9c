"""Other doors than a letter to the desk: the form and its mistyped address, a link's twin, the head's own mailbox."""

from datetime import timedelta
from io import BytesIO

from opora.accounts.queries import user_by_id
from opora.channels.actions import add_mailbox
from opora.channels.mail.keep import keep
from opora.channels.models import Mailbox
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.by_form import Form, open_by_form
from opora.flow.readdress import Mend, readdress
from opora.flow.step import begin
from opora.offices import actions as offices
from opora.offices.queries import policy_at
from opora.promises.queries import standing_of
from opora.tickets.models import Ticket
from opora.tickets.queries import reminder_code
from tests.stories.street import letter
from tests.weeks.deeds import MOST_TICKETS, NAMED, SENDERS, At, post

HEAD = "head@vendor.test"
MISTYPED = ("ana@gear.example.org", "maria@hom.example.org", "elena@turbine.exampel.org")


def form(at: At) -> None:
    """A customer fills in the form of the portal."""
    if Ticket.objects.count() < MOST_TICKETS:
        _fill_in(at, at.dice.choice(SENDERS))


def address_mended(at: At) -> None:
    """They mistype their address, or somebody else's stands there, and mend it: soon, or when it is too late."""
    if Ticket.objects.count() >= MOST_TICKETS:
        return
    wrong = at.dice.choice([*MISTYPED, *SENDERS[:3]])
    ticket = _fill_in(at, wrong)
    # What happened by now is judged now: of whom the ticket is differs afterwards.
    at.desk.found += at.desk.judge.look(at.now)
    at.desk.until(at.now + timedelta(minutes=at.dice.choice([1, 5, 40, 59, 61])))
    right = at.dice.choice([one for one in SENDERS if one != wrong])
    readdress(ticket.pk, Mend(right, at.dice.choice(["", "Asia/Vladivostok", "Europe/Moscow"]), "::1"), at.desk.now)
    at.desk.judge.readdressed(ticket.pk, wrong, at.desk.now)


def twin(at: At) -> None:
    """The link's twin: a letter that says that we forgot them (E1)."""
    subject = f"{at.ticket.number} {reminder_code(at.ticket, at.address)}"
    post(letter(at.address, subject, at.text("Забыли"), at.now), at.now)


def to_head(at: At) -> None:
    """A letter to the head's own address, about this matter or a new one."""
    if Ticket.objects.count() >= MOST_TICKETS and at.dice.random() < 0.3:
        return
    subject = at.text("Руководителю") if at.dice.random() < 0.3 else f"Re: [{at.ticket.number}]"
    raw = letter(at.address, subject, at.text("Вам лично"), at.now)
    if not Mailbox.objects.filter(name="head").exists():
        with begin(at.now, MACHINE, "cli") as step:
            add_mailbox(step, name="head", kind="pipe", address=HEAD, head=True)
    keep(BytesIO(raw), Mailbox.objects.get(name="head"), at.now, at.now)


def link_revoked(at: At) -> None:
    """Staff stop the links in the letters that their customer got so far."""
    act.revoke_links(at.ticket.pk, at.staff, at.address, at.now)


def holder_goes(at: At) -> None:
    """Whoever owes a rung's word is away from now on (E4)."""
    holder = user_by_id(standing_of(at.ticket, policy_at(at.now)).holder)
    if holder is None:
        return
    until_at = at.now + timedelta(hours=at.dice.choice([3, 30, 200]))
    with begin(at.now, MACHINE, "desk") as step:
        offices.enter_absence(step, holder, at.now, until_at)
    at.desk.staff.leave(holder.pk, at.now, until_at)


def _fill_in(at: At, address: str) -> Ticket:
    typed = Form(
        key=f"{at.now:%m%d%H%M%S}.{at.dice.getrandbits(20)}", client="::1", address=address, subject=at.text("Форма"),
        text=f"{at.dice.choice(NAMED)} {at.text('Пишу')}", zone=at.dice.choice(["", "Europe/Moscow"]),
        consent=at.dice.choice(["", "1"]),
    )  # fmt: skip
    return open_by_form(typed, None, at.now)
