"""The sentences of letters in Russian, in the order of `opora.channels.letters.tongue`.

No verb in the past tense about a person and no pronoun: a short name does not tell a man from a woman.
"""

from collections.abc import Sequence

from opora.channels.letters.cleaning import joined, one_line, sentence
from opora.channels.letters.facts import Closed, LetterFacts, MissedMoment
from opora.channels.letters.names import greeting_name
from opora.core.facts import Level
from opora.lib import moments

NO_SUBJECT = "Ваше обращение"
OPEN = "Открыть обращение"

_CENTRAL = "Центральная служба техподдержки"
_SORRY = "Простите."
_RETURN = "вернуться к нему можно и потом"
_NOUNS = {
    "first_response": "первый ответ",
    "resolution": "ответ по существу",
    "goal": "ответ",
    "word": "письмо о ходе работы",
    "release_word": "письмо о выпуске",
    "recovery": "объяснение причины",
    "escalation": "письмо о ходе работы",
    "look": "чтение письма заказчика",
}
_LEVELS = {
    Level.INITIAL: "начальный уровень — отвечаем всем, бессрочно",
    Level.BASIC: "базовый уровень, бессрочно",
    Level.WARRANTY: "гарантийный уровень",
    Level.EXTENDED: "расширенный уровень",
    Level.INDIVIDUAL: "индивидуальный уровень по договору",
}


def greeting(f: LetterFacts) -> str:
    """«Здравствуйте, Анна Львовна!»"""
    name = greeting_name(f.name)
    return f"Здравствуйте, {name}!" if name else "Здравствуйте!"


# --- the acknowledgement ------------------------------------------------------------------------------------


def accepted(f: LetterFacts) -> str:
    """The number."""
    if f.spoken:
        return f"Записали ваш {'визит' if f.spoken == 'visit' else 'звонок'}: обращение {f.number}."
    return f"Приняли ваше обращение {f.number}."


def closed(f: LetterFacts) -> str:
    """Why nobody works now, and when we begin."""
    if f.closed is None:
        return ""
    opens = f.on_at(f.closed.opens_at) if f.closed.opens_at else ""
    if f.closed.why == "break":
        return sentence("Сейчас у нас перерыв" + (f", вернёмся {opens}" if opens else ""))
    because = ", ".join(_why_closed(f, f.closed))
    return joined(
        sentence("Сейчас мы не работаем" + (f": {because}" if because else "")),
        f"Начнём работать {opens}." if opens else "",
    )


def filed_late(f: LetterFacts) -> str:
    """T5: what was past when the letter reached us is confessed in the acknowledgement."""
    if not f.missed:
        return ""
    came = _came_late(f)
    if len(f.missed) > 1:
        return joined(came, f"Сроки уже прошли: {listed(f, f.missed)}.", _SORRY)
    verb = "Написать" if f.missed[0].kind == "word" else "Ответить"
    return joined(came, f"{verb} должны были {f.by(f.missed[0].due_at)}, и не успели.", _SORRY)


def _came_late(f: LetterFacts) -> str:
    if f.arrived_at is None:
        return ""
    came = {"call": "Вы звонили", "visit": "Вы приходили"}.get(f.spoken)
    if came:
        return f"{came} {f.on_at(f.arrived_at)}, а в работу обращение попало с опозданием."
    return f"Ваше письмо пришло {f.on_at(f.arrived_at)}, а в работу попало с опозданием."


def promised(f: LetterFacts, kinds: Sequence[str]) -> str:
    """When the customer hears from us; a goal says that it is one."""
    figures = [MissedMoment(kind, f.moments[kind]) for kind in kinds if kind in ("first_response", "resolution")]
    return joined(
        sentence(listed(f, figures)) if figures else "",
        f"Скорее всего, ответим {f.around(f.moments['goal'])}; это ориентир, а не гарантия." if "goal" in kinds else "",
        f"Напишем вам {f.by(f.moments['word'])}." if "word" in kinds else "",
    )


def who(f: LetterFacts) -> str:
    """Who has it: a person and her office, or the office."""
    return sentence(f"обращением занимается {', '.join(filter(None, [f.who, _place(f)]))}")


def on_duty(f: LetterFacts) -> str:
    """T9"""
    return sentence(f"на дежурстве {one_line(f.on_duty)}") if f.on_duty else ""


def how_to_add(f: LetterFacts) -> str:
    """How to add to the ticket."""
    return "Чтобы дополнить, ответьте на это письмо."


def level(f: LetterFacts) -> str:
    """The level, or what we ask in order to know it; never that the customer lacks something."""
    asks = "от этого зависит срок ответа по существу" if "first_response" in f.moments else "так поможем быстрее"
    product = f"Напишите в ответ, о каком продукте и какой версии речь: {asks}."
    if f.guest:
        licence = "Отвечаем и без лицензии. Если она есть, пришлите её номер в ответ."
        return joined(product if f.product_unclear else "", licence)
    if f.product_unclear:
        return product
    if f.level_unclear:
        # L11
        ask = "уровень поддержки уточняем. Если вы покупали эту версию, пришлите в ответ номер лицензии"
        return sentence(_about(f, ask))
    if f.version_unclear:
        return sentence(_about(f, f"напишите в ответ, какая у вас версия; {asks.replace('этого', 'неё')}"))
    return _level(f)


# --- the page on which somebody writes ----------------------------------------------------------------------


def open_now(f: LetterFacts) -> str:
    """We are at work."""
    return "Сейчас мы работаем."


