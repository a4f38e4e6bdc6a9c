"""Notices to staff, in Russian."""

from typing import Any

from opora.channels.letters import staff
from tests.channels.letters.cases.usual import FIGURES, GUEST_GOAL, MARINA, RECOVERY, Case
from tests.channels.letters.cast import GUEST, LINK, facts, missed

FIRM: dict[str, Any] = {"customer": "АО «Пример», Анна Львовна", "link": LINK}

FOR_STAFF: dict[str, Case] = {
    "staff-new-ticket": (staff.new_ticket, facts("ru", "05-12 10:15", FIGURES, **FIRM)),
    "staff-to-head": (staff.to_head, facts("ru", "05-12 10:15", FIGURES, **FIRM)),
    "staff-new-ticket-unclear": (
        staff.new_ticket, facts("ru", "05-13 03:20", GUEST_GOAL, product_unclear=True, **GUEST)
    ),
    "staff-reply": (
        staff.reply,
        facts("ru", "05-12 16:00", {"resolution": "05-19 10:15", "word": "05-14 10:15"}, body="Секрет", **FIRM),
    ),
    "staff-returned": (
        staff.returned, facts("ru", "05-12 16:00", {"resolution": "05-19 10:15", "word": "05-14 10:15"}, **FIRM)
    ),
    "staff-new-ticket-level-unclear": (
        staff.new_ticket,
        facts("ru", "05-12 10:15", FIGURES, version="", version_unclear=True, level_unclear=True, **FIRM),
    ),
    "staff-look-missed": (
        staff.look, facts("ru", "05-15 18:01", missed=missed(look="05-15 18:00"), **FIRM)
    ),
    "staff-look": (staff.look, facts("ru", "05-15 09:00", {"look": "05-15 18:00"}, **FIRM)),
    "staff-late-told": (
        staff.late, facts("ru", "11-19 18:05", RECOVERY, missed=missed(first_response="11-19 18:00"), **MARINA)
    ),
    "staff-late-untold": (staff.late, facts("ru", "05-15 10:16", missed=missed(word="05-15 10:15"))),
    "staff-rung": (
        staff.rung,
        facts(
            "ru", "11-20 13:01", {"escalation": "11-23 13:00"}, missed=missed(recovery="11-20 13:00"), rung=1,
            holder="Ирина С.", **MARINA, **FIRM,
        ),
    ),
}  # fmt: skip
