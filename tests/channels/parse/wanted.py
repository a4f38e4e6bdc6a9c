"""What a table may say of a letter. All values are worked out by hand from the letter's bytes."""

from typing import TypedDict

SUPPORT = ("support@desk.test", "")
PETR = ("samotsvetov@zavod.test", "Пётр Самоцветов")
NOON = "2026-11-12T12:30:00+03:00"

Person = tuple[str, str]
Invited = tuple[str, str, str, str | None, str, Person, list[Person], bool, str]


class Wanted(TypedDict, total=False):
    """A field that is left out is not compared, but for ``troubles``: a letter without them must have none.

    ``lines`` are the body's lines that hold anything, without the spaces around them (for renderings of HTML, whose
    blank lines and indents are the library's). ``cuts`` are kinds with such lines. ``html`` is a part of the HTML.
    ``files`` are (name, type, size in bytes, cid, inline). ``invite`` is (method, title, start, end, place, organiser,
    people, whether it repeats, answer), days and moments as ISO 8601 writes them. ``troubles`` are codes; null means:
    whatever they are.
    """

    sender: tuple[str, str]
    to: list[tuple[str, str]]
    cc: list[tuple[str, str]]
    recipients: int
    subject: str
    message_id: str
    in_reply_to: str
    references: list[str]
    date: str | None
    body: str
    lines: list[str]
    cuts: list[tuple[str, list[str]]]
    html: str
    files: list[tuple[str, str, int, str, bool]]
    signed: str
    invite: Invited | None
    automatic: str | None
    because: str
    language: str
    troubles: list[str] | None
