"""Whether a letter has come before, by whatever way: what is filed is filed once."""

import hashlib
from collections.abc import Iterable

from opora.channels import queries as letters
from opora.channels.mail.parse import parse
from opora.channels.queries import InboundMail
from opora.core.facts import Arrival, AttachedFile
from opora.flow.forward import RULE as FORWARD
from opora.tickets import queries
from opora.tickets.queries import Attachment, Message


def known(arrival: Arrival) -> tuple[str, InboundMail | None]:
    """The key under which a letter is filed once: the Message-ID, else what it says and who says it; and who has it.

    Some programs write one Message-ID on all their letters, and anybody can copy one: what differs is no double.
    """
    key = queries.kept_id(arrival.message_id) or _said(arrival)
    first = letters.filed_with(key)
    if first is None or _same(first, arrival):
        return key, first
    return _said(arrival), letters.filed_with(_said(arrival))


def _same(first: InboundMail, arrival: Arrival) -> bool:
    """Whether the letter says what the first one says, with the same files; of a colleague's note it is not asked."""
    filed = first.message
    if filed is None or (filed.user_id is not None and first.rule != FORWARD):
        return True
    said = (arrival.sender.address[:254], queries.digest_of(arrival.text))
    if first.rule == FORWARD:
        # The message is the writer's, the letter the forwarder's.
        before = parse(letters.bytes_of(first), ours=letters.our_addresses())
        theirs = (before.sender.address[:254], queries.digest_of(before.text), before.body, _evened(before.files))
        return theirs == (*said, arrival.body, _evened(arrival.files))
    return (filed.sender_address, filed.text_digest) == said and _same_files(filed, arrival.files)


def _same_files(filed: Message, files: Iterable[AttachedFile]) -> bool:
    """In their order. What the limits left in the first letter is not compared: only how many they were."""
    kept, left = queries.attachments_of(filed), queries.files_left_of(filed)
    for file in files:
        if kept and _is(kept[0], file):
            kept.pop(0)
        else:
            left -= 1
    return not kept and left == 0


def _is(kept: Attachment, file: AttachedFile) -> bool:
    if kept.sha256 == hashlib.sha256(file.content).hexdigest():
        return True
    if abs(kept.size - file.size) > file.content.count(b"\n"):
        return False
    with letters.store().open_(kept.sha256) as before:
        return _even(before.read()) == _even(file.content)


def _said(arrival: Arrival) -> str:
    sent = arrival.sent_at.isoformat() if arrival.sent_at else ""
    said = "\0".join([arrival.sender.address, arrival.subject, sent, " ".join(arrival.body.split())])
    return "sha256:" + hashlib.sha256(f"{said}\0{''.join(_evened(arrival.files))}".encode()).hexdigest()


def _evened(files: Iterable[AttachedFile]) -> list[str]:
    return [_even(file.content) for file in files]


def _even(content: bytes) -> str:
    """Line ends of a text, and of a letter within the letter, are those of the door by which it came."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
