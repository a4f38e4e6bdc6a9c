"""What a desk does once when it starts, or seldom and slowly on purpose, and tests would do again with every browser.

- whitenoise looks at every static file when the middleware is made, which is once a process, but in tests with each
  client: 8 ms;
- a password is hashed a million times over, 180 ms, so that guessing takes long. A thousand times say as much about who
  is let in. Where a browser is driven the desk is a process of its own, which does all of it;
- Python's collector of garbage goes through all that was read, again and again: tests, Django, Opora. It stays to the
  end, so the collector is told not to look there, which was a twentieth of all work.
"""

import gc
from collections.abc import Iterator
from typing import Any

import pytest

QUICK = 1000


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_at_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """For the whole run; again where the settings of static files are others."""
    if not request.config.pluginmanager.hasplugin("django"):
        yield
        return
    from whitenoise.middleware import WhiteNoiseMiddleware

    look = WhiteNoiseMiddleware.add_files_from_finders
    known: dict[tuple[object, ...], dict[str, Any]] = {}

    def look_once(self: WhiteNoiseMiddleware) -> None:
        asked = (self.static_prefix, self.max_age, self.charset, self.allow_all_origins)
        if asked not in known:
            look(self)
            known[asked] = dict(self.files)
        self.files.update(known[asked])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


def pytest_collection_finish() -> None:
    """All tests are read."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before each test: how much work a password is."""
    if not item.config.pluginmanager.hasplugin("django"):
        return
    from django.contrib.auth.hashers import PBKDF2PasswordHasher as Hasher

    full = item.config.stash.setdefault(FULL, Hasher.iterations)
    Hasher.iterations = full if item.get_closest_marker("browser") else QUICK


FULL = pytest.StashKey[int]()
