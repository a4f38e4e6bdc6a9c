"""What must hold of the journal itself (`opora doctor`)."""

from django.utils.translation import gettext_lazy as _

from opora.lib.laws import Law

LOST = _("What is lost here is in no other place: restore it from a backup, and find out who wrote to the database.")

LAWS = (
    Law(
        name="sequence",
        rule="P5",
        # The index alone is read.
        sql="""
            SELECT subject, subject_id AS id, COUNT(*) AS events, MIN(sequence) AS first, MAX(sequence) AS last
            FROM ledger_event GROUP BY subject, subject_id
            HAVING MIN(sequence) <> 1 OR COUNT(*) <> MAX(sequence) OR COUNT(DISTINCT sequence) <> COUNT(*)
        """,
        sentence=_("Its ledger has %(events)s events, numbered from %(first)s to %(last)s."),
        why=_("Everything that we say of a ticket follows from its events: one that is missing makes all that untrue."),
        mend=LOST,
    ),
    Law(
        name="backwards",
        rule="T4",
        sql="""
            SELECT e.id, e.sequence FROM (
                SELECT subject_id AS id, sequence, at,
                       LAG(at) OVER (PARTITION BY subject_id ORDER BY sequence) AS before
                FROM ledger_event WHERE subject = 'ticket'
            ) AS e WHERE e.at < e.before AND e.at < [e.before less five minutes]
        """,
        sentence=_("Its event %(sequence)s lies more than five minutes before the one that it follows."),
        why=_("Moments are counted from the instants of events: one that was entered too early is due too early."),
        mend=_("A clock was wrong then: look at the time of the machines, and at what this ticket was promised."),
    ),
)