def will_have_it(f: LetterFacts) -> str:
    """Who will have it."""
    return f"Обращением займётся {_place(f)}."


def level_ahead(f: LetterFacts) -> str:
    """The level of somebody who has signed in, or what it depends on."""
    if f.product_unclear:
        return "Назовите продукт и версию: от них зависит срок ответа по существу."
    if f.level_unclear:
        return sentence(_about(f, "уровень поддержки уточним"))
    if f.version_unclear:
        return sentence(_about(f, "назовите версию, от неё зависит срок ответа по существу"))
    if f.guest:
        return "Отвечаем и без лицензии."
    return _level(f)


def level_of_strangers(f: LetterFacts) -> str:
    """The same for everyone: what a stranger types proves nothing and is not looked up."""
    return (
        "Так отвечаем всем, и без лицензии. Если номер лицензии подтвердится, срок будет по вашему уровню поддержки: "
        "назовём его в письме."
    )


# --- the three verbs ----------------------------------------------------------------------------------------


def after_asking(f: LetterFacts) -> str:
    """What happens while we wait."""
    return f"Ждём вашего ответа{'; срок решения на это время приостановлен' if f.has_resolution else ''}."


def after_telling(f: LetterFacts) -> str:
    """When we write again."""
    word = f.ahead("word") or f.ahead("release_word")
    return f"Напишем снова {f.by(word)}." if word else ""


def after_answering(f: LetterFacts) -> str:
    """What to do if the answer does not suit, when we close, how to come back."""
    closing = f.ahead("closing")
    end = f"Если вопросов больше нет, закроем обращение {f.on_day(closing)}; {_RETURN}." if closing else ""
    rate = "Оценить ответ можно на странице обращения." if f.link and f.rate else ""
    return joined("Если ответ не подошёл, ответьте на это письмо, и мы продолжим.", end, rate)


# --- being late ---------------------------------------------------------------------------------------------


def confessed(f: LetterFacts) -> str:
    """What we said and did not keep."""
    if not f.missed:
        return ""
    if len(f.missed) > 1:
        return f"Мы назвали сроки и не уложились: {listed(f, f.missed)}. {_SORRY}"
    kind, by = f.missed[0].kind, f.by(f.missed[0].due_at)
    said = {
        "first_response": f"Мы обещали ответить {by}, и не успели.",
        "resolution": f"Мы обещали ответить по существу {by}, и не успели.",
        "goal": f"Мы рассчитывали ответить {f.around(f.missed[0].due_at)}, и не успели.",
        "recovery": f"Мы обещали объяснить причину {by}, и не объяснили.",
    }
    return f"{said.get(kind, f'Мы обещали написать {by}, и не написали.')} {_SORRY}"


def who_knows(f: LetterFacts) -> str:
    """Who has it, and that the manager knows of the miss."""
    if not f.manager_knows:
        return who(f)
    if f.office.where:
        return f"Обращением занимается {f.who or _place(f)}, руководитель офиса в курсе."
    knows = "руководитель Центральной службы в курсе" if f.who else "её руководитель в курсе"
    return f"Обращением занимается {f.who or _place(f)}, {knows}."


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
    place = f"руководитель офиса {f.office.where}" if f.office.where else "руководитель Центральной службы техподдержки"
    role = {1: place, 2: _CENTRAL, 3: "руководитель техподдержки"}[f.rung]
    matter = "обращение" if f.missed else f"обращение {f.number}"
    at = f.ahead("escalation")
    by = f"{f.by(at)}, " if at else ""
    holder = ", ".join(filter(None, [f.holder, role]))
    return f"Теперь за {matter} отвечает {holder}: {by}напишет вам, что происходит и когда ждать ответа."


def reminded(f: LetterFacts) -> str:
    """The reminder has come."""
    return "Получили ваше напоминание."


# --- waiting and closing ------------------------------------------------------------------------------------


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
        f"Без ответа закроем обращение {f.on_day(closing)}; {_RETURN}." if closing else "",
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


# --- parts --------------------------------------------------------------------------------------------------


def listed(f: LetterFacts, dated: Sequence[MissedMoment]) -> str:
    """«первый ответ — до …; ответ по существу — до …»"""
    return "; ".join(f"{_NOUNS.get(one.kind, one.kind)} — {f.by(one.due_at)}" for one in dated)


def _why_closed(f: LetterFacts, closed: Closed) -> list[str]:
    """«сегодня короткий день», «9–11 мая — выходные»; a date stands for "today" where the customer has another one."""
    today = moments.days(closed.today, closed.today, "ru")
    why = {
        "short_day": "сегодня короткий день" if f.is_today(closed.today) else f"{today} — короткий день",
        "evening": "рабочий день закончился",
        "night": "рабочий день ещё не начался",
    }
    because = [why[closed.why]] if closed.why in why else []
    if closed.off_from and closed.off_until:
        off = moments.days(closed.off_from, closed.off_until, "ru")
        because.append(f"{off} — {'выходной' if closed.off_from == closed.off_until else 'выходные'}")
    return because


def _level(f: LetterFacts) -> str:
    until = f" до {moments.full_date(f.covered_until, 'ru')}" if f.covered_until else ""
    return sentence(_about(f, _LEVELS[f.level] + until))


def _place(f: LetterFacts) -> str:
    return f"офис {f.office.where}" if f.office.where else _CENTRAL


def _about(f: LetterFacts, text: str) -> str:
    return f"{one_line(f.product_and_version)}: {text}" if f.product_and_version else text
