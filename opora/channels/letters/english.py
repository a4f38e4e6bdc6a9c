"""The sentences of letters in English, in the order of `opora.channels.letters.tongue`; written, not translated."""

from collections.abc import Sequence

from opora.channels.letters.cleaning import joined, one_line, sentence
from opora.channels.letters.facts import Closed, LetterFacts, MissedMoment
from opora.channels.letters.names import greeting_name
from opora.core.facts import Level
from opora.lib import moments

NO_SUBJECT = "Your request"
OPEN = "Open the request"

_CENTRAL = "our Central Support Service"
_SORRY = "We are sorry."
_RETURN = "you can still come back to it afterwards"
_NOUNS = {
    "first_response": "first reply",
    "resolution": "full answer",
    "goal": "reply",
    "release_word": "letter about the release",
    "word": "progress letter",
    "recovery": "explanation",
    "escalation": "progress letter",
    "look": "reading of the customer's letter",
}
_LEVELS = {
    Level.INITIAL: "initial support, open to everyone, no end date",
    Level.BASIC: "basic support, no end date",
    Level.WARRANTY: "warranty support",
    Level.EXTENDED: "extended support",
    Level.INDIVIDUAL: "individual support under your contract",
}


def greeting(f: LetterFacts) -> str:
    """Hello Anna Lvovna,"""
    return f"{joined('Hello', greeting_name(f.name))},"


# --- the acknowledgement ------------------------------------------------------------------------------------


def accepted(f: LetterFacts) -> str:
    """The number."""
    if f.spoken:
        return f"We have noted your {f.spoken}: it is request {f.number}."
    return f"We have received your request {f.number}."


def closed(f: LetterFacts) -> str:
    """Why nobody works now, and when we begin."""
    if f.closed is None:
        return ""
    opens = f.on_at(f.closed.opens_at) if f.closed.opens_at else ""
    if f.closed.why == "break":
        return sentence("We are on a break at the moment" + (f" and back {opens}" if opens else ""))
    because = ", and ".join(_why_closed(f, f.closed))
    return joined(
        sentence("We are closed at the moment" + (f": {because}" if because else "")),
        f"We open again {opens}." if opens else "",
    )


def filed_late(f: LetterFacts) -> str:
    """T5: what was past when the letter reached us is confessed in the acknowledgement."""
    if not f.missed:
        return ""
    came = _came_late(f)
    if len(f.missed) > 1:
        return joined(came, f"These times have passed: {listed(f, f.missed)}.", _SORRY)
    verb = "written" if f.missed[0].kind == "word" else "replied"
    return joined(came, f"We should have {verb} {f.by(f.missed[0].due_at)}, and did not.", _SORRY)


def _came_late(f: LetterFacts) -> str:
    if f.arrived_at is None:
        return ""
    came = {"call": "You called us", "visit": "You came to us"}.get(f.spoken)
    if came:
        return f"{came} {f.on_at(f.arrived_at)}, but we were late to take it up."
    return f"Your email arrived {f.on_at(f.arrived_at)}, but we were late to pick it up."


def promised(f: LetterFacts, kinds: Sequence[str]) -> str:
    """When the customer hears from us; a goal says that it is one."""
    figures = [
        f"a {_NOUNS[kind]} {f.by(f.moments[kind])}" for kind in kinds if kind in ("first_response", "resolution")
    ]
    goal = f"You will most likely hear from us {f.around(f.moments['goal'])}" if "goal" in kinds else ""
    return joined(
        f"You will have {', and '.join(figures)}." if figures else "",
        f"{goal}; this is an estimate, not a guarantee." if goal else "",
        f"We will write to you {f.by(f.moments['word'])}." if "word" in kinds else "",
    )


def who(f: LetterFacts) -> str:
    """Who has it: a person and her office, or the office."""
    has_it = f"{f.who} at {_place(f)}" if f.who else _place(f)
    return sentence(f"{has_it} is looking after your request")


def on_duty(f: LetterFacts) -> str:
    """T9"""
    return sentence(f"on duty now: {one_line(f.on_duty)}") if f.on_duty else ""


def how_to_add(f: LetterFacts) -> str:
    """How to add to the ticket."""
    return "To add anything, just reply to this email."


