"""An error is named by its kind and place, never by its words."""

import sqlite3

import pytest
from django.db import IntegrityError

from opora.lib.trouble import where


def fall(words: str) -> None:
    raise ValueError(words)


def caught(words: str) -> Exception:
    with pytest.raises(ValueError, match=words) as found:
        fall(words)
    return found.value


def test_kind_and_place_are_named_and_the_words_are_not() -> None:
    told = where(caught("lena@example.org"))
    assert told.startswith("ValueError: ")
    assert "test_trouble:" in told
    assert "fall" in told
    assert "lena" not in told
    assert "/" not in told


def test_the_database_s_own_code_is_added() -> None:
    """The code of the database tells more than the kind, and holds no value of a column."""
    inner = sqlite3.IntegrityError("UNIQUE constraint failed: lena@example.org")
    inner.sqlite_errorname = "SQLITE_CONSTRAINT_UNIQUE"
    outer = IntegrityError("lena@example.org")
    outer.__cause__ = inner
    assert where(outer).startswith("IntegrityError (SQLITE_CONSTRAINT_UNIQUE)")


def test_an_error_never_raised_has_no_place() -> None:
    assert where(KeyError("lena@example.org")) == "KeyError"


def test_it_fits_its_column() -> None:
    def deep(left: int) -> None:
        if left:
            deep(left - 1)
        fall("deep")

    with pytest.raises(ValueError, match="deep") as found:
        deep(200)
    assert len(where(found.value)) <= 500
