"""What was sent by the three verbs, and being late, in Russian."""

from opora.channels import letters
from tests.channels.letters.cases.usual import MARINA, QUESTION, RECOVERY, Case
from tests.channels.letters.cast import BASIC, CENTRAL, facts, missed

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
    "told-late": (
        letters.told,
        facts(
            "ru", "05-14 10:59", {"word": "05-15 12:00"}, given_up=missed(resolution="05-14 11:00")[0],
            body="Ошибка глубже, чем казалась: проверяем сборку вместе с разработчиками.",
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
