"""The portal's words for codes: what a customer reads of stages, verbs and moments."""

from django.utils.translation import gettext_lazy as _

from opora.web.words import Words

STAGES: Words = {
    "received": _("Received"),
    "office": _("With the office"),
    "central": _("With the central service"),
    "research": _("Under investigation"),
    "waiting": _("Waiting for you"),
    "answered": _("We answered"),
    "release": _("Waiting for a release with the correction"),
    "closed": _("Closed"),
}
HAPPENS: Words = {
    "received": _("Your request is here and waits for a specialist to take it."),
    "office": _("The office is working on it."),
    "central": _("The central service is working on it: the office passed it on."),
    "research": _("We are looking for the cause; that takes longer than an ordinary answer."),
    "waiting": _("We have asked you something and cannot carry on without your reply."),
    "answered": _("We have answered. If it does not help, write to us here."),
    "release": _("The defect is confirmed; its correction comes with a release."),
    "closed": _("The request is closed."),
}
DEFECTS: Words = {
    "confirmed": _("The defect%(title)s is confirmed."),
    "planned": _("The defect%(title)s is confirmed, and we will correct it."),
    "fixed": _("The defect%(title)s is corrected in version %(version)s."),
    "wont_fix": _("We will not correct the defect%(title)s."),
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
    "first_response": _("We will answer %(when)s."),
    "goal": _("Most likely we will answer %(when)s; this is an estimate, not a guarantee."),
    "resolution": _("You will have a full answer %(when)s."),
    "word": _("We will write to you %(when)s."),
    "release_word": _("We will write to you about the release %(when)s."),
    "recovery": _("We will explain the delay and give you a new time %(when)s."),
    "escalation": _("We will tell you how things stand %(when)s."),
}
PROMISED: Words = {
    "first_response": _("We promised to answer %(when)s."),
    "goal": _("We expect to answer %(when)s."),
    "resolution": _("We promised you a full answer %(when)s."),
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
    "goal": _("We expected to answer %(when)s and did not."),
    "resolution": _("We promised you a full answer %(when)s and do not have it yet."),
    "word": _("We promised to write %(when)s and did not."),
    "release_word": _("We promised to write %(when)s and did not."),
    "recovery": _("We promised to explain the delay %(when)s and did not."),
    "escalation": _("We promised to write %(when)s and did not."),
}
