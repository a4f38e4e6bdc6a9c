"""Invented parts for the page of parts: the longest and the emptiest that may come, and one of each state."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.safestring import mark_safe

from opora.web.bodies import File, LaidOut, Segment
from opora.web.desk.conversation import Letter, Said
from opora.web.desk.invites import Invited
from opora.web.desk.promised import Elsewhere, Moment
from opora.web.desk.rows import Next, Row
from opora.web.desk.timeline import Line
from opora.web.strip import Bar, Day, Strip

ADDRESS = "anna@gear.example.org"
DRAFT = "Похоже на драйвер видеокарты. Обновите его до версии 31.2 и откройте сборку снова."
USUAL_WORD = "до ср, 13 мая, 18:00"
LONG = "Сборка" * 33
HERE = "#style-queue"
NUMBER = "SD-1000002"
INVITED = Invited(
    "Приглашение", "Осмотр станка, цех 2", "вт, 17 ноября, 12:00 – 13:30", "Переговорная 4",
    "Самоцветов Пётр <samotsvetov@example.org>", "Кого приглашают",
    ["Поддержка <support@example.org>", f"{'x' * 60}@example.org"], repeats=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """As much of a ticket as its parts ask for."""

    number: str = NUMBER
    stage: str = "office"
    assignee_id: int = 0


TICKET = Sample()


def rows(now: datetime) -> list[Row]:
    """A line of each state; the longest subject, and none."""
    calm = Next(now, "первый ответ", "до сегодня, 18:00", "3 ч 10 мин", "calm")
    soon = Next(now, "ответ по существу", "до сегодня, 18:00", "1 ч 40 мин", "soon")
    late = Next(now, "объяснить опоздание", "до завтра, 13:00", "4 ч", "late")
    idle = Next(now, "напомнить заказчику", "вт, 12 мая, 9:00", "", "idle")
    none = Next(None, "", "", "", "idle")
    gear, farm = "Демо-завод «Шестерня» · Анна Сергеевна Лаптева", "Сергей Петрович Ветров"
    return [
        _row("Чертёж-3D v22: не открывается сборка", gear, "Чертёж-3D v22", "warranty", "гарантийный", calm),
        _row("Стоит линия сборки редуктора", gear, "Чертёж-3D v22", "individual", "индивидуальный", soon, True),
        _row("Печать всех листов", farm, "Чертёж-3D v21", "basic", "базовый", late),
        _row(LONG, gear, "Чертёж-3D v22", "extended", "расширенный", idle),
        _row("", "", "", "initial", "начальный", none),
    ]


def conversation(now: datetime) -> list[Said | Letter]:
    """A message of each kind, and a letter of the desk in each state that differs."""
    sent, failed = _letter(now, "отправлено сегодня, 13:13", "sent"), _letter(now, "не ушло: 550 нет такого", "failed")
    quoted = [
        Segment("Добрый день. Сборка редуктора останавливается на 60 %."),
        Segment("> писали вчера\n> вот это", "цитата, 2 строки"),
        Segment("Анна Лаптева", "подпись"),
    ]
    file = File("журнал ошибок.txt", HERE, "229 байт")
    odd = File("договор.pdf", HERE, "412,0 КБ", "программа, хотя имя об этом молчит")
    html = mark_safe("<p>Добрый день.</p><table><tr><th>узел</th><td>17</td></tr></table>")
    laid = LaidOut(html, 2, 1, ask_url=HERE)
    return [
        _said(now, "Анна Сергеевна Лаптева", quoted, address=ADDRESS, laid=laid, files=[file, odd]),
        _letter(now, "отправлено сегодня, 13:13", "sent"),
        _said(now, "Ирина Малахова", [Segment("Смотрю в журнал.")], internal=True),
        _said(now, "Ирина Малахова", [Segment("Какая у вас видеокарта?")], ours=True, verb="вопрос", letter=sent),
        _said(now, "Ирина Малахова", [Segment(DRAFT)], ours=True, verb="ответ по существу", letter=failed),
        replace(
            _said(now, "Пётр Самоцветов", [Segment("Встреча во вторник.")], address="samotsvetov@example.org"),
            signed_text="подписано, подпись сохранена",
            invite=INVITED,
        ),
        _said(now, LONG, [], address="x" * 60 + "@example.org", automatic=True, troubles=["кодировка не названа"]),
    ]


def moments(now: datetime) -> list[Moment]:
    """A moment of each state, each with its strip of days."""
    states = [
        ("calm", "первый ответ", "до завтра, 10:00", "осталось 3 ч 10 мин рабочего времени"),
        ("soon", "ответ по существу", "до сегодня, 18:00", "осталось 40 мин рабочего времени"),
        ("late", "объяснить опоздание", "до сегодня, 13:00", "срок прошёл"),
        ("paused", "ответ по существу", "", "стоит, осталось 31 ч"),
        ("met", "первый ответ", "до вчера, 18:00", "выполнено: вчера, 16:05"),
        ("met-late", "первый ответ", "до вчера, 13:00", "выполнено с опозданием: вчера, 16:05"),
        ("withdrawn", "следующее слово", "до пт, 15 мая, 18:00", "больше не нужно"),
    ]
    return [
        Moment(
            anchor=f"style-{state}",
            kind_text=kind,
            at=now if when else None,
            when=when,
            state=state,
            state_text=text,
            told_text="Заказчик знает этот срок." if state == "calm" else "",
            elsewhere=(Elsewhere("у заказчика", "до завтра, 8:00"),) if state == "calm" else (),
            strip=STRIP,
            strip_zone="UTC+5",
        )
        for state, kind, when, text in states
    ]


STRIP = Strip(
    days=(
        Day("пт, 8 мая", (Bar(0, 240, False), Bar(300, 160, True)), "6 ч 40 мин", "короткий день"),
        Day("9–11 мая", (), "", "выходные"),
        Day("вт, 12 мая", (Bar(0, 80, True),), "1 ч 20 мин", ""),
    ),
    first_hour=9,
    last_hour=18,
    total_text="8 ч",
)


def timeline(now: datetime) -> list[Line]:
    """Three lines."""
    return [
        Line(now - timedelta(hours=2), "сегодня, 11:05", "передано", "Центральная служба техподдержки", "Ирина М."),
        Line(now - timedelta(hours=3), "сегодня, 10:02", "заказчику названы сроки", "первый ответ до 18:00", ""),
        Line(now - timedelta(hours=3), "сегодня, 10:02", "зарегистрировано", "", ""),
    ]


def _row(
    subject: str, customer: str, product: str, level: str, level_text: str, upcoming: Next, stopped: bool = False
) -> Row:
    return Row(
        NUMBER, HERE, subject, customer, product, level, level_text, "в офисе", "Екатеринбург", upcoming, stopped
    )


def _letter(now: datetime, state_text: str, state: str) -> Letter:
    return Letter(now, "сегодня, 13:12", "подтверждение", state_text, state, HERE)


def _said(
    now: datetime,
    author: str,
    segments: list[Segment],
    *,
    address: str = "",
    verb: str = "",
    internal: bool = False,
    ours: bool = False,
    automatic: bool = False,
    laid: LaidOut | None = None,
    files: list[File] | None = None,
    troubles: list[str] | None = None,
    letter: Letter | None = None,
) -> Said:
    anchor = f"said-{len(segments)}-{len(author)}-{len(verb)}-{internal:d}"
    return Said(
        anchor, author, address, now, "сегодня, 13:12", internal, ours, verb, automatic, segments,
        laid or LaidOut(), files or [], troubles or [], letter,
    )  # fmt: skip
