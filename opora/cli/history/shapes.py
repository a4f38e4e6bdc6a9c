"""How a ticket can go: who acts, after how long, by which verb. Minutes of our working time, or of the clock; pure."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log
from random import Random


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does, ``minutes`` after what was done before; ``work``: of our working time.

    ``verb`` is a name in `opora.cli.history.play`, ``words`` the sentences that it carries.
    """

    verb: str
    minutes: int
    work: bool = True
    words: str = ""


Shape = Callable[[Random], list[Act]]


def ours(random: Random, verb: str, median: float, words: str = "", spread: float = 0.8) -> Act:
    """An act of staff after about so many working minutes; now and then much later, as it is at every desk."""
    return Act(verb, 1 + min(int(random.lognormvariate(log(median), spread)), 2400), True, words or verb)


def theirs(random: Random, words: str, hours: float) -> Act:
    """A letter of the customer after about so many hours of the clock."""
    return Act("write", 3 + int(60 * random.lognormvariate(log(hours), 0.9)), False, words)


def quick(r: Random) -> list[Act]:
    """Taken, answered, closed by itself."""
    return [ours(r, "take", 40), ours(r, "answer", 70)]


def thanked(r: Random) -> list[Act]:
    """The customer thanks, a colleague reads it so."""
    return [*quick(r), theirs(r, "thanks", 5), ours(r, "thank", 60)]


def questioned(r: Random) -> list[Act]:
    """A question first."""
    return [ours(r, "take", 35), ours(r, "ask", 25), theirs(r, "reply", 7), ours(r, "answer", 110)]


def slow_reply(r: Random) -> list[Act]:
    """The customer needs a reminder before the answer to our question comes."""
    return [ours(r, "take", 35), ours(r, "ask", 40), theirs(r, "reply", 130), ours(r, "answer", 90)]


def no_reply(r: Random) -> list[Act]:
    """Nobody answers our question: two reminders, then the end, with a way back."""
    return [ours(r, "take", 35), ours(r, "ask", 40)]


def worked_on(r: Random) -> list[Act]:
    """A note, a word of progress, the answer."""
    steps = [ours(r, "take", 40), ours(r, "note", 30), ours(r, "tell", 150), ours(r, "answer", 500, spread=0.5)]
    return steps if r.random() < 0.7 else [*steps[:3], theirs(r, "more", 9), steps[3]]


def upstairs(r: Random) -> list[Act]:
    """The office asks the central service."""
    return [
        ours(r, "take", 40), ours(r, "note", 90, "taken_over"), ours(r, "central", 4), ours(r, "take", 80),
        ours(r, "tell", 100), ours(r, "answer", 480, spread=0.5),
    ]  # fmt: skip


def research(r: Random) -> list[Act]:
    """Weeks of work, a word every two days."""
    start = [ours(r, "take", 40), ours(r, "tell", 120), ours(r, "research", 60)]
    words = [Act("tell", r.randint(620, 900), True, "research") for _ in range(r.randint(2, 6))]
    return [*start, *words, ours(r, "answer", 500, spread=0.3)]


def long_research(r: Random) -> list[Act]:
    """Research over more than three weeks, and never a silence longer than two days."""
    start = [ours(r, "take", 40), ours(r, "tell", 120), ours(r, "research", 60)]
    words = [Act("tell", r.randint(800, 900), True, "research") for _ in range(10)]
    return [*start, *words, ours(r, "answer", 500, spread=0.2)]


def development(r: Random) -> list[Act]:
    """Over to the third line: a defect, looked into by those who wrote it."""
    start = [ours(r, "take", 40), ours(r, "tell", 150), ours(r, "note", 60, "taken_over"), ours(r, "development", 3)]
    words = [Act("tell", r.randint(500, 850), True, "research") for _ in range(r.randint(1, 3))]
    return [*start, ours(r, "take", 100), *words, ours(r, "answer", 600, spread=0.4)]


def awaits_release(r: Random) -> list[Act]:
    """A defect is confirmed; weeks until the release, a dated word each time, then the answer that it is out."""
    start = [ours(r, "take", 40), ours(r, "tell", 120), ours(r, "answer", 300, "defect"), ours(r, "release", 10)]
    words = [Act("tell", r.randint(5000, 5800), True, "release_word") for _ in range(r.randint(1, 2))]
    return [*start, *words, Act("answer", r.randint(2000, 5000), True, "released")]


def late(r: Random) -> list[Act]:
    """Nobody takes it in time; the confession goes out, and somebody explains before the recovery is over."""
    return [Act("take", r.randint(500, 620)), Act("tell", r.randint(10, 60), True, "late"), ours(r, "answer", 300)]


