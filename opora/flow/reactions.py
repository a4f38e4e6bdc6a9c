"""All consequences, in one table: what follows when an event was noted. Reactions only add rows, never send."""

from collections.abc import Callable, Mapping, Sequence

from opora.core import events as e
from opora.core.step import Noted, Step
from opora.flow.call_out import begin_calls, tell_called, tell_head_unanswered, tell_manager_unanswered
from opora.flow.carry import carry
from opora.flow.drafts import drop_with
from opora.flow.leave_work import begin_duties, begin_lift, begin_passing, begin_recount
from opora.flow.returned import tell_returned
from opora.flow.ring import ring, silence
from opora.flow.tell_administrators import tell_administrators
from opora.flow.tell_colleague import send_digest, send_test_letter, send_welcome
from opora.flow.tell_contact import send_code
from opora.flow.tell_customer import (
    acknowledge,
    confess,
    say_climbed,
    say_closed,
    say_continued,
    say_corrected,
    say_duties,
    say_merged,
    say_nudge,
    say_recounted,
    say_release,
    say_reminded,
)
from opora.flow.tell_gathered import send_gathered
from opora.flow.tell_notices import send_notices
from opora.flow.tell_staff import (
    tell_assigned,
    tell_assignee,
    tell_head,
    tell_holder,
    tell_manager,
    tell_of_rating,
)

Reaction = Callable[[Step, Noted], None]

REACTIONS: Mapping[type[e.Event], Sequence[Reaction]] = {
    e.Opened: [acknowledge, begin_calls],
    e.AnsweringReached: [acknowledge, begin_calls],
    e.Readdressed: [acknowledge, begin_calls],
    e.Received: [tell_assignee, begin_calls],
    e.Assigned: [tell_assigned],
    e.Asked: [carry],
    e.Told: [carry],
    e.Answered: [carry],
    e.AwaitsRelease: [say_release],
    e.Corrected: [say_corrected, begin_calls],
    e.Gained: [say_corrected],
    e.TookIn: [say_merged],
    e.Rejected: [say_continued],
    e.Missed: [tell_manager],
    e.Confessed: [confess],
    e.Climbed: [say_climbed, tell_holder],
    e.Reminded: [say_reminded, tell_holder, begin_calls],
    e.HolderReplaced: [tell_holder],
    e.CalledOut: [tell_called, ring],
    e.DutyAccepted: [silence],
    e.CalledOff: [silence],
    e.CallsUnanswered: [tell_manager_unanswered, tell_head_unanswered],
    e.WrittenToHead: [tell_head],
    e.LetterReturned: [tell_returned],
    e.Nudged: [say_nudge],
    e.Closed: [say_closed, drop_with],
    e.Recounted: [say_recounted],
    e.DutiesCounted: [say_duties],
    e.CalendarChanged: [begin_recount],
    e.DutyEntered: [begin_duties],
    e.DutyWithdrawn: [begin_duties],
    e.AbsenceEntered: [begin_passing],
    e.StaffLeft: [begin_passing],
    e.PurchaseRecorded: [begin_lift],
    e.ContractRecorded: [begin_lift],
    e.ContactJoined: [begin_lift],
    e.WelcomeGiven: [send_welcome],
    e.TestLetterAsked: [send_test_letter],
    e.CodeAsked: [send_code],
    e.MailboxAlarmed: [tell_administrators],
    e.LadderListed: [send_digest],
    e.Rated: [tell_of_rating],
    e.NoticesJoined: [send_notices],
    e.LettersGathered: [send_gathered],
}