def level(f: LetterFacts) -> str:
    """The level, or what we ask in order to know it; never that the customer lacks something."""
    figures = "first_response" in f.moments
    because = "; the time of the full answer depends on it" if figures else ", so that we can help sooner"
    product = f"Please tell us in your reply which product and version you use{because}."
    if f.guest:
        licence = "We help without a licence, too. If you have one, please send its number in your reply."
        return joined(product if f.product_unclear else "", licence)
    if f.product_unclear:
        return product
    if f.level_unclear:
        # L11
        ask = "we are checking your support level. If you bought this version, please reply with the licence number"
        return sentence(_about(f, ask))
    if f.version_unclear:
        return sentence(_about(f, f"please tell us your version in your reply{because}"))
    return _level(f)


# --- the page on which somebody writes ----------------------------------------------------------------------


def open_now(f: LetterFacts) -> str:
    """We are at work."""
    return "We are open now."


def will_have_it(f: LetterFacts) -> str:
    """Who will have it."""
    return sentence(f"{_place(f)} will look after your request")


def level_ahead(f: LetterFacts) -> str:
    """The level of somebody who has signed in, or what it depends on."""
    if f.product_unclear:
        return "Please name the product and its version: the time of the full answer depends on them."
    if f.level_unclear:
        return sentence(_about(f, "we will check your support level"))
    if f.version_unclear:
        return sentence(_about(f, "please name the version; the time of the full answer depends on it"))
    if f.guest:
        return "We help without a licence, too."
    return _level(f)


def level_of_strangers(f: LetterFacts) -> str:
    """The same for everyone: what a stranger types proves nothing and is not looked up."""
    return (
        "This is how we answer everyone, with or without a licence. If your licence number is confirmed, your own "
        "support level applies: we will tell you the time by email."
    )


# --- the three verbs ----------------------------------------------------------------------------------------


def after_asking(f: LetterFacts) -> str:
    """What happens while we wait."""
    still = "; until it comes, the time for the answer stands still" if f.has_resolution else ""
    return f"We are waiting for your reply{still}."


def after_telling(f: LetterFacts) -> str:
    """When we write again."""
    word = f.ahead("word") or f.ahead("release_word")
    return f"We will write again {f.by(word)}." if word else ""


def after_answering(f: LetterFacts) -> str:
    """What to do if the answer does not suit, when we close, how to come back."""
    closing = f.ahead("closing")
    end = f"If there is nothing else, we will close the request {f.on_day(closing)}; {_RETURN}." if closing else ""
    rate = "You can rate the answer on the page of the request." if f.link and f.rate else ""
    return joined("If this does not solve it, reply to this email and we will carry on.", end, rate)


# --- being late ---------------------------------------------------------------------------------------------


def confessed(f: LetterFacts) -> str:
    """What we said and did not keep."""
    if not f.missed:
        return ""
    if len(f.missed) > 1:
        return f"We gave you times and missed them: {listed(f, f.missed)}. {_SORRY}"
    kind, by = f.missed[0].kind, f.by(f.missed[0].due_at)
    said = {
        "first_response": f"We promised to reply {by}, and did not.",
        "resolution": f"We promised you a full answer {by}, and do not have it yet.",
        "goal": f"We expected to reply {f.around(f.missed[0].due_at)}, and did not.",
        "recovery": f"We promised to explain {by}, and did not.",
    }
    return f"{said.get(kind, f'We promised to write {by}, and did not.')} {_SORRY}"


def who_knows(f: LetterFacts) -> str:
    """Who has it, and that the manager knows of the miss."""
    if not f.manager_knows:
        return who(f)
    if f.who:
        knows = "the office manager knows" if f.office.where else "the head of our Central Support Service knows"
        return f"{f.who} is looking after your request, and {knows}."
    knows = "its manager knows" if f.office.where else "its head knows"
    return sentence(f"{_place(f)} is looking after your request, and {knows}")


def recovery(f: LetterFacts) -> str:
    """When we explain."""
    at = f.ahead("recovery")
    explain = "we will explain why and give you a new time"
    return sentence(f"{f.on_by(at)} {explain}" if at else f"{explain} in our next email")


def resolution_stands(f: LetterFacts) -> str:
    """A resolution that was not missed keeps its moment."""
    at = f.ahead("resolution")
    return f"You will still have a full answer {f.by(at)}." if at else ""


