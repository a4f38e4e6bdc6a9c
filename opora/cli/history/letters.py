"""The bytes of the customers' letters, as different mail programs write them; pure."""

from datetime import datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from zoneinfo import ZoneInfo

from opora.cli.history.plan import Plan

TO = "support@reisshina.test"
LOG = "[09:41:12] Открытие: {subject}\n[09:41:15] Прочитано компонентов: 354\n[09:41:16] ОШИБКА 3107\n"
AWAY = {
    "ru": "Меня не будет до конца недели. Письмо прочту, когда вернусь.",
    "en": "I am out of the office until the end of the week.",
}


def first(plan: Plan) -> bytes:
    """The letter that opens the ticket, or that of a machine, which opens none."""
    signature = "-- \n" if plan.number % 3 == 0 else ""
    text = f"{plan.text}\n\n{signature}{plan.farewell}\n"
    headers = {"Auto-Submitted": "auto-generated", "Precedence": "bulk"} if plan.shape == "machine" else {}
    return _letter(plan, 0, plan.at, plan.subject, text, headers=headers, file=plan.file)


def reply(plan: Plan, count: int, at: datetime, to: tuple[str, str], text: str, quoted: tuple[str, ...]) -> bytes:
    """A later letter: ``to`` are Message-ID and subject of ours, ``quoted`` the lines that are repeated below."""
    quote = "\n".join(f"> {line}" for line in quoted)
    body = f"{text}\n\n{plan.farewell if count % 2 else plan.person.name}\n" + (f"\n{quote}\n" if quoted else "")
    return _letter(plan, count, at, f"Re: {to[1]}", body, answers=to[0])


def autoreply(plan: Plan, count: int, at: datetime, to: tuple[str, str]) -> bytes:
    """What the customer's machine answers while they are away."""
    prefix = "Automatic reply" if plan.person.language == "en" else "Автоответ"
    headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    text = AWAY[plan.person.language]
    return _letter(plan, count, at, f"{prefix}: {to[1]}", text, answers=to[0], headers=headers)


def message_id(plan: Plan, count: int) -> str:
    """The same for the same letter of the same plan."""
    return f"<{plan.key}.{count}@{plan.person.address.partition('@')[2]}>"


def _letter(
    plan: Plan,
    count: int,
    at: datetime,
    subject: str,
    text: str,
    *,
    answers: str = "",
    headers: dict[str, str] | None = None,
    file: bool = False,
) -> bytes:
    charset = _fitting(plan.charset, text + subject + plan.person.name)
    body = MIMEText(text, "plain", charset)
    letter = MIMEMultipart(boundary=f"=_{plan.key}_{count}") if file else body
    if isinstance(letter, MIMEMultipart):
        letter.attach(body)
        log = MIMEText(LOG.format(subject=subject), "plain", "utf-8")
        log.add_header("Content-Disposition", "attachment", filename="journal.txt")
        letter.attach(log)
    name = Header(plan.person.name, charset).encode() if not plan.person.name.isascii() else plan.person.name
    letter["From"] = formataddr((name, plan.person.address))
    letter["To"] = TO
    letter["Subject"] = Header(subject, charset if not subject.isascii() else "us-ascii").encode()
    letter["Date"] = format_datetime(at.astimezone(ZoneInfo(plan.zone)).replace(microsecond=0))
    letter["Message-ID"] = message_id(plan, count)
    if answers:
        letter["In-Reply-To"] = letter["References"] = answers
    for field, value in (headers or {}).items():
        letter[field] = value
    return letter.as_bytes()


def _fitting(charset: str, text: str) -> str:
    """This charset where it has all the letters, as mail programs choose."""
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return "utf-8"
    return charset
