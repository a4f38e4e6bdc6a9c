"""The words of the tables said in Russian, for the page of a head of support (docs/cases.md)."""

import re
from datetime import date, datetime

from tests.core.cases import coverage_words as words

RULES = {
    "initial": "Начальный уровень: кто угодно",
    "basic": "Базовый уровень: кто когда-либо купил эту версию",
    "warranty": "Гарантийный уровень: год после покупки или обновления",
    "extended": "Расширенный уровень: предприятие, купившее обновление заранее",
    "individual": "Индивидуальный уровень: предприятие с договором",
    "L1": "L1. Приём никогда не отказывает",
    "L2": "L2. Базовый — за продукт и версию; отмены, передачи, исправления",
    "L3": "L3. Гарантийный год по датам",
    "L4": "L4. Обновления и опережающие обновления",
    "L5": "L5. Продукт или версия не названы",
    "L6": "L6. Некоммерческая редакция",
    "L7": "L7. Уровень закреплён при регистрации",
    "L8": "L8. Любой день в прошлом: что знали тогда и что знаем сейчас",
    "L9": "L9. Новая покупка уровня не понижает",
    "L10": "L10. Расширенный — это и право",
    "L11": "L11. Знакомый заказчик без строки об этой версии",
    "T1": "T1. Выходные и праздники не считаются",
    "T2": "T2. Часы дня",
    "T3": "T3. Чей календарь считается",
    "T4": "T4. Самый ранний миг",
    "T5": "T5. Пришло, когда закрыто",
    "T6": "T6. Календарь изменился",
    "T7": "T7. Годы без постановления, пустой календарь",
    "T8": "T8. Перевод часов",
    "T9": "T9. Дежурство",
    "T10": "T10. «Два рабочих дня»",
    "first response": "Первый ответ",
    "resolution": "Решение",
    "goal": "Ориентир",
    "next word": "«Напишем до»",
    "escalation answer": "Ответ по эскалации",
    "P1": "P1. Опоздание и признание",
    "P2": "P2. Объяснение",
    "P3": "P3. Что останавливает решение",
    "P4": "P4. Никто не забыт",
    "P5": "P5. Почему срок именно таков",
    "P6": "P6. Показатель",
    "P7": "P7. После ответа",
    "P8": "P8. Ждём заказчика",
    "P9": "P9. Что может обещать специалист",
}
NAMES = {
    "Alfa": "«Альфа»", "Beta": "«Бета»", "Gamma": "«Гамма»", "Person": "Иванов", "guest": "гость", "Drawing": "Чертёж",
    "Solid": "Тело", "Pro": "Про", "Lite": "Лайт", "Home": "домашняя",
}  # fmt: skip
LEVELS = {
    "initial": "начальный", "basic": "базовый", "warranty": "гарантийный", "extended": "расширенный",
    "individual": "индивидуальный",
}  # fmt: skip
KINDS = {"bought": "покупка", "updated to": "обновление до", "bought ahead": "опережающее обновление до"}
CODES = {
    "anyone": "отвечаем кому угодно",
    "product_unclear": "продукт уточняется",
    "version_unclear": "версия уточняется",
    "ever_bought": "когда-то куплено",
    "received": "получено передачей",
    "given_away": "передано, базовый остался",
    "bought_within_year": "куплено не больше года назад",
    "updated_within_year": "обновлено не больше года назад",
    "advance_waiting": "обновление куплено заранее и ещё не вышло",
    "advance_year": "год опережающего обновления",
    "advance_bought": "опережающее обновление, год",
    "advance_until_told": "опережающее обновление, пока не вышло и не сообщили",
    "edition_not_commercial": "редакция некоммерческая",
    "contract_names_edition": "договор называет редакцию",
    "contract_in_force": "договор действует",
    "no_row_for_version": "строки об этой версии нет, уточняем",
}
CALENDARS = {
    "office": "офис в Москве", "berlin": "офис в Берлине, 9–17 без обеда", "weekday_nights": "ночи будней, 22–6",
    "berlin_always": "круглосуточно", "berlin_nights": "ночи в Берлине, 22–6", "nothing_open": "пустой",
    "one_day_in_june_2026": "один день работы, среда 10 июня 2026 года, 10:00–19:00 UTC",
    "24x7": "круглосуточный",
}  # fmt: skip


def day(written: str) -> str:
    """14.05.2025."""
    return f"{date.fromisoformat(written):%d.%m.%Y}"


