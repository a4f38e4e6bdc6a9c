"""The portal's words for codes: what a customer reads of stages, verbs and moments."""

from django.utils.translation import gettext_lazy as _

from opora.web.words import Words

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
