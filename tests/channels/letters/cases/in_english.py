"""The same and others in English."""

from dataclasses import replace
from typing import Any

from opora.channels import letters
from opora.channels.letters import staff
from tests.channels.letters.cases.acknowledged import ACKNOWLEDGED
from tests.channels.letters.cases.course import LATE
from tests.channels.letters.cases.notices import FOR_STAFF
from tests.channels.letters.cases.quiet import ASKED_AT, CLOSING, LEFT_OUT, QUIET, RECOUNTED
from tests.channels.letters.cases.usual import FIGURES, GUEST_GOAL, NIGHT, RECOVERY, Case
from tests.channels.letters.cast import BASIC, CENTRAL, GUEST, LINK, SHORT_DAY, at, facts, missed

MARINA_EN: dict[str, Any] = {"who": "Marina T."}
# The same facts for a reader of English.
ENGLISH: dict[str, Any] = {
    "language": "en", "subject": "The assembly does not open", "name": "Anna Lvovna", "product": "Draft-3D",
    "desk": "Draft support",
}  # fmt: skip
FIRM_EN: dict[str, Any] = {"customer": "Example JSC, Anna Lvovna", "link": LINK}

IN_ENGLISH: dict[str, Case] = {
    "acknowledgement-basic-short-day": (
        letters.acknowledgement, facts("en", "05-08 17:40", {"goal": "05-13 18:00"}, closed=SHORT_DAY, **BASIC)
    ),
    "acknowledgement-warranty-open": (letters.acknowledgement, facts("en", "05-12 10:15", FIGURES)),
    "acknowledgement-guest-night-no-product": (
        letters.acknowledgement,
        facts("en", "05-13 03:20", GUEST_GOAL, closed=NIGHT, name="", product_unclear=True, **GUEST),
    ),
    "acknowledgement-version-unclear": (
        letters.acknowledgement, facts("en", "05-12 10:15", FIGURES, version="", version_unclear=True)
    ),
    "acknowledgement-filed-late": (
        letters.acknowledgement,
        facts(
            "en", "05-15 10:00", {"recovery": "05-15 15:00", "resolution": "05-19 09:10"},
            arrived_at=at("05-12 09:10"), missed=missed(first_response="05-13 09:10"),
        ),
    ),
    "asked-warranty": (
        letters.asked,
        facts("en", "05-12 11:00", FIGURES, body="Hello Anna, which graphics card do you have?"),
    ),
    "told-late": (
        letters.told,
        facts(
            "en", "05-14 10:59", {"word": "05-15 12:00"}, given_up=missed(resolution="05-14 11:00")[0],
            body="The fault lies deeper than it seemed.",
        ),
    ),
    "told": (
        letters.told,
        facts("en", "05-12 14:30", {"word": "05-14 14:30"}, body="We can reproduce it and are looking for the cause."),
    ),
    "answered": (
        letters.answered,
        facts(
            "en", "05-14 15:00", {"closing": "05-21 15:00"},
            body="Recalculate the links, then open the assembly again.",
        ),
    ),
    "confession-first-response": (
        letters.confession,
        facts("en", "11-19 18:05", RECOVERY, missed=missed(first_response="11-19 18:00"), **MARINA_EN),
    ),
    "confession-several-central": (
        letters.confession,
        facts(
            "en", "05-14 11:01", {"recovery": "05-14 16:00"}, office=CENTRAL,
            missed=missed(resolution="05-14 11:00", word="05-14 10:30"),
        ),
    ),
    "climbed-manager": (
        letters.climbed,
        facts(
            "en", "11-20 13:01", {"escalation": "11-23 13:00"}, missed=missed(recovery="11-20 13:00"),
            rung=1, holder="Irina S.",
        ),
    ),
    "nudge-first": (
        letters.nudge,
        facts(
            "en", "05-15 11:01", {**CLOSING, "resolution": "05-19 10:15"}, nudge=1,
            body="Which graphics card do you have?", **ASKED_AT,
        ),
    ),
    "closed-after-wait": (letters.closed_after_wait, facts("en", "05-26 11:01", **ASKED_AT)),
    "closed-after-answer": (letters.closed_after_answer, facts("en", "05-21 15:01", answered_at=at("05-14 15:00"))),
    "continued-resolution": (letters.continued, facts("en", "05-18 09:00", {"resolution": "05-19 13:00"}, **MARINA_EN)),
    "staff-new-ticket": (staff.new_ticket, facts("en", "05-12 10:15", FIGURES, **FIRM_EN)),
    "staff-to-head": (staff.to_head, facts("en", "05-12 10:15", FIGURES, **FIRM_EN)),
    "staff-late-told": (
        staff.late, facts("en", "11-19 18:05", RECOVERY, missed=missed(first_response="11-19 18:00"), **MARINA_EN)
    ),
    "acknowledgement-break": (letters.acknowledgement, replace(ACKNOWLEDGED["break"], **ENGLISH)),
    "acknowledgement-filed-very-late": (letters.acknowledgement, replace(ACKNOWLEDGED["filed-very-late"], **ENGLISH)),
    # The duty's hours count, so that nothing is closed.
    "acknowledgement-non-commercial-on-duty": (
        letters.acknowledgement,
        replace(ACKNOWLEDGED["non-commercial-friday-evening"], closed=None, on_duty="Pavel D.", **ENGLISH),
    ),
    "acknowledgement-level-unclear": (
        letters.acknowledgement, replace(ACKNOWLEDGED["level-unclear-saturday"], **ENGLISH)
    ),
    "confession-goal-nobody": (letters.confession, replace(LATE["confession-goal-nobody"][1], **ENGLISH)),
    "confession-resolution-stands": (
        letters.confession,
        replace(LATE["confession-first-response-resolution-stands"][1], **ENGLISH, **MARINA_EN),
    ),
    "reminded": (letters.reminded, replace(LATE["climbed-without-a-miss"][1], **ENGLISH, rung=3, holder="Pavel D.")),
    "climbed-central-nobody": (letters.climbed, replace(LATE["climbed-central-nobody"][1], **ENGLISH)),
    "climbed-head": (letters.climbed, replace(LATE["climbed-head"][1], **ENGLISH, holder="Pavel D.")),
    "nudge-second-basic": (
        letters.nudge, replace(QUIET["nudge-second-basic"][1], **ENGLISH, body="Which graphics card do you have?")
    ),
    "closed-after-thanks": (letters.closed_after_thanks, replace(QUIET["closed-after-thanks"][1], **ENGLISH)),
    "continued-left-out": (
        letters.continued,
        facts("en", "05-18 09:00", {"resolution": "05-19 13:00"}, left_out=LEFT_OUT, **MARINA_EN),
    ),
    "continued-basic": (letters.continued, replace(QUIET["continued-basic"][1], **ENGLISH)),
    "awaiting-release": (letters.awaiting_release, replace(QUIET["awaiting-release"][1], **ENGLISH)),
    "corrected": (letters.corrected, replace(QUIET["corrected"][1], **ENGLISH)),
    "recounted": (letters.recounted, replace(RECOUNTED["recounted"][1], **ENGLISH)),
    "recounted-rung": (letters.recounted, replace(RECOUNTED["recounted-rung"][1], **ENGLISH)),
    "staff-reply": (staff.reply, replace(FOR_STAFF["staff-new-ticket-unclear"][1], **{**ENGLISH, "product": ""})),
    "staff-returned": (staff.returned, replace(FOR_STAFF["staff-new-ticket-unclear"][1], **{**ENGLISH, "product": ""})),
    "staff-look-missed": (staff.look, replace(FOR_STAFF["staff-look-missed"][1], **ENGLISH)),
    "staff-late-untold": (staff.late, replace(FOR_STAFF["staff-late-untold"][1], **ENGLISH)),
    "staff-rung": (staff.rung, replace(FOR_STAFF["staff-rung"][1], **ENGLISH, **MARINA_EN)),
}  # fmt: skip
