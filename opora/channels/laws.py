"""What must hold of letters that came in and go out, and of all that is to be told (`opora doctor`)."""

from django.utils.translation import gettext_lazy as _

from opora.ledger.laws import LOST
from opora.lib.laws import Law, orphans


def _comes_of(what: str, table: str) -> str:
    """Rows that name an event that is not there, or that of another ticket."""
    return f"""
        SELECT '{what}' AS subject, o.id, o.event_id AS event FROM {table} o
        LEFT JOIN ledger_event e ON e.id = o.event_id
        WHERE o.event_id IS NOT NULL AND (e.id IS NULL OR (e.subject = 'ticket' AND e.subject_id <> o.ticket_id))
    """


LAWS = (
    Law(
        name="letter-of",
        rule="5",
        sql=" UNION ALL ".join(
            _comes_of(what, f"channels_{table}")
            for what, table in (("letter", "outbound"), ("notice", "notice"), ("ring", "ring"))
        ),
        sentence=_("It was written because of event %(event)s, which is not there or is another ticket's."),
        why=_("By its event a letter is written once; without it nobody knows what it answered, or whether it was."),
        mend=LOST,
    ),
    Law(
        name="unsent",
        rule="P1",
        sql="""
            SELECT e.subject_id AS id, e.at FROM ledger_event e
            WHERE e.type = 'Informed' AND e.subject = 'ticket' AND [e.payload.letter] <> 'call'
            EXCEPT SELECT o.ticket_id, o.created_at FROM channels_outbound o
        """,
        sentence=_("By its ledger a letter told the customer a moment, and there is no such letter."),
        why=_("We count on it that the customer knows: they may wait, or think that they were forgotten."),
        mend=_("Write to the customer what is promised and until when."),
    ),
    Law(
        name="filed",
        rule="L1",
        subject="inbound",
        sql="""
            SELECT i.id FROM channels_inboundmail i
            WHERE i.state = 'filed' AND (i.ticket_id IS NULL OR i.message_id IS NULL)
            UNION SELECT id FROM (
                SELECT id FROM channels_inboundmail WHERE state = 'filed'
                EXCEPT SELECT subject_id FROM ledger_event WHERE type = 'LetterFiled' AND subject = 'letter'
            ) AS unsaid
        """,
        sentence=_("It counts as filed, and its ticket, its message or its event is gone."),
        why=_("No letter is lost: what a customer wrote has to stand in a ticket."),
        mend=_("Its bytes are kept: read the letter there, and log what it says by the desk."),
    ),
    Law(
        name="filed-once",
        rule="L1",
        subject="inbound",
        sql="""
            SELECT MIN(id) AS id, MAX(id) AS other FROM channels_inboundmail
            WHERE state = 'filed' AND letter_key <> '' GROUP BY letter_key HAVING COUNT(*) > 1
            UNION SELECT MIN(id), MAX(id) FROM channels_inboundmail
            WHERE state = 'filed' AND message_id IS NOT NULL GROUP BY message_id HAVING COUNT(*) > 1
            UNION SELECT subject_id, subject_id FROM ledger_event
            WHERE type = 'LetterFiled' AND subject = 'letter' GROUP BY subject_id HAVING COUNT(*) > 1
        """,
        sentence=_("One letter was filed twice; the other row is %(other)s."),
        why=_("The customer's words stand twice, perhaps in two tickets, and two people answer."),
        mend=_("Merge the two tickets, or close one of them."),
    ),
    Law(
        name="orphan",
        rule="L1",
        sql=orphans("letter", "channels_outbound", "ticket_id", "tickets_ticket"),
        sentence=_("It belongs to row %(missing)s, which is not there."),
        why=_("What belongs to nothing is shown nowhere: words or files of a customer are lost to sight."),
        mend=LOST,
    ),
)
