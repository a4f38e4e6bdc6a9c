"""Writing words, in the transaction of the row that they are of; its event says what happened, words are derived."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from opora.lib.rows import write_all_down
from opora.search.models import Word

AT_ONCE = 5000


def keep(subject: str, row: int, words: Iterable[str]) -> None:
    """These are the words of a row that has none yet."""
    write_all_down([Word(subject=subject, row=row, text=one.encode()) for one in sorted(set(words))])


def renew(subject: str, row: int, words: Iterable[str]) -> None:
    """These are the words of a row from now on; what stands already stays."""
    wanted = {one.encode() for one in words}
    rows = Word.objects.filter(subject=subject, row=row)
    known = {bytes(one) for one in rows.values_list("text", flat=True)}
    if known - wanted:
        rows.filter(text__in=known - wanted).delete()
    write_all_down([Word(subject=subject, row=row, text=one) for one in sorted(wanted - known)])


def fill(table: Any, subject: str, rows: Iterable[tuple[int, Iterable[str]]]) -> None:
    """The words of rows that were there before words were kept, for a migration, which knows the table as it was then.

    A word that stands already stays.
    """
    made = (table(subject=subject, row=row, text=one.encode()) for row, words in rows for one in sorted(set(words)))
    while batch := list(islice(made, AT_ONCE)):
        table.objects.bulk_create(batch, ignore_conflicts=True)
