"""What letters say in Russian while a request takes its course: the three verbs, being late, waiting, the end."""

from opora.channels.letters.cleaning import joined, sentence
from opora.channels.letters.facts import LetterFacts
from opora.channels.letters.russian.parts import CENTRAL, SORRY, listed, place_of, who
from opora.core.hours import Cause

RETURN = "вернуться к нему можно и потом"


# --- the three verbs -----------------------------------------------------------------------------------------


def after_asking(f: LetterFacts) -> str:
    """What happens while we wait."""
    return f"Ждём вашего ответа{'; срок решения на это время приостановлен' if f.has_resolution else ''}."


def after_telling(f: LetterFacts) -> str:
    """What we shall not keep (P2), when we write again."""
    word = f.ahead("word") or f.ahead("release_word")
    given_up = f.by(f.given_up.due_at) if f.given_up else ""
    late = f"Мы обещали ответить по существу {given_up}, и к этому сроку не успеем." if given_up else ""
    return joined(late, SORRY if late else "", f"Напишем снова {f.by(word)}." if word else "")


def after_answering(f: LetterFacts) -> str:
    """What to do if the answer does not suit, when we close, how to come back."""
    closing = f.ahead("closing")
    end = f"Если вопросов больше нет, закроем обращение {f.on_day(closing)}; {RETURN}." if closing else ""
    rate = "Оценить ответ можно на странице обращения." if f.link and f.rate else ""
    return joined("Если ответ не подошёл, ответьте на это письмо, и мы продолжим.", end, rate)


def large(f: LetterFacts) -> str:
    """Which files go as links, and how long these hold."""
    page = "; потом они есть на странице обращения" if f.link else ""
    return f"Большие файлы – по ссылкам, {f.by(f.large_until)}{page}." if f.large_until else ""


# --- being late ----------------------------------------------------------------------------------------------


def confessed(f: LetterFacts) -> str:
    """What we said and did not keep."""
    if not f.missed:
        return ""
    if len(f.missed) > 1:
        return f"Мы назвали сроки и не уложились: {listed(f, f.missed)}. {SORRY}"
    kind, by = f.missed[0].kind, f.by(f.missed[0].due_at)
    said = {
        "first_response": f"Мы обещали ответить {by}, и не успели.",
        "resolution": f"Мы обещали ответить по существу {by}, и не успели.",
        "goal": f"Мы рассчитывали ответить {f.around(f.missed[0].due_at)}, и не успели.",
        "recovery": f"Мы обещали объяснить причину {by}, и не объяснили.",
    }
    return f"{said.get(kind, f'Мы обещали написать {by}, и не написали.')} {SORRY}"


def who_knows(f: LetterFacts) -> str:
    """Who has it, and that the manager knows of the miss."""
    if not f.manager_knows:
        return who(f)
    if f.office.where:
        return f"Обращением занимается {f.who or place_of(f)}, руководитель офиса в курсе."
    knows = "руководитель Центральной службы в курсе" if f.who else "её руководитель в курсе"
    return f"Обращением занимается {f.who or place_of(f)}, {knows}."


def recovery(f: LetterFacts) -> str:
    """When we explain."""
    at = f.ahead("recovery")
    return f"Объясним причину и назовём новый срок {f.on_by(at) if at else 'следующим письмом'}."


def resolution_stands(f: LetterFacts) -> str:
    """A resolution that was not missed keeps its moment."""
    at = f.ahead("resolution")
    return f"Ответ по существу — по-прежнему {f.by(at)}." if at else ""


def climbed(f: LetterFacts) -> str:
    """Who answers for it now, and by when."""
    near = f.near or f.office
    place = f"руководитель офиса {near.where}" if near.where else "руководитель Центральной службы техподдержки"
    role = {1: place, 2: CENTRAL, 3: "руководитель техподдержки"}[f.rung]
    matter = "обращение" if f.missed else f"обращение {f.number}"
    at = f.ahead("escalation")
    by = f"{f.by(at)}, " if at else ""
    holder = ", ".join(filter(None, [f.holder, role]))
    return f"Теперь за {matter} отвечает {holder}: {by}напишет вам, что происходит и когда ждать ответа."


