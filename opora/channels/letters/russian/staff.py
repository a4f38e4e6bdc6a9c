"""The sentences of notices to staff in Russian."""

from opora.channels.letters.cleaning import joined, one_line, sentence
from opora.channels.letters.facts import LetterFacts, MissedMoment
from opora.channels.letters.russian.parts import listed
from opora.core.facts import Level

NEW = "Новое обращение"
REPLIED = "Заказчик ответил"
READ = "Прочтите письмо заказчика"
LATE = "Опоздали"
YOURS = "Ваша ступень"
NO_HELP = "Ответ не помог"
GIVEN = "Вам передали обращение"
QUEUE = "Открыть очередь"
RETURNED = "Письмо вернулось"
HEADS = {
    "late": "Опоздали",
    "rung": "Ваша ступень",
    "assigned": "Вам передали",
    "to_head": "Вам написали",
    "returned": "Письма вернулись",
    "look": "Прочесть и выбрать",
    "reply": "Ответили заказчики",
    "rated": "Ответ не помог",
    "near": "Скоро срок",
}

_SHOWN = ("first_response", "resolution", "word", "release_word", "recovery", "escalation")
_LEVELS = {
    Level.INITIAL: "начальный",
    Level.BASIC: "базовый",
    Level.WARRANTY: "гарантийный",
    Level.EXTENDED: "расширенный",
    Level.INDIVIDUAL: "индивидуальный",
}
_RUNGS = {1: "руководитель офиса", 2: "Центральная служба", 3: "руководитель техподдержки"}


def new_ticket(f: LetterFacts, topic: str) -> str:
    """A ticket came."""
    return f"Новое обращение {f.number}: «{topic}»."


def to_the_head(f: LetterFacts) -> str:
    """Where the customer wrote to, and that nothing is to be done."""
    return "Заказчик написал на адрес руководителя; обращение идёт обычным путём."


def named(f: LetterFacts, topic: str) -> str:
    """The ticket at the head of its line."""
    return f"{f.number} «{topic}»."


def given(f: LetterFacts, topic: str) -> str:
    """A colleague gave it to the reader."""
    return f"Вам передали обращение {f.number}: «{topic}»."


def replied(f: LetterFacts, topic: str) -> str:
    """The customer wrote."""
    return f"Заказчик ответил по обращению {f.number}: «{topic}»."


def wrote_after(f: LetterFacts, topic: str) -> str:
    """The customer wrote after the answer."""
    return f"Заказчик написал после нашего ответа по обращению {f.number}: «{topic}»."


def late(f: LetterFacts, topic: str) -> str:
    """We are late."""
    return f"Опоздали по обращению {f.number}: «{topic}»."


def reached(f: LetterFacts, topic: str) -> str:
    """The ticket reached the reader's rung."""
    return f"Обращение {f.number} дошло до вашей ступени ({_RUNGS[f.rung]}): «{topic}»."


def customer(f: LetterFacts) -> str:
    """Who wrote, with which product and level; what is unclear says so."""
    name = one_line(f.customer) or ("гость" if f.guest else "")
    product = one_line(f.product_and_version)
    if f.product_unclear:
        product = joined(product + "," if product else "", "продукт уточняется")
    elif f.version_unclear:
        product = f"{product}, версия уточняется"
    level = "уровень уточняется" if f.level_unclear else f"уровень {_LEVELS[f.level]}"
    return joined(
        sentence(f"Заказчик: {name}") if name else "",
        sentence(", ".join(filter(None, [product, level]))),
    )


def ahead(f: LetterFacts) -> str:
    """The moments that are owed."""
    figures = [MissedMoment(kind, at) for kind in _SHOWN if (at := f.ahead(kind))]
    goal = f.ahead("goal")
    return joined(
        sentence(listed(f, figures)) if figures else "",
        f"Ориентир ответа — {f.by(goal)}." if goal else "",
    )


def to_read(f: LetterFacts) -> str:
    """What to choose, and by when; or that it is late."""
    at = f.ahead("look")
    passed = next((f"Письмо должны были прочесть {f.by(one.due_at)}." for one in f.missed if one.kind == "look"), "")
    by = f" {f.by(at)}," if at else ""
    return joined(passed, f"Прочтите{by} и выберите: «Благодарность», «Продолжение» или «Новый вопрос».")


def missed(f: LetterFacts) -> str:
    """What was missed."""
    return sentence(listed(f, f.missed))


def assignee(f: LetterFacts) -> str:
    """Who has it."""
    return sentence(f"Исполнитель: {f.who}") if f.who else "Исполнителя нет."


def what_customer_knows(f: LetterFacts) -> str:
    """Whether the customer was told, and until when she waits."""
    at = f.ahead("recovery")
    if at is None:
        return "Заказчику этот срок не называли, и об опоздании он не знает."
    return f"Заказчику сказали об опоздании. Объяснить причину и назвать новый срок обещали {f.on_by(at)}."


def to_write(f: LetterFacts) -> str:
    """What the holder of a rung owes."""
    at = f.ahead("escalation")
    return sentence(joined(f"{f.by(at)}," if at else "", "напишите заказчику, что происходит и когда ждать ответа"))


def reminded(f: LetterFacts) -> str:
    """The customer says that we forgot them."""
    return "Заказчик напомнил о себе и ждёт слова от вас." if f.reminded else ""


def came_back(f: LetterFacts, topic: str) -> str:
    """A letter of ours did not arrive."""
    return f"Наше письмо по обращению {f.number} не дошло до заказчика: «{topic}»."


def after_return(f: LetterFacts) -> str:
    """Where the reason stands, and what can be done."""
    return "Почему — написано на странице обращения. Позвоните заказчику или уточните его адрес; сроки прежние."


def late_with(f: LetterFacts) -> str:
    """What was missed, who has it."""
    return joined(f"Опоздали: {listed(f, f.missed)}." if f.missed else "", assignee(f))


def rated_badly(f: LetterFacts, topic: str) -> str:
    """The customer says that the answer did not help."""
    return f"Заказчик оценил наш ответ по обращению {f.number}: «{topic}». Ответ не помог."


def author(f: LetterFacts) -> str:
    """Whose answer it was."""
    return sentence(f"Автор ответа: {f.who}") if f.who else ""


def after_rating(f: LetterFacts) -> str:
    """What the manager can do."""
    return "Слова заказчика, если он их оставил, — на странице обращения. Сроки прежние; позвоните или напишите ему."