def instant(written: str) -> str:
    """20.01.2026 08:59 UTC."""
    return f"{datetime.fromisoformat(written):%d.%m.%Y %H:%M} UTC"


def row(sentence: str) -> str:
    """A row of the purchase book."""
    recorded, told = words.RECORDED.search(sentence), words.TOLD.search(words.RECORDED.sub("", sentence))
    said = _row(words.TOLD.sub("", words.RECORDED.sub("", sentence)))
    said += f", о выходе сообщили {day(told[1])}" if told else ""
    return said + (f" (записано {instant(recorded[1])})" if recorded else "")


def _row(sentence: str) -> str:
    if said := words.BOUGHT.fullmatch(sentence):
        return f"{said[1]}. {NAMES[said[2]]}: {KINDS[said[3]]} {_thing(*said.group(4, 5, 6))}, {day(said[7])}"
    if said := words.REGIVEN.fullmatch(sentence):
        return f"{said[1]}. строка {said[2]} исправлена: получает {NAMES[said[3]]}, {day(said[4])}"
    if said := words.CORRECTED.fullmatch(sentence):
        return (
            f"{said[1]}. строка {said[2]} исправлена: {NAMES[said[3]]}, {_thing(*said.group(4, 5, 6))}, {day(said[7])}"
        )
    if said := words.GIVEN.fullmatch(sentence):
        return f"{said[1]}. строка {said[2]} передана: получает {NAMES[said[3]]}, {day(said[4])}"
    said = words.CANCELLED.fullmatch(sentence)
    assert said, sentence
    return f"{said[1]}. строка {said[2]} отменена {day(said[3])}"


def contract(sentence: str) -> str:
    """A contract."""
    recorded = words.RECORDED.search(sentence)
    said = words.CONTRACT.fullmatch(words.RECORDED.sub("", sentence))
    assert said, sentence
    products = f" на «{NAMES[said[5]]}»" if said[5] else ""
    editions = f", называет редакцию «{NAMES[said[6]]}»" if said[6] else ""
    told = f" (записан {instant(recorded[1])})" if recorded else ""
    return f"договор {said[1]}: {NAMES[said[2]]}, {day(said[3])}–{day(said[4])}{products}{editions}{told}"


def asked(written: str) -> str:
    """Who asks about what."""
    who, what = written.split(": ")
    known = " (есть в реестре)" if who.endswith(" in registry") else ""
    people = " от имени ".join(NAMES[one] for one in who.removesuffix(" in registry").split(" of "))
    return f"{people}{known}: {_thing(*what.split(' '))}"


def _thing(product: str, edition: str, version: str) -> str:
    if (product, edition, version) == ("-", "-", "-"):
        return "продукт не назван"
    named = f"«{NAMES[product]}»" if product != "-" else "продукт не назван,"
    of_edition = NAMES[edition] if edition != "-" else "редакция не названа"
    return f"{named} {version} ({of_edition})" if version != "-" else f"{named} ({of_edition}), версия не названа"


def right(written: str) -> str:
    """A right with its last day."""
    level, end = written.split(" ", 1)
    last = {"for ever": " бессрочно", "open": ", пока не сообщили о выходе"}.get(end)
    return f"{LEVELS[level]}{last or ' по ' + day(end.removeprefix('to '))}"


def reason(written: str) -> str:
    """A reason: the rule, the word, the rows."""
    rule, code, *numbers = written.split(" ")
    carriers = "договор" if code.startswith("contract") else "строка" if len(numbers) == 1 else "строки"
    carried = f" ({carriers} {', '.join(numbers)})" if numbers else ""
    return f"{LEVELS.get(rule, rule)}: {CODES[code]}{carried}"


def what(written: str) -> str:
    """Something that happens, with the words of the book and the names of calendars said in Russian."""
    name, _, more = written.partition(": ")
    if name == "книга":
        return f"книга: {row(more)}"
    if name == "договор":
        sentence, *figures = more.split(";")
        return ";".join((contract(sentence), *map(_calendar, figures)))
    if name.startswith("обращение от ") and " " in more:
        return f"обращение: {asked(written.removeprefix('обращение от '))}"
    return _calendar(written)


def then(written: str) -> str:
    """What else holds."""
    return f"основание: {reason(written.removeprefix('основание: '))}" if written.startswith("основание: ") else written


def _calendar(written: str) -> str:
    return re.sub(r"календарь ([a-z0-9_]+)", lambda said: f"календарь: {CALENDARS[said[1]]}", written)
