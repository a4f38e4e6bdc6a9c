"""What must hold of tickets, their messages and their ledgers (`opora doctor`)."""

from django.utils.translation import gettext_lazy as _

from opora.ledger.laws import LOST
from opora.lib.laws import Law, orphans

SAID = "('Received', 'Asked', 'Told', 'Answered', 'NoteWritten')"
WORKING = "('received', 'office', 'central', 'research')"
MESSAGE = "CAST([e.payload.message] AS BIGINT)"

LAWS = (
    Law(
        name="forgotten",
        rule="P4",
        sql="""
            SELECT id, stage FROM tickets_ticket WHERE NOT (
                (stage = 'closed' AND next_at IS NULL AND next_kind = '' AND closed_at IS NOT NULL)
                OR (stage <> 'closed' AND next_at IS NOT NULL AND next_kind <> '' AND closed_at IS NULL)
            )
        """,
        sentence=_("Its stage is “%(stage)s”, and its next moment says something else."),
        why=_("An open ticket without a next moment is forgotten: no worker and no list comes to it any more."),
        by_ledger=True,
    ),
    Law(
        name="stage",
        rule="P3, P7",
        sql=f"""
            SELECT t.id, t.stage FROM tickets_ticket t LEFT JOIN (
                SELECT subject_id, MAX(sequence * 8 + CASE
                    WHEN type IN ('Closed', 'Merged') THEN 1 WHEN type IN ('Answered', 'Reopened') THEN 2
                    WHEN type = 'Asked' THEN 3 WHEN type = 'AwaitsRelease' THEN 4 ELSE 5 END) % 8 AS led_to
                FROM ledger_event WHERE subject = 'ticket' AND type IN
                    ('Closed', 'Merged', 'Answered', 'Reopened', 'Asked', 'AwaitsRelease', 'Rejected')
                GROUP BY subject_id
            ) AS l ON l.subject_id = t.id
            WHERE NOT CASE COALESCE(l.led_to, 0)
                WHEN 1 THEN t.stage = 'closed' WHEN 2 THEN t.stage = 'answered'
                WHEN 3 THEN t.stage IN ('waiting', 'release') OR t.stage IN {WORKING}
                WHEN 4 THEN t.stage = 'release' ELSE t.stage IN {WORKING} END
        """,
        sentence=_("Its stage is “%(stage)s”, to which its last events do not lead."),
        why=_("The stage says what is owed and what the customer sees; a ticket closed by mistake is seen by nobody."),
        by_ledger=True,
    ),
    Law(
        name="opened",
        rule="L7",
        sql="""
            SELECT t.id FROM tickets_ticket t
            LEFT JOIN ledger_event e ON e.subject = 'ticket' AND e.subject_id = t.id AND e.sequence = 1
            WHERE e.id IS NULL OR e.type <> 'Opened'
            UNION ALL SELECT subject_id FROM ledger_event
            WHERE type = 'Opened' AND subject = 'ticket' AND sequence <> 1
        """,
        sentence=_("Its ledger does not begin with “Opened”, or has it twice."),
        why=_("Level, figures and calendar are pinned there; without it nothing of the ticket can be derived."),
        mend=LOST,
    ),
    Law(
        name="stray",
        rule="P5",
        sql="""
            SELECT e.subject_id AS id FROM ledger_event e LEFT JOIN tickets_ticket t ON t.id = e.subject_id
            WHERE e.subject = 'ticket' AND e.sequence = 1 AND t.id IS NULL
        """,
        sentence=_("It has a ledger, and its own row is gone."),
        why=_("A ticket is never removed: its customer waits for an answer, and nobody can see the ticket."),
        mend=LOST,
    ),
    Law(
        name="message",
        rule="5",
        sql=f"""
            SELECT m.ticket_id AS id, m.id AS message FROM tickets_message m WHERE m.id IN (
                SELECT id FROM tickets_message
                EXCEPT SELECT {MESSAGE} FROM ledger_event e WHERE e.subject = 'ticket' AND e.type IN {SAID}
            )
        """,
        sentence=_("Message %(message)s has no event: the ledger does not know that it was written."),
        why=_("What no event tells of starts no clock and meets no promise, though it stands in the conversation."),
        mend=_("Find out how it came there, and enter what it says anew by the desk or by a letter."),
    ),
    Law(
        name="unwritten",
        rule="5",
        sql=f"""
            SELECT e.subject_id AS id, e.sequence, e.type FROM ledger_event e
            LEFT JOIN tickets_message m ON m.id = {MESSAGE}
            WHERE e.subject = 'ticket' AND e.type IN {SAID} AND m.id IS NULL
        """,
        sentence=_("The message of its event %(sequence)s (%(type)s) is gone."),
        why=_("Clocks count by a message that nobody can read any more."),
        mend=LOST,
    ),
    Law(
        name="merged",
        rule="P6",
        sql="""
            SELECT id FROM (
                SELECT id FROM tickets_ticket WHERE merged_into_id IS NOT NULL
                EXCEPT SELECT subject_id FROM ledger_event WHERE type = 'Merged'
            ) AS unsaid UNION ALL SELECT id FROM (
                SELECT subject_id AS id FROM ledger_event WHERE type = 'Merged'
                EXCEPT SELECT id FROM tickets_ticket WHERE merged_into_id IS NOT NULL
            ) AS undone
        """,
        sentence=_("Whether it goes on in another ticket is one thing in its row and another in its ledger."),
        why=_("Letters of its customer go to the other ticket, or stay where nobody works any more."),
        mend=_("Read its history; then set, or empty, the ticket that it goes on in, by hand."),
    ),
    Law(
        name="called",
        rule="O3",
        sql="""
            SELECT id, number FROM (
                SELECT ticket_id AS id, number, user_id FROM tickets_dutycall
                EXCEPT SELECT e.subject_id, CAST([e.payload.number] AS BIGINT), CAST([e.payload.user] AS BIGINT)
                FROM ledger_event e WHERE e.type = 'CalledOut'
            ) AS unsaid UNION ALL SELECT id, number FROM (
                SELECT e.subject_id AS id, CAST([e.payload.number] AS BIGINT) AS number,
                    CAST([e.payload.user] AS BIGINT) AS user_id
                FROM ledger_event e WHERE e.type = 'CalledOut'
                EXCEPT SELECT ticket_id, number, user_id FROM tickets_dutycall
            ) AS undone
        """,
        sentence=_("Its call %(number)s to staff on duty stands in its row or in its ledger, not in both."),
        why=_("Who was called when has to be on the ticket, and the next person is called by these rows."),
        mend=_("Ask who was on duty whether they were called."),
    ),
    Law(
        name="calling",
        rule="O3",
        sql="""
            SELECT c.ticket_id AS id, c.number FROM tickets_dutycall c JOIN tickets_ticket t ON t.id = c.ticket_id
            WHERE c.next_at IS NOT NULL AND t.stage = 'closed'
        """,
        sentence=_("It is closed, and staff on duty are still called to it."),
        why=_("People are woken at night for something that is over."),
        mend=_("It ends as soon as one of those who are called accepts; tell them."),
    ),
    Law(
        name="orphan",
        rule="L1",
        sql=" UNION ALL ".join([
            orphans("participant", "tickets_participant", "ticket_id", "tickets_ticket"),
            orphans("message", "tickets_message", "ticket_id", "tickets_ticket"),
            orphans("file", "tickets_attachment", "message_id", "tickets_message"),
        ]),
        sentence=_("It belongs to row %(missing)s, which is not there."),
        why=_("What belongs to nothing is shown nowhere: words or files of a customer are lost to sight."),
        mend=LOST,
    ),
)  # fmt: skip
