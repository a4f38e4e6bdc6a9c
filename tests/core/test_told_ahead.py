"""A resolution that came nearer than the customer knows was missed: our word keeps the moment they wait for (P1).

Yekaterinburg, May 2026. Wed 6 10:00, resolution 40 h: Wed 7, Thu 15, Fri 22, Tue 30, Wed 38, Thu 14 11:00, told. With
Monday 11 May worked round the clock it is due on that day at 18:00 (22 + 18).
"""

from tests.core.cases.clock_course import Desk
from tests.core.cases.clock_words import Line

SILENT = [
    ("ср 06.05 10:00", "обращение: гарантийный"),
    ("чт 07.05 10:01", "проверка"),
    ("чт 07.05 15:01", "проверка"),
    ("пт 08.05 15:01", "проверка"),
    ("сб 09.05 10:00", "календарь изменён: 11.05 открыто 00:00-24:00"),
    ("пн 11.05 18:01", "проверка"),
]


def after(*lines: tuple[str, str]) -> Desk:
    """A desk on which nobody wrote, a manager and the central service were silent, and then this."""
    desk = Desk()
    for when, what in (*SILENT, *lines):
        desk.play(Line(when, what, "", (), ""))
    return desk


def test_the_word_is_due_by_the_moment_that_the_customer_waits_for() -> None:
    """The usual one would be three working days later, Fri 15 May 10:00."""
    desk = after(("вт 12.05 10:00", "сообщили"))
    assert desk.said("решение: опоздал") == "решение: опоздал"
    assert desk.next() == "напишем чт 14.05 11:00"


def test_it_is_confessed_when_it_passes() -> None:
    desk = after(("вт 12.05 10:00", "сообщили"), ("чт 14.05 11:01", "проверка"))
    assert desk.said("события: ") == "события: опоздание (напишем), признание"


def test_a_moment_that_has_passed_asks_for_nothing() -> None:
    """Our word of Thu 14 May 12:00: the usual three days, Fri 15, Mon 18, Tue 19."""
    assert after(("чт 14.05 12:00", "сообщили")).next() == "напишем вт 19.05 12:00"


def test_an_answer_is_what_they_waited_for() -> None:
    assert after(("вт 12.05 10:00", "ответили")).next() == "закроется вт 19.05 10:00"


def test_a_call_that_is_logged_after_the_moment_is_that_word() -> None:
    """A call of Tue 12 May 10:00, logged on Thu 14 May 12:00: three working days from Tuesday, Fri 15 May 10:00."""
    assert after(("чт 14.05 12:00", "звонок в вт 12.05 10:00: сообщили")).next() == "напишем пт 15.05 10:00"
