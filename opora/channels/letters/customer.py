"""The letters to customers: which sentences, in which order. The sentences stand in `russian` and `english`.

Each takes the facts and gives the words; ``told`` names the moments that the customer reads in it (P1).
"""

from dataclasses import dataclass, replace

from opora.channels.letters.cleaning import joined, one_line
from opora.channels.letters.facts import PROMISED, LetterFacts, MissedMoment
from opora.channels.letters.names import subject_line
from opora.channels.letters.tongue import tongue_of
from opora.channels.letters.words import Paragraph, Words, button, twin, verbatim


@dataclass(frozen=True, slots=True)
class Foretold:
    """What a page says before anything is sent, in the acknowledgement's order: hours, moments, who, level."""

    hours: str
    moments: str
    who: str
    level: str


def foretold(f: LetterFacts, *, known: bool) -> Foretold:
    """What the acknowledgement would say, for the page on which it is written; of levels only to whom we know."""
    say = tongue_of(f)
    return Foretold(
        hours=say.closed(f) or say.open_now(f),
        moments=say.promised(f, _first_moments(f)),
        who=joined(say.will_have_it(f), say.on_duty(f)),
        level=say.level_ahead(f) if known else say.level_of_strangers(f),
    )


def acknowledgement(f: LetterFacts) -> Words:
    """The first letter (domain.md 11): number, when, who, how to add, level last. What is past is confessed (T5)."""
    say, kinds = tongue_of(f), _first_moments(f)
    late = joined(say.filed_late(f), say.recovery(f)) if f.missed else ""
    return _letter(
        "acknowledgement",
        f,
        joined(say.accepted(f), "" if f.said else say.closed(f), late, say.promised(f, kinds), _after_call(f)),
        joined(say.who(f), say.on_duty(f), "" if f.said == "answer" else say.how_to_add(f)),
        say.level(f),
        told=(*kinds, *(("recovery",) if f.missed else ())),
        again=False,
    )


def _after_call(f: LetterFacts) -> str:
    """What follows from a question or an answer that they heard in the call."""
    say = tongue_of(f)
    return say.after_asking(f) if f.said == "ask" else say.after_answering(f) if f.said == "answer" else ""


def corrected(f: LetterFacts) -> Words:
    """After a correction or a gain (L5, L7) the customer learns the moments that hold now."""
    say, kinds = tongue_of(f), _first_moments(f)
    return _letter(
        "corrected",
        f,
        joined(say.corrected(f), say.promised(f, kinds)),
        joined(say.who(f), say.how_to_add(f)),
        say.level(f),
        told=kinds,
    )


def merged(f: LetterFacts) -> Words:
    """Two requests about one matter go on as one: under which number, and by when we write."""
    say, kinds = tongue_of(f), _first_moments(f)
    if f.ahead("word") and not {"first_response", "goal", "word"} & set(kinds):
        kinds = (*kinds, "word")
    explained = say.recovery(f) if f.ahead("recovery") else ""
    dated = say.written_by(f, "release_word") if f.ahead("release_word") else ""
    more = (("recovery", explained), ("release_word", dated))
    return _letter(
        "merged",
        f,
        joined(say.merged(f), explained, dated, say.promised(f, kinds)),
        joined(say.who(f), say.how_to_add(f)),
        told=(*kinds, *(kind for kind, said in more if said)),
    )


def recounted(f: LetterFacts) -> Words:
    """A calendar changed (T6): the moments of these facts were told once and lie later now."""
    say, kinds = tongue_of(f), tuple(kind for kind in PROMISED if f.ahead(kind))
    written = (say.written_by(f, kind) for kind in kinds if kind in ("release_word", "escalation"))
    explained = say.recovery(f) if "recovery" in kinds else ""
    return _letter(
        "recounted",
        f,
        joined(say.recounted(f), say.promised(f, kinds), explained, *written),
        joined(say.who(f), say.how_to_add(f)),
        told=kinds,
    )


# --- the three verbs: the specialist's own text, and one line of what happens next ---------------------------------


def asked(f: LetterFacts) -> Words:
    """«Спросить»"""
    return _by_hand("asked", f, tongue_of(f).after_asking(f))


def told(f: LetterFacts) -> Words:
    """«Сообщить о ходе работы»"""
    return _by_hand("told", f, tongue_of(f).after_telling(f), told=("word", "release_word"))


def answered(f: LetterFacts) -> Words:
    """«Ответить по существу»"""
    return replace(_by_hand("answered", f, tongue_of(f).after_answering(f)), until=f.ahead("closing"))


# --- being late ---------------------------------------------------------------------------------------------


def confession(f: LetterFacts) -> Words:
    """We are late: what we promised, who has it, when we explain (P1); if we spoke before this was known, when we write
    next."""
    say = tongue_of(f)
    next_word = "word" if f.ahead("word") and not f.ahead("recovery") else "recovery"
    explained = say.promised(f, ("word",)) if next_word == "word" else say.recovery(f)
    stands = "" if any(one.kind == "resolution" for one in f.missed) or f.unconfirmed else say.resolution_stands(f)
    return _letter(
        "confession",
        f,
        joined(say.confessed(f), say.who_knows(f), explained, stands),
        told=(next_word, *(("resolution",) if stands else ())),
    )


