"""What must hold of promises and of the next moment (`opora doctor`)."""

from django.utils.translation import gettext_lazy as _

from opora.ledger.laws import LOST
from opora.lib.laws import Law, orphans

LIVES = "p.met_at IS NULL AND p.missed_at IS NULL AND p.withdrawn_because = ''"
RUNS = f"{LIVES} AND p.paused_at IS NULL"
WORKED_ON = "('received', 'office', 'central', 'research', 'release')"

LAWS = (
    Law(
        name="next",
        rule="P4",
        sql=f"""
            SELECT t.id, t.next_kind FROM tickets_ticket t
            LEFT JOIN promises_promise p
                ON p.ticket_id = t.id AND p.kind = t.next_kind AND p.due_at = t.next_at AND {RUNS}
            WHERE t.next_at IS NOT NULL AND NOT CASE t.next_kind
                WHEN 'nudge' THEN t.stage = 'waiting' WHEN 'closing' THEN t.stage IN ('waiting', 'answered')
                ELSE p.id IS NOT NULL END
        """,
        sentence=_("Its next moment (%(next_kind)s) is none that is owed."),
        why=_("Lists and the worker go by the next moment alone: at another one the customer hears nothing in time."),
        by_ledger=True,
    ),
    Law(
        name="sooner",
        rule="P4",
        sql=f"""
            SELECT t.id, MIN(p.kind) AS kind FROM promises_promise p JOIN tickets_ticket t ON t.id = p.ticket_id
            WHERE t.next_at IS NOT NULL AND t.stage IN {WORKED_ON} AND {RUNS} AND p.due_at < t.next_at
            GROUP BY t.id
        """,
        sentence=_("Something is due before its next moment: %(kind)s."),
        why=_("Nobody sees it coming, and its miss is recorded and confessed too late."),
        by_ledger=True,
    ),
    Law(
        name="owed",
        rule="P4",
        sql=f"""
            SELECT t.id, MIN(p.kind) AS kind FROM promises_promise p JOIN tickets_ticket t ON t.id = p.ticket_id
            WHERE t.stage = 'closed' AND {LIVES} GROUP BY t.id
        """,
        sentence=_("It is closed, and something is still owed: %(kind)s."),
        why=_("Either it was closed by mistake, or figures count a promise that nobody has to keep."),
        by_ledger=True,
    ),
    Law(
        name="twice-owed",
        rule="P1",
        sql=f"""
            SELECT p.ticket_id AS id, p.kind FROM promises_promise p WHERE {LIVES}
            GROUP BY p.ticket_id, p.kind HAVING COUNT(*) > 1
        """,
        sentence=_("More than one promise of a kind lives on it: %(kind)s."),
        why=_("There is one next word, never a second; the customer would be told of two moments."),
        by_ledger=True,
    ),
    Law(
        name="torn",
        rule="P5",
        sql="""
            SELECT p.ticket_id AS id, MAX(l.last) AS last FROM promises_promise p
            JOIN (SELECT subject_id, MAX(sequence) AS last FROM ledger_event WHERE subject = 'ticket'
                  GROUP BY subject_id) AS l ON l.subject_id = p.ticket_id
            WHERE p.opened_by > l.last OR p.met_by > l.last GROUP BY p.ticket_id
        """,
        sentence=_("A promise of it names an event after %(last)s, the last one of its ledger."),
        why=_("The end of its ledger is missing: what was said or promised there is not known any more."),
        mend=LOST,
    ),
    Law(
        name="told",
        rule="P1",
        sql="""
            SELECT p.ticket_id AS id, p.told_at FROM promises_promise p WHERE p.told_at IS NOT NULL
            EXCEPT SELECT e.subject_id, e.at FROM ledger_event e
            WHERE e.type IN ('Informed', 'TookIn') AND e.subject = 'ticket'
        """,
        sentence=_("By a promise's row the customer was told of it at an instant at which nobody told them anything."),
        why=_("A miss is confessed of what the customer knows: we would say sorry for nothing, or keep silent."),
        by_ledger=True,
    ),
    Law(
        name="informed",
        rule="P1",
        sql="""
            SELECT e.subject_id AS id, e.sequence, MIN(k.key) AS kind FROM ledger_event e
            CROSS JOIN [keys of e.payload.moments]
            LEFT JOIN promises_promise p ON p.ticket_id = e.subject_id AND p.kind = k.key
            WHERE e.type = 'Informed' AND e.subject = 'ticket' AND p.id IS NULL GROUP BY e.subject_id, e.sequence
        """,
        sentence=_("By its event %(sequence)s the customer was told a moment that no promise has: %(kind)s."),
        why=_("The customer waits for something of which we do not know."),
        by_ledger=True,
    ),
    Law(
        name="confessed",
        rule="P1",
        sql="""
            SELECT p.ticket_id AS id, p.confessed_at FROM promises_promise p WHERE p.confessed_at IS NOT NULL
            EXCEPT SELECT e.subject_id, e.at FROM ledger_event e WHERE e.type = 'Confessed' AND e.subject = 'ticket'
        """,
        sentence=_("By a promise's row we said that we are late, and its ledger knows of no such letter."),
        why=_("Whoever was not told that we are late still waits."),
        by_ledger=True,
    ),
    Law(
        name="again",
        rule="P1",
        sql="""
            SELECT DISTINCT c.id FROM (
                SELECT e.subject_id AS id, e.type,
                       LAG(e.type) OVER (PARTITION BY e.subject_id ORDER BY e.sequence) AS before
                FROM ledger_event e
                WHERE e.subject = 'ticket'
                    AND e.subject_id IN (SELECT subject_id FROM ledger_event WHERE type = 'Confessed')
                    AND (e.type IN ('Confessed', 'Asked', 'Answered')
                         OR (e.type = 'Told' AND CAST([e.payload.repeat] AS TEXT) IN ('0', 'false')))
            ) AS c WHERE c.type = 'Confessed' AND c.before = 'Confessed'
        """,
        sentence=_("We said twice that we are late, and nobody of ours wrote in between."),
        why=_("A silent week brings one confession, then the ladder; two of them read like a machine's excuses."),
        mend=_("Write to the customer; then report it, since it can't happen."),
    ),
    Law(
        name="hushed",
        rule="P1",
        sql="""
            SELECT DISTINCT e.subject_id AS id FROM ledger_event e
            WHERE e.type = 'Confessed' AND e.subject = 'ticket' AND 'true' <> COALESCE((
                SELECT CAST(s.value AS TEXT) FROM offices_policysetting s
                WHERE s.name = 'answering' AND s.valid_from <= e.at
                ORDER BY s.valid_from DESC, s.recorded_at DESC LIMIT 1), 'false')
        """,
        sentence=_("We said that we are late while the desk was to write to nobody."),
        why=_("On a quiet desk no customer knows of us yet: such a letter would come out of the blue."),
        mend=_("See in the outbox whether it left, and write to the customer if it did."),
    ),
    Law(
        name="marks",
        rule="5",
        sql=f"""
            SELECT p.ticket_id AS id, p.kind FROM promises_promise p
            WHERE (p.warn_at IS NOT NULL OR p.soon_at IS NOT NULL)
                AND (NOT ({RUNS}) OR p.warn_at > p.due_at OR p.soon_at > p.due_at)
        """,
        sentence=_("It is marked as nearly late where nothing runs, or after its moment: %(kind)s."),
        why=_("Colleagues are warned of what is not near, or not warned of what is."),
        mend=_("Nothing to do: the next event on the ticket writes its marks anew."),
    ),
    Law(
        name="orphan",
        rule="P4",
        sql=orphans("promise", "promises_promise", "ticket_id", "tickets_ticket"),
        sentence=_("It belongs to row %(missing)s, which is not there."),
        why=_("What belongs to nothing is shown nowhere: words or files of a customer are lost to sight."),
        mend=LOST,
    ),
)
