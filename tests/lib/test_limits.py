"""Limits of files as the environment names them. Expected by hand."""

import pytest

from opora.lib import limits


def test_what_is_not_named_is_as_usual() -> None:
    assert limits.read([]) == {"form": 20, "desk": 20, "api": 7, "mail": 100, "ticket": 1000, "letter": 10}
    assert limits.read(["form=5", " mail = 30 "]) == {
        "form": 5, "desk": 20, "api": 7, "mail": 30, "ticket": 1000, "letter": 10,
    }  # fmt: skip


@pytest.mark.parametrize(
    "said", ["form", "form=", "form=0", "form=-1", "form=1.5", "form=٣", "letters=5", "=5", "form=1000001"]
)
def test_what_is_no_limit_is_an_error_that_says_so(said: str) -> None:
    with pytest.raises(ValueError, match="is no limit: form, desk, api, mail, ticket, letter, each with megabytes"):
        limits.read([said])


def test_a_megabyte_has_so_many_bytes() -> None:
    # 20 x 1024 x 1024
    assert (limits.megabytes("form"), limits.most("form")) == (20, 20_971_520)
