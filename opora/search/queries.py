"""Reading words: the parts of which the rooms above put their questions together."""

from django.db.models import Q, QuerySet

from opora.search.models import Word

__all__ = ["begins", "rows_with", "words"]


def words() -> QuerySet[Word]:
    """All of them, to stand inside a larger question."""
    return Word.objects.all()


def begins(word: str) -> Q:
    """Words that begin so: a range of the index, since UTF-8 has no byte 255."""
    first = word.encode()
    return Q(text__gte=first, text__lt=first + b"\xff")


def rows_with(subject: str, word: str) -> QuerySet[Word, int]:
    """The rows of a subject that have a word with this beginning, to stand inside a larger question."""
    return Word.objects.filter(begins(word), subject=subject).values_list("row", flat=True)
