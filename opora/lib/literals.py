"""Values that stand in the words of a statement, where the database must see them to choose its way."""

from typing import Any

from django.db.models import Value


class Literal(Value):
    """A plain word of the code, written into the statement and not bound to it.

    SQLite takes a partial index when the statement says what the index says. A single bound value it compares with
    that; of a list that is bound it knows nothing, and reads the whole table.
    """

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """Quoted as it is: there is nothing in it to quote."""
        assert isinstance(self.value, str)
        assert self.value.isidentifier()
        return f"'{self.value}'", ()


def literals(*words: str) -> list[Literal]:
    """For ``state__in``, as the condition of the index lists them: in its order."""
    return [Literal(word) for word in words]
