"""Every letter against a text that a person wrote: expected/NAME.txt, its subject in the first line.

The arithmetic of the moments stands beside the facts; working days of May 2026 in Yekaterinburg as everywhere: 8 May
ends at 17:00, 9-11 May are off, lunch is 13:00-14:00.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from opora.channels import letters
from opora.channels.letters import Closed, LetterFacts, Words, staff
from opora.core.facts import Level
from tests.channels.letters.cast import (
    BASIC,
    CENTRAL,
    CONTRACT,
    GUEST,
    LINK,
    REQUEST,
    SHORT_DAY,
    WEEKEND,
    at,
    facts,
    may,
    missed,
)

EXPECTED = Path(__file__).parent / "expected"
QUESTION = "Пришлите, пожалуйста:\n  1. файл сборки;\n  2. снимок окна с ошибкой."

# 8 wh from Tue 10:15: 10:15-13 (2:45), 14-18 (6:45), Wed 9-10:15 (8:00). 40 wh: five such days -> Tue 19 May 10:15.
FIGURES = {"first_response": "05-13 10:15", "resolution": "05-19 10:15"}
NIGHT = Closed(why="night", today=may(13), opens_at=at("05-13 09:00"))
# 24 wh from Wed 13 9:00: 13, 14, 15 May -> 18:00.
GUEST_GOAL = {"goal": "05-15 18:00"}
# Fri 20 Nov 13:00: 4 wh after Thu 18:00. Manager: Fri 14-18 (4), Mon 9-13 (8). Central: Mon 14-18, Tue 9-13. Head: Wed.
RECOVERY = {"recovery": "11-20 13:00"}
MARINA: dict[str, Any] = {"who": "Марина Т."}

Case = tuple[Callable[[LetterFacts], Words], LetterFacts]

ACKNOWLEDGED: dict[str, LetterFacts] = {
    # Friday 8 May 17:40, closed since 17:00. 16 wh: Tue 12 May 8, Wed 13 May 16 -> 18:00.
    "basic-short-day": facts("ru", "05-08 17:40", {"goal": "05-13 18:00"}, closed=SHORT_DAY, **BASIC),
    "warranty-open": facts("ru", "05-12 10:15", FIGURES),
    # 8 wh from Fri 15 May 9:00 -> 18:00; 40 wh: 15, 18, 19, 20, 21 -> Thu 18:00.
    "extended-evening": facts(
        "ru", "05-14 19:30", {"first_response": "05-15 18:00", "resolution": "05-21 18:00"},
        closed=Closed(why="evening", today=may(14), opens_at=at("05-15 09:00")),
        level=Level.EXTENDED, covered_until=date(2026, 9, 30),
    ),
    # Spoken on the telephone and taken down only; and answered there and then: closing 5 wd: 13, 14, 15, 18, 19 May.
    "call": facts("ru", "05-12 10:15", FIGURES, spoken="call"),
    "call-told": facts("ru", "05-12 10:15", {"resolution": "05-19 10:15"}, spoken="call", said="tell"),
    "visit-answered": facts("ru", "05-12 10:15", {"closing": "05-19 10:15"}, spoken="visit", said="answer"),
    "call-asked": facts("ru", "05-12 10:15", {"closing": "05-26 10:15"}, spoken="call", said="ask",
                        resolution_paused=True),
    "individual-on-duty": facts(
        "ru", "05-16 10:00", {"first_response": "05-16 12:00", "resolution": "05-20 10:00"},
        on_duty="Павел Д.", **CONTRACT,
    ),
    "guest-night-no-product": facts(
        "ru", "05-13 03:20", GUEST_GOAL, closed=NIGHT, name="", subject="", product_unclear=True, **GUEST
    ),
    # 24 wh from Tue 10:15 -> three working days -> Fri 15 May 10:15.
    "guest-open": facts("ru", "05-12 10:15", {"goal": "05-15 10:15"}, name="Игорь Савельев", **GUEST),
    # Fri 15 May 18:30; 24 wh: 18, 19, 20 May -> Wed 18:00.
    "non-commercial-friday-evening": facts(
        "ru", "05-15 18:30", {"goal": "05-20 18:00"}, level=Level.INITIAL, covered_until=None, version="v22",
        closed=Closed(why="evening", today=may(15), off_from=may(16), off_until=may(17), opens_at=at("05-18 09:00")),
    ),
    "product-unclear": facts("ru", "05-12 10:15", FIGURES, product="", version="", product_unclear=True),
    "version-unclear": facts("ru", "05-12 10:15", FIGURES, version="", version_unclear=True),
    # Sat 16 May; 16 wh: Mon 18, Tue 19 -> 18:00.
    "level-unclear-saturday": facts(
        "ru", "05-16 11:00", {"goal": "05-19 18:00"}, closed=WEEKEND, level=Level.INITIAL, covered_until=None,
        version="v24", level_unclear=True,
    ),
    # Came Tue 9:10, filed Fri 10:00. First response Wed 9:10 is past; recovery 4 wh: 10-13 (3), 14-15 (4).
    "filed-late": facts(
        "ru", "05-15 10:00", {"recovery": "05-15 15:00", "resolution": "05-19 09:10"},
        arrived_at=at("05-12 09:10"), missed=missed(first_response="05-13 09:10"),
    ),
    "filed-very-late": facts(
        "ru", "05-21 10:00", {"recovery": "05-21 15:00"},
        arrived_at=at("05-12 09:10"), missed=missed(first_response="05-13 09:10", resolution="05-19 09:10"),
    ),
    # Three hours earlier in Kaliningrad.
    "kaliningrad-warranty": facts("ru", "05-12 10:15", FIGURES, customer_zone="Europe/Kaliningrad"),
    "kaliningrad-basic-holiday": facts(
        "ru", "05-11 12:00", {"goal": "05-13 18:00"}, customer_zone="Europe/Kaliningrad", **BASIC,
        closed=Closed(why="day_off", today=may(11), off_from=may(11), off_until=may(11), opens_at=at("05-12 09:00")),
    ),
    # From 14:00: 4 h, Wed 9-13 -> 13:00.
    "break": facts(
        "ru", "05-12 13:20", {"first_response": "05-13 13:00", "resolution": "05-19 13:00"},
        closed=Closed(why="break", today=may(12), opens_at=at("05-12 14:00")),
    ),
    "central-service-word-only": facts(
        "ru", "05-12 10:15", {"word": "05-15 10:15"}, office=CENTRAL, who="Марина Т.", **CONTRACT
    ),
    # Fri 8 May 23:30 in Yekaterinburg is Sat 4:30 in Vladivostok (UTC+10): "today" would be another day there.
    "short-day-seen-from-tomorrow": facts(
        "ru", "05-08 23:30", {"goal": "05-13 18:00"}, closed=SHORT_DAY, customer_zone="Asia/Vladivostok", **BASIC
    ),
}  # fmt: skip

SENT: dict[str, Case] = {
    "asked-warranty": (
        letters.asked,
        facts("ru", "05-12 11:00", {"resolution": "05-19 10:15"}, body=f"Анна Львовна, добрый день.\n\n{QUESTION}"),
    ),
    "asked-basic": (
        letters.asked,
        facts(
            "ru", "05-12 11:00", {"goal": "05-13 18:00"}, body=f"Анна Львовна, добрый день.\n\n{QUESTION}\n\n", **BASIC
        ),
    ),
    "told": (
        letters.told,
        facts(
            "ru", "05-12 14:30", {"word": "05-14 14:30", "resolution": "05-19 10:15"},
            body="Воспроизвели ошибку у себя. Ищем, с какой версии она появилась.",
        ),
    ),
    # Closing 5 wd after Thu 14 May 15:00: 15, 18, 19, 20, 21.
    "answered": (
        letters.answered,
        facts(
            "ru", "05-14 15:00", {"closing": "05-21 15:00"},
            body="Сборка открывается после пересчёта ссылок: Сервис → Ссылки → Пересчитать.",
        ),
    ),
    "answered-without-closing": (letters.answered, facts("ru", "05-14 15:00", body="Да, так и задумано.")),
}  # fmt: skip

LATE: dict[str, Case] = {
    "confession-first-response": (
        letters.confession,
        facts("ru", "11-19 18:05", RECOVERY, missed=missed(first_response="11-19 18:00"), **MARINA),
    ),
    # 40 wh from Thu 19 Nov 9:00: 19, 20, 23, 24, 25 -> Wed 18:00.
    "confession-first-response-resolution-stands": (
        letters.confession,
        facts(
            "ru", "11-19 18:05", {**RECOVERY, "resolution": "11-25 18:00"},
            missed=missed(first_response="11-19 18:00"), **MARINA,
        ),
    ),
    "confession-goal-nobody": (
        letters.confession,
        facts("ru", "05-13 18:01", {"recovery": "05-14 13:00"}, missed=missed(goal="05-13 18:00"), **BASIC),
    ),
    "confession-resolution": (
        letters.confession,
        facts("ru", "05-14 11:01", {"recovery": "05-14 16:00"}, missed=missed(resolution="05-14 11:00"), **MARINA),
    ),
    # 4 wh from Wed 13 May 14:30: 14:30-18 (3:30), Thu 9-9:30 (4:00); told at 15:30 it would be 10:30.
    "confession-word-central": (
        letters.confession,
        facts(
            "ru", "05-13 15:30", {"recovery": "05-14 10:30"}, missed=missed(word="05-13 14:30"),
            office=CENTRAL, name="",
        ),
    ),
    "confession-several-kaliningrad": (
        letters.confession,
        facts(
            "ru", "05-14 11:01", {"recovery": "05-14 16:00"}, customer_zone="Europe/Kaliningrad",
            missed=missed(resolution="05-14 11:00", word="05-14 10:30"), **MARINA,
        ),
    ),
    "confession-no-manager": (
        letters.confession,
        facts(
            "ru", "11-19 18:05", RECOVERY, missed=missed(first_response="11-19 18:00"), manager_knows=False, **MARINA
        ),
    ),
    "confession-central-person": (
        letters.confession,
        facts("ru", "11-19 18:05", RECOVERY, missed=missed(first_response="11-19 18:00"), office=CENTRAL, **MARINA),
    ),
    "climbed-without-a-miss": (
        letters.climbed, facts("ru", "11-20 13:01", {"escalation": "11-23 13:00"}, rung=1, holder="Ирина С.")
    ),
    "climbed-manager": (
        letters.climbed,
        facts(
            "ru", "11-20 13:01", {"escalation": "11-23 13:00"}, missed=missed(recovery="11-20 13:00"),
            rung=1, holder="Ирина С.",
        ),
    ),
    "climbed-central-nobody": (
        letters.climbed,
        facts("ru", "11-23 13:01", {"escalation": "11-24 13:00"}, missed=missed(escalation="11-23 13:00"), rung=2),
    ),
    "climbed-head": (
        letters.climbed,
        facts(
            "ru", "11-24 13:01", {"escalation": "11-25 13:00"}, missed=missed(escalation="11-24 13:00"),
            rung=3, holder="Павел Д.",
        ),
    ),
}  # fmt: skip

# Asked Tue 12 May 11:00: nudges after 3 and 7 wd (Fri 15, Thu 21), closing after 10 wd: 13-15, 18-22, 25, 26 May.
CLOSING = {"closing": "05-26 11:00"}
ASKED_AT: dict[str, Any] = {"asked_at": at("05-12 11:00")}

QUIET: dict[str, Case] = {
    "nudge-first": (
        letters.nudge,
        facts("ru", "05-15 11:01", {**CLOSING, "resolution": "05-19 10:15"}, nudge=1, body=QUESTION, **ASKED_AT),
    ),
    "nudge-second-basic": (
        letters.nudge,
        facts("ru", "05-21 11:01", CLOSING, nudge=2, body="Какая у вас видеокарта?\n\n", **ASKED_AT, **BASIC),
    ),
    "closed-after-wait": (letters.closed_after_wait, facts("ru", "05-26 11:01", **ASKED_AT)),
    "closed-after-answer": (letters.closed_after_answer, facts("ru", "05-21 15:01", answered_at=at("05-14 15:00"))),
    "closed-after-thanks": (letters.closed_after_thanks, facts("ru", "05-21 15:01", answered_at=at("05-14 15:00"))),
    "continued-resolution": (
        letters.continued,
        facts("ru", "05-18 09:00", {"resolution": "05-19 13:00", "word": "05-21 09:00"}, **MARINA),
    ),
    "continued-basic": (letters.continued, facts("ru", "05-14 13:00", {"word": "05-19 13:00"}, **BASIC)),
    "awaiting-release": (letters.awaiting_release, facts("ru", "05-07 11:00", {"release_word": "05-29 18:00"})),
    "told-release": (letters.told, facts("ru", "05-20 12:00", {"release_word": "06-19 18:00"}, body="Ещё проверяем.")),
    "corrected": (letters.corrected, facts("ru", "05-12 15:00", FIGURES)),
}

FIRM: dict[str, Any] = {"customer": "АО «Пример», Анна Львовна", "link": LINK}

FOR_STAFF: dict[str, Case] = {
    "staff-new-ticket": (staff.new_ticket, facts("ru", "05-12 10:15", FIGURES, **FIRM)),
    "staff-new-ticket-unclear": (
        staff.new_ticket, facts("ru", "05-13 03:20", GUEST_GOAL, product_unclear=True, **GUEST)
    ),
    "staff-reply": (
        staff.reply,
        facts("ru", "05-12 16:00", {"resolution": "05-19 10:15", "word": "05-14 10:15"}, body="Секрет", **FIRM),
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
    "continued-basic": (letters.continued, replace(QUIET["continued-basic"][1], **ENGLISH)),
    "awaiting-release": (letters.awaiting_release, replace(QUIET["awaiting-release"][1], **ENGLISH)),
    "corrected": (letters.corrected, replace(QUIET["corrected"][1], **ENGLISH)),
    "staff-reply": (staff.reply, replace(FOR_STAFF["staff-new-ticket-unclear"][1], **{**ENGLISH, "product": ""})),
    "staff-look-missed": (staff.look, replace(FOR_STAFF["staff-look-missed"][1], **ENGLISH)),
    "staff-late-untold": (staff.late, replace(FOR_STAFF["staff-late-untold"][1], **ENGLISH)),
    "staff-rung": (staff.rung, replace(FOR_STAFF["staff-rung"][1], **ENGLISH, **MARINA_EN)),
}  # fmt: skip

ALL: dict[str, Case] = {
    **{f"acknowledgement-{name}": (letters.acknowledgement, known) for name, known in ACKNOWLEDGED.items()},
    **SENT, **LATE, **QUIET, **FOR_STAFF,
    "reminded": (letters.reminded, LATE["climbed-without-a-miss"][1]),
    **{f"english-{name}": case for name, case in IN_ENGLISH.items()},
}  # fmt: skip
# Each letter to a customer carries their own way to the ticket.
ALL |= {name: (write, replace(known, link=REQUEST)) for name, (write, known) in ALL.items() if "staff" not in name}


@pytest.mark.parametrize("name", ALL)
def test_a_letter_says_what_was_written_by_hand(name: str) -> None:
    write, known = ALL[name]
    words = write(known)
    assert f"{words.subject}\n\n{words.said}\n" == (EXPECTED / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", ["code", "english-code"])
def test_the_letter_with_a_code_says_what_was_written_by_hand(name: str) -> None:
    english = name.startswith("english")
    words = letters.sign_in_code("en" if english else "ru", "04821770", "Draft support" if english else "Техподдержка")
    assert f"{words.subject}\n\n{words.text}" == (EXPECTED / f"{name}.txt").read_text()
    assert "0482" not in words.subject


def test_no_expected_letter_is_forgotten() -> None:
    assert sorted(path.stem for path in EXPECTED.iterdir()) == sorted([*ALL, "code", "english-code"])
