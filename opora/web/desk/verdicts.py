"""Why a letter lies where it lies, in words."""

from django.utils.translation import gettext_lazy as _

from opora.web.desk import words
from opora.web.desk.words import Words

STATES: Words = {
    "kept": _("kept, not filed yet"),
    "filed": _("filed"),
    "aside": _("set aside, in the tray"),
    "double": _("came before by another way"),
    "failed": _("could not be read"),
}
JOINED: Words = {
    "new": _("A new matter: nothing in the letter that could be believed names a ticket."),
    "own-id": _("It answers a letter of ours, whose number nobody can guess."),
    "token": _("It came to the address that a letter of ours named for the reply."),
    "bounce": _("It reports that a letter of ours did not arrive."),
    "their-id": _("It answers a letter of this ticket, and its writer takes part."),
    "number": _("The ticket's number stands in the subject, and the writer takes part."),
    "linked": _("It continues a ticket that was closed long ago, so a new one was opened and linked."),
    "forward": _("A colleague passed it on: the ticket is the writer's, the colleague's words are an internal note."),
    "by-hand": _("A colleague filed it here by hand."),
    "colleague": _("A colleague answered a letter of ours: an internal note."),
}
DOUBTS: Words = {
    "stranger": _("It names another ticket, but its writer takes no part there."),
    "other-organisation": _("It names a ticket of another customer, in which its writer takes no part."),
    "by-colleague": _("It names a ticket, but a colleague wrote it: their words are not shown to the customer."),
    "forged-id": _("It answers a letter whose number looks like ours, but was altered or never ours."),
    "wrong-token": _("It came to an address that looks like one of ours for replies, but was altered or never ours."),
    "revoked-token": _("It came to an address for replies that somebody has revoked."),
    "removed": _("It names a ticket from which its writer's address was removed as a slip."),
    "forged-sender": _("It names a ticket, but by what is known of its sender it comes from somebody else."),
    "notice": _("It answers a notice to colleagues, but comes from no colleague's address."),
}
PROOFS: Words = {
    "": _("not known"),
    "pass": _("proven"),
    "fail": _("somebody else wrote it in their name, or changed it on the way"),
}


def rule(code: str, state: str) -> str:
    """The sentence for a rule of filing, or of setting aside."""
    if state == "aside":
        return words.said(words.RULES, code)
    if code.startswith("letter:"):
        return str(STATES["double"])
    return words.said(JOINED, code) if code in JOINED else words.said(words.RULES, code)
