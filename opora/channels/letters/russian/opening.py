"""The acknowledgement in Russian, and what the page says on which somebody writes."""

from collections.abc import Sequence

from opora.channels.letters.cleaning import joined, one_line, sentence
from opora.channels.letters.facts import Closed, LetterFacts, MissedMoment
from opora.channels.letters.russian.parts import SORRY, about, listed, place_of
from opora.core.facts import Level
from opora.lib import moments

LEVELS = {
    Level.INITIAL: "начальный уровень — отвечаем всем, бессрочно",
    Level.BASIC: "базовый уровень, бессрочно",
    Level.WARRANTY: "гарантийный уровень",
    Level.EXTENDED: "расширенный уровень",
    Level.INDIVIDUAL: "индивидуальный уровень по договору",
}


# --- the acknowledgement -------------------------------------------------------------------------------------


def accepted(f: LetterFacts) -> str:
    """The number, and which request this one goes on from (P7)."""
    if f.spoken:
        return f"Записали ваш {'визит' if f.spoken == 'visit' else 'звонок'}: обращение {f.number}."
    follows = f" Оно продолжает {f.follows}, но номер и сроки у него свои." if f.follows else ""
    return f"Приняли ваше обращение {f.number}.{follows}"


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
        return joined(came, f"Сроки уже прошли: {listed(f, f.missed)}.", SORRY)
    verb = "Написать" if f.missed[0].kind == "word" else "Ответить"
    return joined(came, f"{verb} должны были {f.by(f.missed[0].due_at)}, и не успели.", SORRY)


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
        return sentence(about(f, ask))
    if f.version_unclear:
        return sentence(about(f, f"напишите в ответ, какая у вас версия; {asks.replace('этого', 'неё')}"))
    return _level(f)


# --- the page on which somebody writes -----------------------------------------------------------------------


def open_now(f: LetterFacts) -> str:
    """We are at work."""
    return "Сейчас мы работаем."


def will_have_it(f: LetterFacts) -> str:
    """Who will have it."""
    return f"Обращением займётся {place_of(f)}."


def level_ahead(f: LetterFacts) -> str:
    """The level of somebody who has signed in, or what it depends on."""
    if f.product_unclear:
        return "Назовите продукт и версию: от них зависит срок ответа по существу."
    if f.level_unclear:
        return sentence(about(f, "уровень поддержки уточним"))
    if f.version_unclear:
        return sentence(about(f, "назовите версию, от неё зависит срок ответа по существу"))
    if f.guest:
        return "Отвечаем и без лицензии."
    return _level(f)


def level_of_strangers(f: LetterFacts) -> str:
    """The same for everyone: what a stranger types proves nothing and is not looked up."""
    return (
        "Так отвечаем всем, и без лицензии. Если номер лицензии подтвердится, срок будет по вашему уровню поддержки: "
        "назовём его в письме."
    )


# --- parts ---------------------------------------------------------------------------------------------------


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
    return sentence(about(f, LEVELS[f.level] + until))
