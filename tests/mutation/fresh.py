"""A pytest plugin of `./run mutate`: nothing that a test computed is remembered for the next one.

Mutants are tried in forks of a process that has run the tests already. A calendar cached there was made by the code as
it is, and no test would ever see the mutant.
"""

import functools
import gc
from typing import Any

import pytest

CACHE: Any = type(functools.lru_cache(int))
_found: list[Any] = []


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish() -> None:
    """Finds the caches of ours: they stand in modules, and all of these are imported now."""
    _found[:] = [
        one for one in gc.get_objects() if type(one) is CACHE and str(one.__module__).startswith(("opora.", "tests."))
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Empties them."""
    for cache in _found:
        cache.cache_clear()
