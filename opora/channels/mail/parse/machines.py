"""Letters that no human wrote: which kind, and the header that shows it. None of them is ever answered.

``X-Auto-Response-Suppress`` asks for silence and names no machine: Exchange and rules in it write it on letters of
humans too, mostly with a list of kinds. Only ``All``, which mail programs for humans do not write, is believed.

``ours`` need more than our address in From, which anyone can write: a desk's header of ours, or a letter that calls
itself automatic under a Message-ID of our domain. ``X-Opora-Desk`` of another desk says nothing: its staff are humans.
"""

import re
from collections.abc import Callable, Iterator

from opora.channels.mail.parse.head import Head
from opora.channels.mail.parse.mime import Part
from opora.core.facts import Sender

Verdict = tuple[str, str]
Text = Callable[[str], str]

# What autoresponders write in front of the subject. «Re: Автоответ: ...» is a human's answer to one.
_SUBJECT = re.compile(
    r"(?i)(?:автоответ(?:чик)?|автоматический\s+ответ|автоматическое\s+уведомление|вне\s+офиса|отсутствие\s+в\s+офисе"
    r"|отсутствую(?:\s+в\s+офисе)?|меня\s+нет\s+в\s+офисе|auto(?:matic)?[\s-]?(?:reply|response)|auto:"
    r"|out\s+of\s+(?:the\s+)?office(?:\s+auto-?reply|\s+reply|\s+response|\s+notification)?|abwesenheitsnotiz)"
    r"\s*(?::|\(|—|–|-|\.|$)"
)
_READ = re.compile(r"(?i)(?:прочитано|прочтено|не прочитано|не прочтено|read|not read|read receipt)\s*:")
_DAEMON = re.compile(r"(?:mailer[-_.]?daemon|postmaster|mail[-_.]?daemon)@")
_NO_REPLY = re.compile(r"(?:[\w.+-]*[.+_-])?(?:no|not|do[-_.]?not)[-_.]?(?:reply|answer|otvechat)(?:[-_.+][\w.+-]*)?@")
_REPORTS = {
    "delivery-status": "bounce",
    "disposition-notification": "receipt",
}
_BULK = {"bulk": "list", "junk": "list", "list": "list", "auto_reply": "auto-reply", "auto-reply": "auto-reply"}


def automatic(
    root: Part, sender: Sender, subject: str, message_id: str, ours: frozenset[str], text: Text
) -> Verdict | tuple[None, str]:
    """The kind and its proof as «Header: value», or (null, ""). ``text`` gives a header of the letter as text."""
    for verdict in _verdicts(root, sender, subject, message_id, ours, text):
        return verdict[0], verdict[1][:200]
    return None, ""


def _verdicts(
    root: Part, sender: Sender, subject: str, message_id: str, ours: frozenset[str], text: Text
) -> Iterator[Verdict]:
    """All verdicts, the surest first: what the letter is, then what it is part of, then what it looks like."""
    head = root.head
    yield from _ours(head, sender, message_id, ours, text)
    yield from _reports(root, subject, text)
    yield from _bounces(head, sender, text)
    submitted = _value(text("auto-submitted"))
    if submitted == "auto-replied":
        yield "auto-reply", f"Auto-Submitted: {text('auto-submitted')}"
    for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Autoresponder", "X-Mail-Autoreply"):
        if name.lower() in head and _value(text(name.lower())) not in ("no", "false"):
            yield "auto-reply", f"{name}: {text(name.lower())}"
    if _SUBJECT.match(subject):
        yield "auto-reply", f"Subject: {subject}"
    for name in ("List-Id", "List-Unsubscribe", "List-Post"):
        if name.lower() in head:
            yield "list", f"{name}: {text(name.lower())}"
    if submitted not in ("", "no"):
        yield "auto-reply", f"Auto-Submitted: {text('auto-submitted')}"
    yield from _hints(head, sender, text)


def _ours(head: Head, sender: Sender, message_id: str, ours: frozenset[str], text: Text) -> Iterator[Verdict]:
    if "x-opora-desk" in head:
        desk = text("x-opora-desk").lower()
        if not ours or desk in ours or _is_ours(sender.address, ours):
            yield "ours", f"X-Opora-Desk: {text('x-opora-desk')}"
    if _value(text("auto-submitted")) not in ("", "no") and _is_ours(message_id.strip("<>").lower(), ours):
        yield "ours", f"Message-ID: {message_id}"


def _is_ours(address: str, ours: frozenset[str]) -> bool:
    return bool(address) and (address in ours or address.rpartition("@")[2] in ours)


def _reports(root: Part, subject: str, text: Text) -> Iterator[Verdict]:
    """Reports on a letter of ours: that it came, that it did not, that it was read."""
    kind = root.content_type.ascii("report-type").lower()
    if root.type == "multipart/report" and kind in _REPORTS:
        yield _REPORTS[kind], f"Content-Type: multipart/report; report-type={kind}"
    for part in (root, *root.parts):
        report = part.type.removeprefix("message/") if part.type.startswith("message/") else ""
        if report in _REPORTS:
            yield _REPORTS[report], f"Content-Type: {part.type}"
    if _READ.match(subject) and _nobody(text("return-path"), root.head):
        yield "receipt", f"Subject: {subject}"


def _bounces(head: Head, sender: Sender, text: Text) -> Iterator[Verdict]:
    if "x-failed-recipients" in head:
        yield "bounce", f"X-Failed-Recipients: {text('x-failed-recipients')}"
    if _DAEMON.match(sender.address):
        yield "bounce", f"From: {sender.address}"


def _hints(head: Head, sender: Sender, text: Text) -> Iterator[Verdict]:
    precedence = _value(text("precedence"))
    if precedence in _BULK:
        yield _BULK[precedence], f"Precedence: {text('precedence')}"
    if "all" in re.split(r"[\s,;]+", text("x-auto-response-suppress").lower()):
        yield "auto-reply", f"X-Auto-Response-Suppress: {text('x-auto-response-suppress')}"
    if _nobody(text("return-path"), head):
        yield "bounce", "Return-Path: <>"
    if _NO_REPLY.match(sender.address):
        yield "auto-reply", f"From: {sender.address}"


def _nobody(return_path: str, head: Head) -> bool:
    return "return-path" in head and return_path.replace(" ", "") in ("<>", "")


def _value(text: str) -> str:
    """The first word of a value, without comment and parameters."""
    found = re.match(r"[\w-]+", text.strip().lower())
    return found[0] if found else ""