def climbed(f: LetterFacts) -> Words:
    """The silence went a rung up: who answers for it now and by when (P1, E4)."""
    say = tongue_of(f)
    # A word of progress and that of a rung are one word to the customer.
    twice = [one for one in f.missed if one.kind == "word" and MissedMoment("escalation", one.due_at) in f.missed]
    f = replace(f, missed=tuple(one for one in f.missed if one not in twice))
    return _letter("climbed", f, joined(say.confessed(f), say.climbed(f)), told=("escalation",))


def reminded(f: LetterFacts) -> Words:
    """The customer reminded us: who answers for it now and by when (E4)."""
    say = tongue_of(f)
    return _letter("reminded", f, joined(say.reminded(f), say.climbed(f)), say.how_to_add(f), told=("escalation",))


# --- waiting and closing ------------------------------------------------------------------------------------


def nudge(f: LetterFacts) -> Words:
    """The customer owes us an answer (P8); the question stands in the letter."""
    say = tongue_of(f)
    question = (verbatim(f.body, "quote"),) if f.body else ()
    words = _letter("nudge", f, say.waiting(f), *question, say.while_waiting(f))
    return replace(words, until=f.ahead("closing"))


def closed_after_wait(f: LetterFacts) -> Words:
    """No answer came (P8)."""
    return _letter("closed_after_wait", f, tongue_of(f).closed_after_wait(f))


def closed_after_answer(f: LetterFacts) -> Words:
    """We answered and nothing followed (P8)."""
    return _letter("closed_after_answer", f, tongue_of(f).closed_after_answer(f))


def closed_after_thanks(f: LetterFacts) -> Words:
    """The customer thanked us (P7)."""
    return _letter("closed_after_thanks", f, tongue_of(f).closed_after_thanks(f))


def continued(f: LetterFacts) -> Words:
    """A rejection was taken: the resolution runs again, or the next word does (P7)."""
    say = tongue_of(f)
    kinds = next(((kind,) for kind in ("resolution", "word") if f.ahead(kind)), ())
    left_out = say.left_out(f) if kinds == ("resolution",) else ""
    return _letter("continued", f, joined(say.continued(f), say.promised(f, kinds), left_out, say.who(f)), told=kinds)


def awaiting_release(f: LetterFacts) -> Words:
    """A confirmed defect waits for the release with its correction: what that means, when we write next (P4)."""
    say = tongue_of(f)
    return _letter(
        "awaiting_release", f, joined(say.awaiting_release(f), say.who(f)), say.how_to_add(f), told=("release_word",)
    )


# --- parts --------------------------------------------------------------------------------------------------


def _first_moments(f: LetterFacts) -> tuple[str, ...]:
    """What an acknowledgement names: the figures, else the goal, else the next word; nothing past (P2)."""
    if f.said == "answer":
        return ()
    figures = ("first_response",) if f.unconfirmed else ("first_response", "resolution")
    ahead = tuple(kind for kind in (*figures, "goal") if f.ahead(kind))
    return ahead or (("word",) if f.ahead("word") and not f.missed else ())


def _by_hand(letter: str, f: LetterFacts, after: str, told: tuple[str, ...] = ()) -> Words:
    say = tongue_of(f)
    ours = (after, say.large(f) if f.large else "")
    paragraphs = (verbatim(f.body), *(Paragraph(text) for text in ours if text))
    words = _words(letter, f, paragraphs, ", ".join(filter(None, [f.who, f.desk])), told)
    files = (button(f"{one_line(one.name)} ({one.megabytes} {say.MEGABYTES})", one.link) for one in f.large)
    return replace(words, files=tuple(one for one in files if one))


def _letter(
    letter: str, f: LetterFacts, *parts: str | Paragraph, told: tuple[str, ...] = (), again: bool = True
) -> Words:
    greeted = (tongue_of(f).greeting(f), *parts)
    paragraphs = tuple(part if isinstance(part, Paragraph) else Paragraph(part) for part in greeted if part)
    return _words(letter, f, paragraphs, f.desk, told, again)


def _words(
    letter: str,
    f: LetterFacts,
    paragraphs: tuple[Paragraph, ...],
    signature: str,
    told: tuple[str, ...],
    again: bool = True,
) -> Words:
    say = tongue_of(f)
    moments = ((kind, f.ahead(kind)) for kind in PROMISED if kind in told)
    return Words(
        letter=letter,
        language=f.language,
        subject=subject_line(f.number, f.subject, say.NO_SUBJECT, again=again),
        paragraphs=paragraphs,
        signature=one_line(signature),
        button=button(say.OPEN, f.link),
        twin=twin(say.FORGOTTEN, f.twin),
        told=tuple((kind, at) for kind, at in moments if at is not None),
    )