def climbed(f: LetterFacts) -> str:
    """Who answers for it now, and by when."""
    place = f"manager of {_place(f)}" if f.office.where else "head of our Central Support Service"
    role = {1: place, 2: _CENTRAL, 3: "head of support"}[f.rung]
    if f.holder:
        holder = f"{f.holder} of {role}" if role == _CENTRAL else f"{f.holder}, {role},"
    else:
        holder = role if role == _CENTRAL else f"the {role}"
    matter = "your request" if f.missed else f"your request {f.number}"
    at = f.ahead("escalation")
    by = f"{f.by(at)}, " if at else ""
    will = f"will write to you {by}to say what is happening and when to expect the answer"
    return sentence(f"{holder} now answers for {matter} and {will}")


def reminded(f: LetterFacts) -> str:
    """The reminder has come."""
    return "We have your reminder."


# --- waiting and closing ------------------------------------------------------------------------------------


def waiting(f: LetterFacts) -> str:
    """We wait, and since when; the question follows where we have it."""
    wait = f"waiting for your reply about request {f.number}"
    asked = f"{f.on_day(f.asked_at)} we asked" if f.asked_at else "we asked"
    return joined(
        f"A second reminder: we are still {wait}." if f.nudge > 1 else f"We are {wait}.",
        asked[:1].upper() + asked[1:] + ":" if f.body else "",
    )


def while_waiting(f: LetterFacts) -> str:
    """What to do, what stands still, what comes if nothing comes."""
    closing = f.ahead("closing")
    return joined(
        "Reply to this email and we will carry on.",
        "While we wait, the time for the answer stands still." if f.has_resolution else "",
        f"Without a reply we will close the request {f.on_day(closing)}; {_RETURN}." if closing else "",
    )


def closed_after_wait(f: LetterFacts) -> str:
    """Closed, with a way back."""
    asked = f"{f.on_day(f.asked_at)} we asked" if f.asked_at else "we asked"
    return joined(
        sentence(f"{asked} you a question and have had no reply, so we have closed request {f.number}"),
        "If you still need help, reply to this email and we will come back to it.",
    )


def closed_after_answer(f: LetterFacts) -> str:
    """Closed, with a way back."""
    answered = f"{f.on_day(f.answered_at)} we gave" if f.answered_at else "we gave"
    return joined(
        sentence(
            f"{answered} you our answer and there have been no further questions, so we have closed request {f.number}"
        ),
        "If the answer did not solve it, reply to this email and we will carry on.",
    )


def closed_after_thanks(f: LetterFacts) -> str:
    """Closed with a good word."""
    return f"We are glad that it helped and have closed request {f.number}. If it comes back, reply to this email."


def continued(f: LetterFacts) -> str:
    """A rejection was taken."""
    return f"We understand that the answer did not solve it, and request {f.number} is back in work."


def awaiting_release(f: LetterFacts) -> str:
    """What the stage means, and when we write."""
    word = f.ahead("release_word")
    return joined(
        f"The defect is confirmed, and request {f.number} is waiting for the release with its correction.",
        f"We will write to you {f.by(word)}, even if there is no news yet." if word else "",
    )


def corrected(f: LetterFacts) -> str:
    """The moments are told anew."""
    return f"We have new times for your request {f.number}."


# --- parts --------------------------------------------------------------------------------------------------


def listed(f: LetterFacts, dated: Sequence[MissedMoment]) -> str:
    """first reply by …; full answer by …"""
    return "; ".join(f"{_NOUNS.get(one.kind, one.kind)} {f.by(one.due_at)}" for one in dated)


def _why_closed(f: LetterFacts, closed: Closed) -> list[str]:
    """The reasons; a date stands for "today" where the customer has another one."""
    today = moments.days(closed.today, closed.today, "en")
    why = {
        "short_day": f"{'today' if f.is_today(closed.today) else today} is a short working day",
        "evening": "the working day is over",
        "night": "the working day has not begun",
    }
    because = [why[closed.why]] if closed.why in why else []
    if closed.off_from and closed.off_until:
        off = moments.days(closed.off_from, closed.off_until, "en")
        because.append(f"{off} {'is a day off' if closed.off_from == closed.off_until else 'are days off'}")
    return because


def _level(f: LetterFacts) -> str:
    until = f" until {moments.full_date(f.covered_until, 'en')}" if f.covered_until else ""
    return sentence(_about(f, _LEVELS[f.level] + until))


def _place(f: LetterFacts) -> str:
    if not f.office.where:
        return _CENTRAL
    return f"our office in {f.office.name_en}" if f.office.name_en else "our office"


def _about(f: LetterFacts, text: str) -> str:
    return f"{one_line(f.product_and_version)}: {text}" if f.product_and_version else text