def reminded(f: LetterFacts) -> str:
    """The reminder has come."""
    return "Получили ваше напоминание."


# --- waiting and closing -------------------------------------------------------------------------------------


def waiting(f: LetterFacts) -> str:
    """We wait, and since when; the question follows where we have it."""
    wait = f"ждём вашего ответа по обращению {f.number}"
    asked = f"{f.on_day(f.asked_at)}, мы спросили" if f.asked_at else "мы спросили"
    return joined(
        sentence(f"напоминаем ещё раз: {wait}" if f.nudge > 1 else wait),
        asked[:1].upper() + asked[1:] + ":" if f.body else "",
    )


def while_waiting(f: LetterFacts) -> str:
    """What to do, what stands still, what comes if nothing comes."""
    closing = f.ahead("closing")
    return joined(
        "Ответьте на это письмо, и мы продолжим.",
        "Пока ждём, срок решения приостановлен." if f.has_resolution else "",
        f"Без ответа закроем обращение {f.on_day(closing)}; {RETURN}." if closing else "",
    )


def closed_after_wait(f: LetterFacts) -> str:
    """Closed, with a way back."""
    asked = f"{f.on_day(f.asked_at)}, мы задали" if f.asked_at else "мы задали"
    return joined(
        sentence(f"{asked} вам вопрос и не получили ответа, поэтому закрыли обращение {f.number}"),
        "Если вопрос остался, ответьте на это письмо, и мы вернёмся к нему.",
    )


def closed_after_answer(f: LetterFacts) -> str:
    """Closed, with a way back."""
    answered = f"{f.on_day(f.answered_at)}, мы ответили" if f.answered_at else "мы ответили"
    return joined(
        sentence(f"{answered} по существу, и новых вопросов не было, поэтому закрыли обращение {f.number}"),
        "Если ответ не подошёл, ответьте на это письмо, и мы продолжим.",
    )


def closed_after_thanks(f: LetterFacts) -> str:
    """Closed with a good word."""
    return f"Рады, что помогло. Обращение {f.number} закрыли. Если вопрос вернётся, ответьте на это письмо."


def continued(f: LetterFacts) -> str:
    """A rejection was taken."""
    return f"Поняли, что ответ не подошёл, и вернули обращение {f.number} в работу."


def left_out(f: LetterFacts) -> str:
    """Which time does not count (P5, P7)."""
    said = {
        Cause.PAUSE: "ожидание вашего ответа",
        Cause.ANSWERED: "время с нашего ответа до ваших слов",
        Cause.RELEASE: "ожидание выпуска",
        Cause.CLOSED: "время, пока обращение было закрыто",
    }
    times = [said[cause] for cause in dict.fromkeys(f.left_out) if cause in said]
    all_of_them = " и ".join(filter(None, [", ".join(times[:-1]), *times[-1:]]))
    return f"Не засчитываем в срок {all_of_them}." if times else ""


def awaiting_release(f: LetterFacts) -> str:
    """What the stage means, and when we write."""
    word = f.ahead("release_word")
    return joined(
        f"Дефект подтверждён, и обращение {f.number} ждёт выпуска исправления.",
        f"Напишем вам {f.by(word)}, даже если новостей ещё не будет." if word else "",
    )


def corrected(f: LetterFacts) -> str:
    """The moments are told anew."""
    return f"Уточнили сроки по обращению {f.number}."


def recounted(f: LetterFacts) -> str:
    """T6: a calendar changed, and what was told lies later now."""
    later = "сроки по обращению {} стали позже" if len(f.moments) > 1 else "срок по обращению {} стал позже"
    return f"У нас изменился рабочий календарь, и {later.format(f.number)}. {SORRY}"


def written_by(f: LetterFacts, kind: str) -> str:
    """By when we write."""
    return f"Напишем вам {f.by(f.moments[kind])}."


def merged(f: LetterFacts) -> str:
    """Under which number it goes on."""
    return (
        f"Обращение {f.merged} о том же, что и {f.number}, поэтому ведём их вместе под номером {f.number}. "
        "Всё, что вы написали, уже там."
    )
