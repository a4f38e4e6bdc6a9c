"""What letters say in English while a request takes its course: the three verbs, being late, waiting, the end."""

from opora.channels.letters.cleaning import joined, sentence
from opora.channels.letters.english.parts import CENTRAL, SORRY, listed, name_of, place_of, who
from opora.channels.letters.facts import LetterFacts
from opora.core.hours import Cause

RETURN = "you can still come back to it afterwards"


# --- the three verbs -----------------------------------------------------------------------------------------


def after_asking(f: LetterFacts) -> str:
    """What happens while we wait."""
    still = "; until it comes, the time for the answer stands still" if f.has_resolution else ""
    return f"We are waiting for your reply{still}."


def after_telling(f: LetterFacts) -> str:
    """What we shall not keep (P2), when we write again."""
    word = f.ahead("word") or f.ahead("release_word")
    given_up = f.by(f.given_up.due_at) if f.given_up else ""
    late = f"We promised you a full answer {given_up} and will not have it by then." if given_up else ""
    return joined(late, SORRY if late else "", f"We will write again {f.by(word)}." if word else "")


def after_answering(f: LetterFacts) -> str:
    """What to do if the answer does not suit, when we close, how to come back."""
    closing = f.ahead("closing")
    end = f"If there is nothing else, we will close the request {f.on_day(closing)}; {RETURN}." if closing else ""
    rate = "You can rate the answer on the page of the request." if f.link and f.rate else ""
    return joined("If this does not solve it, reply to this email and we will carry on.", end, rate)


def large(f: LetterFacts) -> str:
    """Which files go as links, and how long these hold."""
    page = "; afterwards they are on the page of the request" if f.link else ""
    return f"The large files are behind links, {f.until(f.large_until)}{page}." if f.large_until else ""


# --- being late ----------------------------------------------------------------------------------------------


def confessed(f: LetterFacts) -> str:
    """What we said and did not keep."""
    if not f.missed:
        return ""
    if len(f.missed) > 1:
        return f"We gave you times and missed them: {listed(f, f.missed)}. {SORRY}"
    kind, by = f.missed[0].kind, f.by(f.missed[0].due_at)
    said = {
        "first_response": f"We promised to reply {by}, and did not.",
        "resolution": f"We promised you a full answer {by}, and do not have it yet.",
        "goal": f"We expected to reply {f.around(f.missed[0].due_at)}, and did not.",
        "recovery": f"We promised to explain {by}, and did not.",
    }
    return f"{said.get(kind, f'We promised to write {by}, and did not.')} {SORRY}"


def who_knows(f: LetterFacts) -> str:
    """Who has it, and that the manager knows of the miss."""
    if not f.manager_knows:
        return who(f)
    if f.who:
        knows = "the office manager knows" if f.office.where else "the head of our Central Support Service knows"
        return f"{f.who} is looking after your request, and {knows}."
    knows = "its manager knows" if f.office.where else "its head knows"
    return sentence(f"{place_of(f)} is looking after your request, and {knows}")


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
    near = f.near or f.office
    place = f"manager of {name_of(near)}" if near.where else "head of our Central Support Service"
    role = {1: place, 2: CENTRAL, 3: "head of support"}[f.rung]
    if f.holder:
        holder = f"{f.holder} of {role}" if role == CENTRAL else f"{f.holder}, {role},"
    else:
        holder = role if role == CENTRAL else f"the {role}"
    matter = "your request" if f.missed else f"your request {f.number}"
    at = f.ahead("escalation")
    by = f"{f.by(at)}, " if at else ""
    will = f"will write to you {by}to say what is happening and when to expect the answer"
    return sentence(f"{holder} now answers for {matter} and {will}")


def reminded(f: LetterFacts) -> str:
    """The reminder has come."""
    return "We have your reminder."


# --- waiting and closing -------------------------------------------------------------------------------------


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
        f"Without a reply we will close the request {f.on_day(closing)}; {RETURN}." if closing else "",
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


def left_out(f: LetterFacts) -> str:
    """Which time does not count (P5, P7)."""
    said = {
        Cause.PAUSE: "the wait for your reply",
        Cause.ANSWERED: "the time between our answer and your words",
        Cause.RELEASE: "the wait for the release",
        Cause.CLOSED: "the time while the request was closed",
    }
    times = [said[cause] for cause in dict.fromkeys(f.left_out) if cause in said]
    all_of_them = " and ".join(filter(None, [", ".join(times[:-1]), *times[-1:]]))
    return f"It does not count {all_of_them}." if times else ""


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


def recounted(f: LetterFacts) -> str:
    """T6: a calendar changed, and what was told lies later now."""
    later = "the times for your request {} are" if len(f.moments) > 1 else "the time for your request {} is"
    return f"Our working calendar has changed, and {later.format(f.number)} later now. We are sorry."


def written_by(f: LetterFacts, kind: str) -> str:
    """By when we write."""
    return f"We will write to you {f.by(f.moments[kind])}."


def merged(f: LetterFacts) -> str:
    """Under which number it goes on."""
    return (
        f"Your request {f.merged} is about the same matter as {f.number}, so both go on together as {f.number}. "
        "Everything that you wrote is there."
    )
