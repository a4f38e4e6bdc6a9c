"""The desk's words for codes: stages, levels, kinds of moment, reasons, causes, events."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from opora.web.words import CAUSES, Words, language, said

__all__ = [
    "BECAUSE",
    "BY_HAND",
    "CAUSES",
    "DEFECTS",
    "DRAFTS",
    "EVENTS",
    "FACTS",
    "KINDS",
    "LETTERS",
    "LEVELS",
    "MACROS",
    "OUTBOUND",
    "RULES",
    "RUNGS",
    "SIGNED",
    "STAGES",
    "UNCLEAR",
    "VERBS",
    "WHY_CALLED_OFF",
    "WHY_CLOSED",
    "WHY_CORRECTED",
    "WHY_GAINED",
    "Words",
    "language",
    "reasons",
    "said",
]

STAGES: Words = {
    "received": _("received"),
    "office": _("with the office"),
    "central": _("with the central service"),
    "research": _("research"),
    "waiting": _("waiting for the customer"),
    "answered": _("answered"),
    "release": _("waiting for a release"),
    "closed": _("closed"),
}
LEVELS: Words = {
    "initial": _("initial"),
    "basic": _("basic"),
    "warranty": _("warranty"),
    "extended": _("extended"),
    "individual": _("individual"),
}
KINDS: Words = {
    "first_response": _("first response"),
    "goal": _("answer, a goal"),
    "resolution": _("substantive answer"),
    "word": _("next word"),
    "recovery": _("explain the delay"),
    "escalation": _("escalation answer"),
    "look": _("look at the customer's words"),
    "nudge": _("remind the customer"),
    "closing": _("closes by itself"),
    "release_word": _("word on the release"),
}
UNCLEAR: Words = {
    "product": _("product to be confirmed"),
    "version": _("version to be confirmed"),
    "level": _("level to be confirmed"),
}
BECAUSE: Words = {
    "anyone": _("Anyone may ask, with or without a licence."),
    "edition_not_commercial": _("The edition is not commercial."),
    "no_row_for_version": _("A known customer, but the purchase book has no row for this version."),
    "ever_bought": _("This product was once bought in this version."),
    "received": _("The licence was transferred to this customer."),
    "given_away": _("The licence was transferred to another; basic stays with the giver."),
    "bought_within_year": _("Bought less than a year ago."),
    "updated_within_year": _("An update was bought less than a year ago."),
    "advance_year": _("The year of an advance update runs."),
    "advance_waiting": _("An advance update was bought; until its release it covers the newest version held."),
    "advance_bought": _("An advance update was bought less than a year ago."),
    "advance_until_told": _("An advance update whose version is not yet released, or not yet announced to them."),
    "contract_in_force": _("A support contract is in force."),
    "contract_names_edition": _("A support contract in force names this edition."),
    "product_unclear": _("The product is not named: the best level held for any product."),
    "version_unclear": _("The version is not named: the best level held for the product."),
    "could_not_be_computed": _("The level could not be computed; tell the administrator."),
    "no_office": _("The desk has no office; tell the administrator."),
    "named_by_site": _("Named as home office of the site."),
    "named_by_organisation": _("Named as home office of the organisation."),
    "named_office_unknown": _("The named home office does not exist; tell the administrator."),
    "nearest_same_offset": _("The nearest office in the customer's time zone."),
    "nearest_other_offset": _("No office works in the customer's time zone: the nearest of the closest zone."),
    "nearest_offset_unknown": _("The nearest office; the customer's time zone is unknown."),
    "same_offset": _("Works in the time zone of the letter; the customer's place is unknown."),
    "closest_offset": _("Closest to the time zone of the letter; the customer's place is unknown."),
    "guest_office": _("The office for guests: neither place nor time zone is known."),
    "guest_office_not_set": _("No office for guests is set; tell the administrator."),
    "duty_office": _("A duty names this office."),
    "contract_office": _("The support contract names this office."),
    "duty_office_unknown": _("The office that the duty names does not exist; tell the administrator."),
    "contract_office_unknown": _("The office that the contract names does not exist; tell the administrator."),
}
FACTS: Words = {
    "contact": _("contact"),
    "organisation": _("organisation"),
    "product": _("product"),
    "edition": _("edition"),
    "version": _("version"),
}
WHY_GAINED: Words = {
    "purchase": _("a purchase was entered"),
    "contract": _("a contract was entered"),
    "joined": _("the contact joined an organisation"),
}

WHY_CORRECTED: Words = {
    "": "",
    "customer_said": _("the customer said so"),
    "documents": _("checked against the documents"),
    "read_wrongly": _("it was read wrongly from the letter"),
    "colleague_knows": _("a colleague knows it"),
}
"""Codes and not free words, since the ledger keeps no personal text."""
EVENTS: Words = {
    "Opened": _("registered"),
    "Received": _("the customer wrote"),
    "Informed": _("the customer was told the moments"),
    "Asked": _("asked the customer"),
    "Told": _("told how the work goes"),
    "Answered": _("answered to the point"),
    "NoteWritten": _("internal note"),
    "ConsentGiven": _("agreed that personal data are used"),
    "Corrected": _("facts corrected"),
    "Gained": _("the level rose"),
    "DutiesCounted": _("the hours of duties changed"),
    "Recounted": _("the working calendar changed, moments recounted"),
    "Readdressed": _("the customer mended the address, registered anew"),
    "Repaired": _("rows that differed from the journal were derived anew"),
    "KindSet": _("kind of request"),
    "Moved": _("stage changed"),
    "AwaitsRelease": _("waits for the release with the correction"),
    "Assigned": _("assigned"),
    "HandedOver": _("handed over"),
    "Resumed": _("the wait was ended"),
    "SightGiven": _("may read the internal messages from now on"),
    "OfficeGivenSight": _("may be read by the office whose ticket the letter names"),
    "Thanked": _("read as thanks"),
    "Rejected": _("the answer did not suit"),
    "Split": _("a new ticket was made of it"),
    "Merged": _("merged into another ticket"),
    "MessageMoved": _("a letter that lay here by mistake lies elsewhere"),
    "TookIn": _("took in another ticket"),
    "Rated": _("the customer rated the answer"),
    "RatingAsked": _("the letter asks whether the answer helped"),
    "Reopened": _("reopened"),
    "Closed": _("closed"),
    "LinkRevoked": _("links in letters revoked"),
    "CalledOut": _("called out on duty"),
    "DutyAccepted": _("accepted on duty"),
    "CallsUnanswered": _("nobody on duty accepted"),
    "CalledOff": _("nobody more is called out"),
    "Missed": _("a moment passed"),
    "Confessed": _("told the customer that we are late"),
    "Reminded": _("the customer says that we forgot them"),
    "LetterReturned": _("a letter of ours came back"),
    "WrittenToHead": _("written to the head's address"),
    "Climbed": _("escalated"),
    "HolderReplaced": _("the escalation's holder is away"),
    "Nudged": _("the customer was reminded"),
    "FileSetAside": _("a file was set aside: the antivirus found something harmful"),
    "AnsweringReached": _("the desk began to answer"),
    "DraftMade": _("a draft to the customer waits"),
    "DraftUsed": _("the draft was sent"),
    "DraftDropped": _("the draft was dropped"),
    "SendingHeld": _("about to be sent"),
    "SendingUndone": _("taken back, not sent"),
    "MacroMade": _("macro made"),
    "MacroChanged": _("macro changed"),
    "MacroEnded": _("macro ended"),
    "DefectFound": _("defect entered"),
    "DefectChanged": _("defect described anew"),
    "DefectStatusSet": _("status of the defect"),
    "DefectLinked": _("waits for a defect"),
    "DefectUnlinked": _("waits for that defect no more"),
}
DEFECTS: Words = {
    "found": _("found, not confirmed yet"),
    "confirmed": _("confirmed"),
    "planned": _("will be corrected"),
    "fixed": _("corrected"),
    "wont_fix": _("will not be corrected"),
}
DRAFTS: Words = {
    "defect": _("about the defect %(number)s"),
    "fix": _("the defect %(number)s is corrected"),
    "wont_fix": _("the defect %(number)s will not be corrected"),
    "sending": _("taken back before it left"),
}
RULES: Words = {
    "auto-reply": _("an automatic reply"),
    "bounce": _("a bounce"),
    "list": _("a mailing list"),
    "receipt": _("a receipt"),
    "ours": _("a letter of our own"),
    "archive": _("older than the mailbox: archive"),
    "blocked": _("its sender is blocked"),
    "forward": _("a colleague passed it on, but it is not certain who wrote it"),
}
VERBS: Words = {
    "ask": _("question"),
    "tell": _("word of progress"),
    "answer": _("answer to the point"),
}
MACROS: Words = {**VERBS, "note": _("note")}
SPOKEN: Words = {
    "call": _("call"),
    "visit": _("visit"),
}
SIGNED: Words = {
    "smime": _("signed, the signature is kept"),
    "pgp": _("signed, the signature is kept"),
}
RUNGS: Words = {
    "1": _("office manager"),
    "2": _("central service"),
    "3": _("head of support"),
}
WHY_CLOSED: Words = {
    "answered": _("nothing more came after the answer"),
    "thanked": _("the customer thanked"),
    "no_reply": _("no reply from the customer"),
    "unanswered": _("before the desk began to answer"),
    "withdrawn": _("the customer needs it no more"),
    "spam": _("spam"),
    "by_hand": _("by hand"),
    "merged": _("merged with another ticket"),
}
WHY_CALLED_OFF: Words = {
    "taken": _("somebody has taken it in hand"),
    "closed": _("the ticket is closed"),
    "quiet": _("the desk is quiet"),
}
BY_HAND = ("withdrawn", "spam", "by_hand")
"""What staff may name when they close a ticket."""
LETTERS: Words = {
    "acknowledge": _("acknowledgement"),
    "carry": _("letter of a colleague"),
    "carry_copy": _("copy of it for who takes part"),
    "confess": _("confession of lateness"),
    "climbed": _("letter of an escalation"),
    "nudge": _("reminder to the customer"),
    "continued": _("the work goes on"),
    "release": _("waits for a release"),
    "corrected": _("moments after a correction"),
    "recounted": _("moments after a change of the calendar"),
    "say_merged": _("under which number it goes on"),
    "closed": _("closed without a reply"),
    "gathered": _("several letters in one"),
    "send_code": _("code for signing in"),
    "tell_manager": _("notice to the manager"),
    "tell_holder": _("notice to the holder of the rung"),
    "tell_assignee": _("notice to the assignee"),
    "call_out": _("call to whoever is on duty"),
    "call_unanswered": _("nobody on duty accepted"),
    "call_unanswered_head": _("nobody on duty accepted"),
    "tell_returned": _("notice that a letter came back"),
    "tell_assigned": _("notice of a request given"),
    "tell_staff": _("digest to a colleague"),
    "welcome": _("link for choosing a password"),
    "send_digest": _("what is on the ladder"),
    "tell_of_rating": _("the answer did not help"),
    "test_letter": _("test of a mailbox"),
    "tell_administrators": _("a mailbox in trouble"),
}
OUTBOUND: Words = {
    "shown": _("only shown, the desk is quiet"),
    "queued": _("is about to leave"),
    "sending": _("is leaving"),
    "sent": _("sent"),
    "failed": _("did not leave"),
    "gathered": _("is about to leave, in one letter with others"),
    "joined": _("left in one letter with others"),
    "stale": _("out of date, not sent"),
}


def reasons(because: Iterable[Mapping[str, Any]]) -> list[str]:
    """Reasons as sentences."""
    return [said(BECAUSE, str(one.get("code", ""))) for one in because]
