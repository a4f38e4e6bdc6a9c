"""The portal's words for codes: what a customer reads of stages, verbs and moments."""

from django.utils.translation import gettext_lazy as _

from opora.web.words import Words

STAGES: Words = {
    "received": _("Received"),
    "office": _("With the office"),
    "central": _("With the central service"),
    "research": _("Being researched"),
    "waiting": _("Waiting for you"),
    "answered": _("We answered"),
    "release": _("Waiting for a release with the correction"),
    "closed": _("Closed"),
}
HAPPENS: Words = {
    "received": _("Your request is here and waits for a specialist to take it."),
    "office": _("The office works on it."),
    "central": _("The central service works on it: the office passed it on."),
    "research": _("We look for the cause; such work takes longer than an ordinary answer."),
    "waiting": _("We asked you something and cannot go on without your reply."),
    "answered": _("We answered to the point. If the answer does not help, write to us here."),
    "release": _("The defect is confirmed; its correction comes with a release."),
    "closed": _("The request is closed."),
}
CHANNELS: Words = {
    "call": _("by phone"),
    "visit": _("at the office"),
}
VERBS: Words = {
    "ask": _("question to you"),
    "tell": _("how the work goes"),
    "answer": _("answer to the point"),
}
NEXT: Words = {
    "first_response": _("We answer %(when)s."),
    "goal": _("Most likely we answer %(when)s; this is a goal, not a guarantee."),
    "resolution": _("We answer to the point %(when)s."),
    "word": _("We write to you %(when)s."),
    "release_word": _("We write to you about the release %(when)s."),
    "recovery": _("We explain the delay and name a new moment %(when)s."),
    "escalation": _("We write to you how things stand %(when)s."),
}
PROMISED: Words = {
    "first_response": _("We promised to answer %(when)s."),
    "goal": _("We mean to answer %(when)s."),
    "resolution": _("We promised to answer to the point %(when)s."),
    "word": _("We promised to write %(when)s."),
    "release_word": _("We promised to write %(when)s."),
    "recovery": _("We promised to explain the delay %(when)s."),
    "escalation": _("We promised to write %(when)s."),
}
RUNGS: Words = {
    "1": _("manager of the office"),
    "2": _("central service of technical support"),
    "3": _("head of technical support"),
}
MISSED: Words = {
    "first_response": _("We promised to answer %(when)s and did not."),
    "goal": _("We meant to answer %(when)s and did not."),
    "resolution": _("We promised to answer to the point %(when)s and did not."),
    "word": _("We promised to write %(when)s and did not."),
    "release_word": _("We promised to write %(when)s and did not."),
    "recovery": _("We promised to explain the delay %(when)s and did not."),
    "escalation": _("We promised to write %(when)s and did not."),
}
