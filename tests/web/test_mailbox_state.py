"""The page of a mailbox: last look, last letter, lag, errors in words, what waits, the habit and letters a day.

Yekaterinburg: twenty letters on each of the fourteen dates from Sat 16 May to Fri 29 May 2026, 10:00 to 14:45. Galina
reads it in Moscow, two hours earlier by the clock.
"""

from datetime import UTC, date, timedelta

import pytest

from opora.channels.models import InboundMail, Mailbox
from opora.flow import watch
from tests.core.test_silence import every_quarter
from tests.stories.may_2026 import local
from tests.stories.test_silent_mailbox import arrived
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

PAGE = "/setup/mailboxes/support/"


@pytest.fixture
def support(console: Console) -> Mailbox:
    return Mailbox.objects.create(
        name="support", kind="imap", host="mail.vendor.test", address="support@vendor.test",
        office=console.world.yekaterinburg, connected_at=local("04-01 09:00"), looked_at=local("05-29 15:59"),
    )  # fmt: skip


def page(console: Console, moment: str, path: str = PAGE) -> str:
    with at(moment):
        return words(console.browser(console.world.galina).get(path).content.decode())


def test_a_new_mailbox_says_that_nothing_came_and_that_it_has_no_habit(console: Console, support: Mailbox) -> None:
    said = page(console, "05-29 16:00")
    assert "Последний осмотр сегодня, 13:59" in said
    assert "Последнее письмо писем ещё не было" in said
    assert "Ждут разбора ничего не ждёт" in said
    assert "Привычка ещё не сложилась" in said


def test_what_came_how_late_what_waits_and_how_many_a_day(console: Console, support: Mailbox) -> None:
    arrived(support, every_quarter(date(2026, 5, 16), 14))
    newest = InboundMail.objects.order_by("-kept_at")[0]
    InboundMail.objects.filter(pk=newest.pk).update(server_at=newest.kept_at - timedelta(minutes=7), state="kept")
    said = page(console, "05-29 16:00")
    assert "Последнее письмо сегодня, 12:38, до службы дошло за 7 мин" in said
    assert "Ждут разбора 1 письмо, пришло сегодня, 12:45" in said
    # 80 h * 10 / 280 is less than 4:15 * 5 / 4 (tests/core/test_silence.py).
    assert "Привычка тревога после 5 ч 18 мин рабочего времени без писем: за 10 рабочих дней пришло 280 писем" in said
    # Weeks from Monday; the last one is not over.
    assert "11–17 мая 0 0 0 0 0 20 20" in said
    assert "25–31 мая 20 20 20 20 20" in said


def test_errors_are_in_words_with_how_often_and_the_alarm_is_on_the_page(console: Console, support: Mailbox) -> None:
    Mailbox.objects.update(
        trouble="support.test does not answer on port 993: the server may be down, or a firewall stands between.",
        failures=7,
    )
    watch.over_all(local("05-29 16:20").astimezone(UTC))
    said = page(console, "05-29 16:21")
    assert "не отвечает на порту 993" in said
    assert "не удалось 7 раз подряд, последний удачный: сегодня, 13:59" in said
    assert "Тревога: в ящик не удаётся заглянуть. Администраторам написано: сегодня, 14:20." in said
    assert "Тревога" in page(console, "05-29 16:21", "/setup/mailboxes/")


def test_a_silent_mailbox_says_so_until_a_letter_comes(console: Console, support: Mailbox) -> None:
    arrived(support, every_quarter(date(2026, 5, 16), 14))
    Mailbox.objects.update(looked_at=local("06-01 12:00"))
    watch.over_all(local("06-01 12:00").astimezone(UTC))
    sentence = "Тревога: ящик молчит дольше обычного. Администраторам написано: сегодня, 10:00."
    assert sentence in page(console, "06-01 12:30")
    arrived(support, [local("06-01 12:31")])
    watch.over_all(local("06-01 12:40").astimezone(UTC))
    assert "Тревога" not in page(console, "06-01 12:41")
