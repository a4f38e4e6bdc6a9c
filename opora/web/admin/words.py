"""What set-up says of each setting, in words: its title, what it does, its unit, and whom a change reaches."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Said = Promise | str

SETTINGS: Mapping[str, tuple[Said, Said]] = {
    "first_response": (
        _("First response"),
        _(
            "By when a human of ours writes or calls for the first time: warranty, extended, and "
            "contracts that are silent."
        ),
    ),
    "resolution": (
        _("Substantive answer"),
        _(
            "By when there is a solution, a workaround or another answer to the point. It pauses while "
            "the customer is asked."
        ),
    ),
    "goal_initial": (
        _("Goal at the initial level"),
        _("When we mean to answer somebody without a licence. A goal is no promise and is outside the KPI."),
    ),
    "goal_basic": (
        _("Goal at the basic level"),
        _("When we mean to answer whoever once bought the version. A goal is no promise."),
    ),
    "word_days": (
        _("Next word, levels with figures"),
        _("In how many days the customer hears from a human again, if nothing else comes first."),
    ),
    "word_days_without_figures": (
        _("Next word, initial and basic"),
        _("The same for levels that have no guaranteed figures."),
    ),
    "word_days_research": (
        _("Next word in research"),
        _(
            "How often a customer hears of a ticket that is being researched. Moving there brings the "
            "word nearer, never further."
        ),
    ),
    "word_at_most_days": (
        _("Furthest next word"),
        _("A specialist may promise a later word, with the customer's consent, up to this many days ahead."),
    ),
    "recovery": (
        _("Explanation after a miss"),
        _("How soon after “we are late” the customer reads why, and the new date."),
    ),
    "confess_within": (
        _("Confession of a miss"),
        _(
            "If the machine wakes up later than this after a miss, the time for the explanation counts "
            "from its awakening."
        ),
    ),
    "rung": (
        _("A rung of the ladder"),
        _(
            "How long the office manager, the central service or the head has to say a word, before it "
            "goes one rung higher."
        ),
    ),
    "look": (
        _("Reading words after an answer"),
        _(
            "How soon somebody says whether the customer's words after an answer are thanks, a "
            "continuation or a new question."
        ),
    ),
    "no_earlier_than": (
        _("Grace after a correction"),
        _(
            "After a correction of facts or a rejected answer no moment falls earlier than this, so that "
            "nobody is late at once."
        ),
    ),
    "warn_percent": (
        _("Warning to whoever has it"),
        _(
            "How much of a clock's working time has passed when a ticket comes into the digest of its "
            "assignee, or of the office's manager where it has none."
        ),
    ),
    "soon_percent": (
        _("“Soon late” on the manager's page"),
        _(
            "How much of a clock's working time has passed when a ticket stands above the queue of the "
            "office's manager."
        ),
    ),
    "digest_hours": (
        _("Hours of the digest"),
        _(
            "When a member of staff gets in one letter what is near, by the clock of their office. At the "
            "first hour all of it; at the later ones what is due on the same day, and what had to wait."
        ),
    ),
    "staff_letters_a_day": (
        _("Most letters a day to a colleague"),
        _(
            "What is late or theirs now is written at once in their working hours, while a letter is left "
            "for each digest still to come that day. The rest waits for the next digest: none is lost."
        ),
    ),
    "nudge_days": (
        _("Reminders to the customer"),
        _("On which working days after our question we remind a customer who has not replied."),
    ),
    "close_waiting_days": (
        _("Closing without a reply"),
        _("After how many days without a reply to our question a ticket closes, with a letter and a way back."),
    ),
    "close_answered_days": (
        _("Closing after an answer"),
        _("After how many days of silence an answered ticket closes."),
    ),
    "reopen_calendar_days": (
        _("Coming back"),
        _("How long after closing a letter brings the same ticket back. Later it opens a new one, linked to the old."),
    ),
    "release_word_calendar_days": (
        _("Word while a release is awaited"),
        _("How often a customer whose ticket waits for a release with the correction hears from us."),
    ),
    "advance_wait_years": (
        _("Longest wait of an advance update"),
        _(
            "The year of an advance update begins with the release of its version, but no later than this "
            "after the purchase."
        ),
    ),
    "extended_years": (
        _("Length of the extended level"),
        _("How long the extended level holds after an advance update was bought."),
    ),
    "duty_call_minutes": (
        _("Calling out: time to accept"),
        _(
            "How long whoever is called out on duty has to accept a request before the next person of the duty "
            "is called; after the last one the office's manager and the head learn it."
        ),
    ),
    "guest_office": (
        _("Office for guests"),
        _("Who gets the ticket of somebody whose place and time zone nobody knows."),
    ),
    "desk_name": (
        _("Name of the desk"),
        _("What letters are signed with and sent as, in Russian and in English."),
    ),
    "acknowledgements_a_day": (
        _("Acknowledgements a day"),
        _(
            "How many of them one address gets, so that two machines do not write to each other for ever; "
            "a known organisation gets ten times as many."
        ),
    ),
    "undo_seconds": (
        _("Undo after sending"),
        _(
            "How many seconds a colleague's letter waits, so that it can be taken back; its moment is that of the "
            "press. 0: it leaves at once."
        ),
    ),
    "automatic_letters_a_day": (
        _("Letters of the machine a day"),
        _(
            "How many of them one address gets; what comes beyond that goes in one letter, at most ten minutes later. "
            "What a colleague writes is never held back."
        ),
    ),
    "rating_asked_days": (
        _("Asking for a rating"),
        _("How many days pass before a letter asks the same address once more whether an answer helped."),
    ),
    "forms_a_day_for_an_address": (
        _("Requests by form for one address a day"),
        _("The form writes to whoever is named in it, so nobody may make it write without end."),
    ),
    "forms_an_hour_from_a_client": (
        _("Requests by form from one computer an hour"),
        _("A whole plant may stand behind one address of the network: raise it for such a one."),
    ),
    "words_an_hour_by_link": (
        _("Messages on one request's page an hour"),
        _("A link in a letter may be forwarded, so nobody may fill a ticket through it without end."),
    ),
    "consent": (
        _("Consent to personal data"),
        _(
            "The text to which whoever fills in the form agrees. Each text has a version of its own, "
            "which is kept with the consent."
        ),
    ),
}

GROUPS: Sequence[tuple[Said, tuple[str, ...]]] = (
    (_("First answer and solution"), ("first_response", "resolution", "goal_initial", "goal_basic")),
    (_("When the customer hears from us again"),
     ("word_days", "word_days_without_figures", "word_days_research", "word_at_most_days",
      "release_word_calendar_days")),
    (_("When we are late"), ("recovery", "confess_within", "rung", "look", "no_earlier_than")),
    (_("Warnings to colleagues"), ("warn_percent", "soon_percent", "digest_hours", "staff_letters_a_day")),
    (_("Reminding and closing"), ("nudge_days", "close_waiting_days", "close_answered_days", "reopen_calendar_days")),
    (_("On duty"), ("duty_call_minutes",)),
    (_("Levels"), ("advance_wait_years", "extended_years")),
    (_("Letters and guests"), ("guest_office", "desk_name", "acknowledgements_a_day", "automatic_letters_a_day",
     "rating_asked_days", "undo_seconds")),
    (_("The customers' portal"),
     ("forms_a_day_for_an_address", "forms_an_hour_from_a_client", "words_an_hour_by_link", "consent")),
)  # fmt: skip
"""The order in which people look for them."""

UNITS: Mapping[str, Said] = {
    "hours": _("hours of working time"),
    "minutes": _("minutes of working time"),
    "days": _("working days"),
    "calendar_days": _("calendar days"),
    "years": _("years"),
    "times": _("letters"),
    "requests": _("requests"),
    "messages": _("messages"),
    "clock_minutes": _("minutes of the clock"),
    "seconds": _("seconds"),
    "day_list": _("working days, with commas between"),
    "hour_list": _("whole hours of the clock, with commas between"),
    "percent": _("per cent of the working time"),
    "office": "",
    "names": "",
    "consent": "",
}

REACHES: Mapping[str, Said] = {
    "registered": _(
        "Holds for tickets that are registered from then on. Open ones keep what they were promised; "
        "only a correction of facts computes them anew, with the figures of that day."
    ),
    "settled": _(
        "Open tickets follow, each when something next happens to it: a letter, a word of ours, or "
        "its next moment. Until then its moment stays where it is; “opora doctor --repair” lets all "
        "of them follow at once. A moment that a letter named is not taken back by this."
    ),
    "levels": _("Holds for levels that are computed from then on. Open tickets keep the level that was pinned."),
    "letters": _("Holds for letters that are written from then on. What was written stays as it is."),
    "calls": _("Holds for whoever is called from then on. Who was called already has the time that they were told."),
}
