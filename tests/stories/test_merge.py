"""Two letters about one matter become one ticket; what the customer was told of either is kept (P1, P4, P6)."""

from datetime import UTC, date

import pytest
from django.test import Client

from opora.core.facts import Stage
from opora.flow import act, tick
from opora.flow.doctor import examine
from opora.flow.merge import merge
from opora.ledger.models import Event
from opora.lib.errors import Refused
from opora.offices.queries import office_by_code
from opora.promises.models import Promise
from opora.tickets.models import Message, Participant, Sight, Ticket
from opora.tickets.queries import link_token
from tests.stories.calling import call, log
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, ours, receive, words
from tests.web.console import at
from tests.web.console import words as shown
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA, SERGEY = "anna@gear.example.org", "sergey@bridge.example.org"
ABOUT = "Чертёж-3D v22 не открывает сборку."


def asked(when: str, text: str = ABOUT, sender: str = ANNA, subject: str = "Сборка") -> Ticket:
    ticket = receive(letter(sender, subject, f"{text} ({when})", local(when)), local(when)).ticket
    assert ticket is not None
    return ticket


def again(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def reply(ticket: Ticket, text: str, when: str) -> None:
    """Anna answers our last letter on this ticket."""
    last = ours(ticket)[-1]
    receive(letter(ANNA, f"Re: {last['Subject']}", text, local(when), reply_to=last["Message-ID"]), local(when))


def test_the_later_letter_joins_the_earlier_ticket(world: World) -> None:
    first, second = asked("05-06 10:00"), asked("05-06 15:00", "Забыла журнал.")
    merge(second.pk, world.irina, first.pk, local("05-06 16:00"))
    one, other = again(first), again(second)
    assert (other.stage, other.closed_why, other.merged_into, other.next_at) == ("closed", "merged", first, None)
    # Its own: Wed 10-13 (3), 14-18 (7), Thu 9-10 (8).
    assert (one.next_kind, one.next_at) == ("first_response", local("05-07 10:00"))
    texts = [message.text for message in Message.objects.filter(ticket=first, author_kind="contact").order_by("at")]
    assert len(texts) == 2
    assert "Забыла журнал." in texts[1]
    assert Message.objects.filter(ticket=second).count() == 0
    assert {one.withdrawn_because for one in Promise.objects.filter(ticket=second)} == {"merged"}


def test_merged_the_other_way_nothing_that_was_told_moves_later(world: World) -> None:
    first, second = asked("05-06 10:00"), asked("05-06 15:00", "Забыла журнал.")
    merge(first.pk, world.irina, second.pk, local("05-06 16:00"))
    one = again(second)
    # Its own would be Wed 15-18 (3), Thu 9-13 (7), 14-15 (8): Thu 15:00; but Anna was told Thu 10:00.
    assert (one.next_kind, one.next_at) == ("first_response", local("05-07 10:00"))
    promise = Promise.objects.get(ticket=second, kind="resolution")
    # 40 hours from Wed 6 May 10:00: Wed 7, Thu 15, Fri 22 (a short day, 9-13 and 14-17), Tue 12 30, Wed 13 38,
    # Thu 14 9-11.
    assert promise.due_at == local("05-14 11:00")


def test_the_customer_is_told_under_which_number_it_goes_on(world: World) -> None:
    first, second = asked("05-06 10:00"), asked("05-06 15:00", "Забыла журнал.")
    merge(second.pk, world.irina, first.pk, local("05-06 16:00"))
    (said,) = ours(again(first), "say_merged")
    text = words(said)
    assert f"Обращение {second.number} о том же, что и {first.number}, поэтому ведём их вместе" in text
    assert f"под номером {first.number}" in text
    assert "до четверга, 7 мая, 10:00" in text
    assert said["To"] == ANNA
    assert ours(again(second), "say_merged") == []


def test_a_promise_that_is_answered_already_brings_the_next_word_nearer(world: World) -> None:
    first = asked("05-06 10:00")
    act.tell(first.pk, world.irina, "Смотрим.", local("05-06 11:00"))
    # The next word is due in 3 working days: Thu 7, Fri 8, Tue 12 at 11:00.
    assert Promise.objects.get(ticket=first, kind="word", met_at=None, withdrawn_because="").due_at == local(
        "05-12 11:00"
    )
    second = asked("05-06 15:00", "Забыла журнал.")
    merge(second.pk, world.irina, first.pk, local("05-06 16:00"))
    # Anna was told that the second is answered by Thu 15:00.
    assert (again(first).next_kind, again(first).next_at) == ("word", local("05-07 15:00"))


def test_words_after_our_question_end_the_wait_and_older_ones_do_not(world: World) -> None:
    first = asked("05-06 10:00")
    older = asked("05-06 10:30", "Ещё одно письмо.")
    act.ask(first.pk, world.irina, "Какая видеокарта?", local("05-06 11:00"))
    merge(older.pk, world.irina, first.pk, local("05-06 11:30"))
    assert again(first).stage == "waiting"
    newer = asked("05-06 15:00", "Карта такая-то.")
    merge(newer.pk, world.irina, first.pk, local("05-06 15:30"))
    assert again(first).stage == "office"


def test_words_after_the_answer_are_to_be_looked_at(world: World) -> None:
    first = asked("05-06 10:00")
    second = asked("05-06 10:30", "Ещё одно письмо.")
    act.answer(first.pk, world.irina, "Обновите драйвер.", local("05-06 11:00"))
    reply(second, "Не помогло.", "05-06 15:00")
    merge(second.pk, world.irina, first.pk, local("05-06 15:30"))
    assert (again(first).stage, again(first).next_kind) == ("answered", "look")


def test_what_was_told_after_the_answer_would_be_kept_by_nobody_there(world: World) -> None:
    """Found by random weeks, seed 1006. Anna was told that the second is answered by Thu 15:00, hours after the answer
    to the first; on an answered ticket only a look is owed, which the manager alone hears of (P7)."""
    first = asked("05-06 10:00")
    act.answer(first.pk, world.irina, "Обновите драйвер.", local("05-06 11:00"))
    second = asked("05-06 15:00", "Не помогло.")
    with pytest.raises(Refused, match=first.number):
        merge(second.pk, world.irina, first.pk, local("05-06 15:30"))
    assert (again(second).next_kind, again(second).next_at) == ("first_response", local("05-07 15:00"))
    act.reject(first.pk, world.irina, local("05-06 15:40"))
    merge(second.pk, world.irina, first.pk, local("05-06 15:45"))
    # The work goes on there, and the word that Anna is owed comes no later than she was told.
    assert (again(first).stage, again(first).next_kind) == ("office", "word")
    assert again(first).next_at == local("05-07 15:00")


def test_the_other_way_round_the_answered_one_goes_on_in_the_new_one(world: World) -> None:
    first = asked("05-06 10:00")
    act.answer(first.pk, world.irina, "Обновите драйвер.", local("05-06 11:00"))
    second = asked("05-06 15:00", "Не помогло.")
    merge(first.pk, world.irina, second.pk, local("05-06 15:30"))
    assert (again(second).next_kind, again(second).next_at) == ("first_response", local("05-07 15:00"))


def test_what_was_told_after_our_question_would_be_kept_by_nobody_there(world: World) -> None:
    """Told on Thursday 7 May at 10:00: by Tue 12, since Fri 8 and Tue 12 and Wed 13 are three working days."""
    first, second = asked("05-06 10:00"), asked("05-06 10:30", "Ещё одно письмо.")
    act.ask(first.pk, world.irina, "Какая видеокарта?", local("05-06 11:00"))
    act.tell(second.pk, world.irina, "Смотрим.", local("05-07 10:00"))
    with pytest.raises(Refused, match=first.number):
        merge(second.pk, world.irina, first.pk, local("05-07 10:30"))
    assert (again(second).next_kind, again(second).next_at) == ("word", local("05-13 10:00"))


def test_what_was_told_is_kept_by_the_dated_word_of_a_release(world: World) -> None:
    first = asked("05-06 10:00")
    act.answer(first.pk, world.irina, "Дефект подтверждён.", local("05-06 11:00"))
    act.await_release(first.pk, world.irina, date(2026, 5, 29), local("05-06 11:05"))
    second = asked("05-06 15:00", "И ещё одно.")
    merge(second.pk, world.irina, first.pk, local("05-06 15:30"))
    # Wed 15-18 (3), Thu 9-13 (7), 14-15 (8).
    dated = Promise.objects.get(ticket=first, kind="release_word", met_at=None, withdrawn_because="")
    assert (again(first).stage, dated.due_at) == ("release", local("05-07 15:00"))
    # Random weeks, seed 1061: Anna reads that moment, and that it was missed.
    assert "Напишем вам до четверга, 7 мая, 15:00." in words(ours(again(first), "say_merged")[0])
    tick.ticket(first.pk, local("05-07 15:01").astimezone(UTC))
    assert "Мы обещали написать до четверга, 7 мая, 15:00" in words(ours(again(first), "confess")[0])


def test_what_came_nearer_than_was_told_is_still_awaited_where_it_was_told(world: World) -> None:
    """Told Wed 6 May 11:00, by Tue 12 May 11:00 (Thu, Fri, Tue). Research brings it to Fri 8 May 11:00, of which Anna
    does not know. Here our next word is promised for Fri 15 May 12:00."""
    second = asked("05-06 10:00")
    act.tell(second.pk, world.irina, "Смотрим.", local("05-06 11:00"))
    act.move(second.pk, world.irina, Stage.RESEARCH, local("05-06 11:30"))
    first = asked("05-06 11:40", "И ещё одно.")
    until = local("05-15 12:00")
    act.tell(first.pk, world.irina, "Ищем.", local("05-06 12:00"), word_until=until, consent="да")
    merge(second.pk, world.irina, first.pk, local("05-06 12:30"))
    assert (again(first).next_kind, again(first).next_at) == ("word", local("05-12 11:00"))


def test_what_the_merge_tells_stands_without_a_letter_that_names_it(world: World) -> None:
    """Random weeks, seed 1130. Nobody knows which product the first is about, so no letter names its resolution (L5),
    and by Thu 7 May 15:01 the manager owes a word on it. Of the second the resolution was told."""
    first, second = asked("05-06 10:00", "Не открывается сборка, помогите."), asked("05-06 10:30")
    for when in ("05-07 10:01", "05-07 15:01"):
        tick.ticket(first.pk, local(when).astimezone(UTC))
    merge(second.pk, world.irina, first.pk, local("05-07 15:30"))
    # Wed 10:30-13, 14-18 (6.5), Thu 14.5, Fri 21.5, Tue 29.5, Wed 37.5, Thu 14 May 9-11:30 (40).
    resolution = Promise.objects.get(ticket=first, kind="resolution")
    assert resolution.told_due_at == local("05-14 11:30")
    found = examine(local("05-07 15:31").astimezone(UTC))
    assert [one for one in found if one.check not in ("worker", "quiet")] == []


def test_what_is_late_is_confessed_before_it_is_merged(world: World) -> None:
    first, second = asked("05-06 10:00"), asked("05-06 15:00", "Забыла журнал.")
    merge(first.pk, world.irina, second.pk, local("05-07 10:30"))
    assert "и не успели" in words(ours(again(first), "confess")[0])
    # The recovery that she was told is due four working hours after 10:30: 10:30-13:00 (2.5), 14:00-15:30 (4). Her
    # other promise, 8 hours from Wed 15:00, comes before it: Wed 15-18 (3), Thu 9-13 (7), 14-15 (8).
    assert again(second).next_at == local("05-07 15:00")


def test_letters_and_links_of_the_merged_one_lead_to_the_other(world: World) -> None:
    first, second = asked("05-06 10:00"), asked("05-06 15:00", "Забыла журнал.")
    acknowledged = ours(again(second), "acknowledge")[0]
    link = f"/help/requests/{link_token(second, ANNA)}/"
    merge(second.pk, world.irina, first.pk, local("05-06 16:00"))
    reply = letter(ANNA, "Re: Сборка", "Ещё дополнение.", local("05-06 17:00"), reply_to=acknowledged["Message-ID"])
    assert receive(reply, local("05-06 17:00")).ticket == first
    with at("05-06 17:30"):
        page = shown(Client().get(link, follow=True).content)
        assert first.number in page
        assert "Ещё дополнение." in page
        browser = Client()
        browser.force_login(world.irina)
        desk = browser.get(f"/tickets/{second.number}/")
    assert (desk.status_code, desk["Location"]) == (302, f"/tickets/{first.number}/")


def test_a_colleague_of_the_same_organisation_takes_part_in_the_other(world: World) -> None:
    first = asked("05-06 10:00")
    second = asked("05-06 15:00", "То же самое.", sender="pavel@gear.example.org")
    if again(second).organisation_id != first.organisation_id:
        Ticket.objects.filter(pk=second.pk).update(
            organisation=first.organisation, contact=first.contact, level=first.level
        )
    merge(second.pk, world.irina, first.pk, local("05-06 16:00"))
    assert Participant.objects.get(ticket=first, address="pavel@gear.example.org").role == "copy"
    assert [said["To"] for said in ours(again(first), "say_merged")] == ["pavel@gear.example.org"]


def test_those_of_different_customers_are_never_merged(world: World) -> None:
    anna, sergey = asked("05-06 10:00"), asked("05-06 10:30", sender=SERGEY)
    with pytest.raises(Refused, match="разных заказчиков"):
        merge(sergey.pk, world.irina, anna.pk, local("05-06 11:00"))
    assert Event.objects.filter(type="Merged").count() == 0


def test_refused_with_itself_and_with_what_is_closed(world: World) -> None:
    first, second, third = asked("05-06 10:00"), asked("05-06 15:00", "Два."), asked("05-06 15:10", "Три.")
    with pytest.raises(Refused, match="само с собой"):
        merge(first.pk, world.irina, first.pk, local("05-06 16:00"))
    merge(second.pk, world.irina, first.pk, local("05-06 16:00"))
    for source, target in ((third, second), (second, third)):
        with pytest.raises(Refused, match="закрыто"):
            merge(source.pk, world.irina, target.pk, local("05-06 16:10"))
    merge(third.pk, world.irina, first.pk, local("05-06 16:20"))
    assert again(third).merged_into == first


def test_a_higher_level_is_not_merged_into_a_lower_one(world: World) -> None:
    first, second = asked("05-06 10:00"), asked("05-06 15:00", "Два.")
    Ticket.objects.filter(pk=first.pk).update(level="basic")
    with pytest.raises(Refused, match="Объедините наоборот"):
        merge(second.pk, world.irina, first.pk, local("05-06 16:00"))
    merge(first.pk, world.irina, second.pk, local("05-06 16:00"))
    assert again(first).merged_into == second


def test_who_could_read_the_one_may_read_the_other(world: World) -> None:
    first, second = asked("05-06 10:00"), asked("05-06 15:00", "Два.")
    central = office_by_code("central")
    assert central is not None
    act.hand_over(second.pk, world.irina, central, local("05-06 15:30"))
    merge(second.pk, world.irina, first.pk, local("05-06 16:00"))
    assert Sight.objects.filter(ticket=first, office=central).exists()


def test_nothing_more_is_done_on_a_merged_ticket(world: World) -> None:
    first, second = asked("05-06 10:00"), asked("05-06 15:00", "Два.")
    merge(second.pk, world.irina, first.pk, local("05-06 16:00"))
    with pytest.raises(Refused, match=first.number):
        act.answer(second.pk, world.irina, "Ответ не туда.", local("05-06 16:30"))
    with pytest.raises(Refused, match=first.number):
        act.note(second.pk, world.irina, "Заметка не туда.", local("05-06 16:30"))
    with pytest.raises(Refused, match=first.number):
        log(world, second, call("05-06 16:10"), "05-06 16:30")
    assert again(second).stage == "closed"
    assert log(world, first, call("05-06 16:10"), "05-06 16:30").stage == "received"
    act.answer(first.pk, world.irina, "Ответ.", local("05-06 16:30"))
    assert again(first).stage == "answered"


def test_the_street_goes_on_after_a_merge(world: World) -> None:
    street = Street(world, ANNA)
    street.happen("opens", local("05-06 10:00"))
    second = asked("05-06 15:00", "Два.")
    merge(second.pk, world.irina, street.ticket.pk, local("05-06 16:00"))
    street.happen("tick", local("05-07 10:01"))
    assert "и не успели" in words(ours(street.ticket, "confess")[0])
    assert ours(again(second), "confess") == []
