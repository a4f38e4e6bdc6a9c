"""The acknowledgement in English, and what the page says on which somebody writes."""

from collections.abc import Sequence

from opora.channels.letters.cleaning import joined, one_line, sentence
from opora.channels.letters.english.parts import NOUNS, SORRY, about, listed, place_of
from opora.channels.letters.facts import Closed, LetterFacts
from opora.core.facts import Level
from opora.lib import moments

LEVELS = {
    Level.INITIAL: "initial support, open to everyone, no end date",
    Level.BASIC: "basic support, no end date",
    Level.WARRANTY: "warranty support",
    Level.EXTENDED: "extended support",
    Level.INDIVIDUAL: "individual support under your contract",
}


# --- the acknowledgement -------------------------------------------------------------------------------------


def accepted(f: LetterFacts) -> str:
    """The number, and which request this one goes on from (P7)."""
    if f.spoken:
        return f"We have noted your {f.spoken}: it is request {f.number}."
    follows = f" It continues {f.follows} with a number and times of its own." if f.follows else ""
    return f"We have received your request {f.number}.{follows}"


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
        return joined(came, f"These times have passed: {listed(f, f.missed)}.", SORRY)
    verb = "written" if f.missed[0].kind == "word" else "replied"
    return joined(came, f"We should have {verb} {f.by(f.missed[0].due_at)}, and did not.", SORRY)


def _came_late(f: LetterFacts) -> str:
    if f.arrived_at is None:
        return ""
    came = {"call": "You called us", "visit": "You came to us"}.get(f.spoken)
    if came:
        return f"{came} {f.on_at(f.arrived_at)}, but we were late to take it up."
    return f"Your email arrived {f.on_at(f.arrived_at)}, but we were late to pick it up."


def promised(f: LetterFacts, kinds: Sequence[str]) -> str:
    """When the customer hears from us; a goal says that it is one."""
    figures = [f"a {NOUNS[kind]} {f.by(f.moments[kind])}" for kind in kinds if kind in ("first_response", "resolution")]
    goal = f"You will most likely hear from us {f.around(f.moments['goal'])}" if "goal" in kinds else ""
    return joined(
        f"You will have {', and '.join(figures)}." if figures else "",
        f"{goal}; this is an estimate, not a guarantee." if goal else "",
        f"We will write to you {f.by(f.moments['word'])}." if "word" in kinds else "",
    )


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
        return sentence(about(f, ask))
    if f.version_unclear:
        return sentence(about(f, f"please tell us your version in your reply{because}"))
    return _level(f)


# --- the page on which somebody writes -----------------------------------------------------------------------


def open_now(f: LetterFacts) -> str:
    """We are at work."""
    return "We are open now."


def will_have_it(f: LetterFacts) -> str:
    """Who will have it."""
    return sentence(f"{place_of(f)} will look after your request")


def level_ahead(f: LetterFacts) -> str:
    """The level of somebody who has signed in, or what it depends on."""
    if f.product_unclear:
        return "Please name the product and its version: the time of the full answer depends on them."
    if f.level_unclear:
        return sentence(about(f, "we will check your support level"))
    if f.version_unclear:
        return sentence(about(f, "please name the version; the time of the full answer depends on it"))
    if f.guest:
        return "We help without a licence, too."
    return _level(f)


def level_of_strangers(f: LetterFacts) -> str:
    """The same for everyone: what a stranger types proves nothing and is not looked up."""
    return (
        "This is how we answer everyone, with or without a licence. If your licence number is confirmed, your own "
        "support level applies: we will tell you the time by email."
    )


# --- parts ---------------------------------------------------------------------------------------------------


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
    return sentence(about(f, LEVELS[f.level] + until))
