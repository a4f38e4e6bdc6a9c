"""What every test stands on: an environment of its own, services to start, and no skips.

Django is set up here and not by pytest's own option, because the settings read OPORA_* from the environment and
pytest-django would load them before any file of ours could set it.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# --hypothesis-profile=long or quick; tests/core/drawn.py says how many examples each of them draws. Without one of them
# every run draws the same, and no run is another one for what an earlier one has found.
for name in ("long", "quick"):
    settings.register_profile(name, database=None)
settings.register_profile("gate", derandomize=True, database=None)
if settings.get_current_profile_name() == "default":
    settings.load_profile("gate")

pytest_plugins = [
    "tests.emptied",
    "tests.figures",
    "tests.no_skips",
    "tests.once",
    "tests.order",
    "tests.rendering",
    "tests.services.fixtures",
]


def pytest_configure(config: pytest.Config) -> None:
    """Sets Django up, unless the run is one of the pure core (-p no:django). Under xdist each worker does it for
    itself: what the controller put into the environment, its workers would find there too early."""
    controls = config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput")
    if controls or not config.pluginmanager.hasplugin("django"):
        return
    from django.conf import settings

    if settings.configured:
        raise pytest.UsageError("unset DJANGO_SETTINGS_MODULE: the tests name the settings after their own environment")
    data = environment()
    config.add_cleanup(lambda: shutil.rmtree(data, ignore_errors=True))
    import django

    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        # A file as in production: in memory, SQLite locks tables in another way and knows no WAL.
        settings.DATABASES["default"]["TEST"] = {"NAME": str(data / "test.sqlite3")}
    django.setup()


def environment() -> Path:
    """OPORA_* as a test wants them. Only the database may be named from outside: the gate runs on two."""
    data = Path(tempfile.mkdtemp(prefix="opora-test-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "opora.config.settings"
    os.environ["OPORA_DATA_DIR"] = str(data)
    os.environ["OPORA_SECRET_KEY"] = "not a secret: for tests alone, fifty characters or more"
    os.environ.setdefault("OPORA_DATABASE_URL", f"sqlite:///{data}/opora.sqlite3")
    return data