def late_in_part(r: Random) -> list[Act]:
    """The first word in time, the solution not."""
    steps = [ours(r, "take", 60), ours(r, "tell", 120), Act("tell", 1100, True, "tell")]
    return [*steps, Act("tell", 900, True, "research"), Act("answer", r.randint(500, 800), True, "answer")]


def forgotten(r: Random) -> list[Act]:
    """Silence past the confession and its recovery; the ladder finds it, and whoever holds the rung takes it."""
    return [
        Act("holder", r.randint(1250, 1500)),
        Act("tell", 40, True, "recovered"),
        ours(r, "answer", 260, spread=0.3),
    ]


def reminded(r: Random) -> list[Act]:
    """The customer asks where the answer is before it is due: by letter, or by «Про меня забыли» on the page."""
    asks = theirs(r, "reminder", 5)
    acts = [ours(r, "take", 60), asks, ours(r, "tell", 60), ours(r, "answer", 300)]
    if r.random() < 0.6:
        acts[1] = Act("press", asks.minutes, False, "reminder")
    return acts


def rejected(r: Random) -> list[Act]:
    """The answer does not suit; the work goes on."""
    again = [ours(r, "continue", 60), ours(r, "tell", 100), ours(r, "answer", 400, spread=0.4)]
    return [*quick(r), theirs(r, "rejection", 8), *again, theirs(r, "thanks", 10), ours(r, "thank", 50)]


def thanked_too_early(r: Random) -> list[Act]:
    """Thanks, and two days later «Продолжение»."""
    back = [Act("write", 60 * r.randint(40, 60), False, "again"), ours(r, "continue", 40)]
    return [*thanked(r), *back, ours(r, "tell", 80), ours(r, "answer", 350, spread=0.3)]


def another_matter(r: Random) -> list[Act]:
    """After the answer a new question: a ticket of its own."""
    new = [ours(r, "split", 50), ours(r, "take", 20), ours(r, "answer", 120)]
    return [*quick(r), theirs(r, "matter", 20), *new]


def withdrawn(r: Random) -> list[Act]:
    """The customer found it themselves."""
    return [ours(r, "take", 50), theirs(r, "withdrawn", 4), ours(r, "note", 30, "withdrawn_note"), ours(r, "close", 3)]


def corrected(r: Random) -> list[Act]:
    """What is asked about turns out later; the level follows."""
    start = [ours(r, "take", 35), ours(r, "ask", 25), theirs(r, "reply", 6)]
    return [*start, ours(r, "correct", 30), ours(r, "answer", 120)]


def gone_on_without(r: Random) -> list[Act]:
    """«Больше сведений нет»: we go on with what there is."""
    start = [ours(r, "take", 35), ours(r, "ask", 40), Act("note", 900, True, "resumed"), ours(r, "resume", 4)]
    return [*start, ours(r, "answer", 300, spread=0.4)]


def away(r: Random) -> list[Act]:
    """The customer's machine answers our question; the wait goes on."""
    auto = Act("autoreply", r.randint(1, 3), False, "autoreply")
    return [ours(r, "take", 40), ours(r, "ask", 40), auto, theirs(r, "reply", 60), ours(r, "answer", 120)]


def spoken(r: Random) -> list[Act]:
    """Answered by telephone, and logged."""
    return [
        ours(r, "take", 40),
        Act("call", r.randint(40, 200), True, "answer"),
        theirs(r, "thanks", 20),
        ours(r, "thank", 60),
    ]


def called_out(r: Random) -> list[Act]:
    """At night, for who has a contract around the clock: somebody is woken and answers."""
    return [Act("take", r.randint(8, 15)), Act("answer", r.randint(20, 40), True, "answer"), theirs(r, "thanks", 8)]


def machine(r: Random) -> list[Act]:
    """A letter of a machine, which opens nothing."""
    return []


def untouched(r: Random) -> list[Act]:
    """Nobody has looked into it yet."""
    return []


def taken(r: Random) -> list[Act]:
    """With somebody, nothing said yet."""
    return [ours(r, "take", 30)]


def upstairs_still(r: Random) -> list[Act]:
    """With the central service."""
    return upstairs(r)[:-1]


def research_still(r: Random) -> list[Act]:
    """Being looked into."""
    return research(r)[:4]


WEIGHTS: dict[Shape, float] = {
    quick: 34, thanked: 15, questioned: 14, slow_reply: 3, no_reply: 3.5, worked_on: 8, upstairs: 6, research: 2.5,
    development: 2, awaits_release: 1.2, late: 2.5, late_in_part: 1.2, forgotten: 0.5, reminded: 1.5, rejected: 2.5,
    thanked_too_early: 0.6, another_matter: 1.2, withdrawn: 1, corrected: 1.5, gone_on_without: 0.5, away: 0.7,
    spoken: 2.5, machine: 1.2,
}  # fmt: skip
"""Of a hundred tickets, about so many."""
