"""The files that take long begin: what is left to the end is short, so that no worker of xdist waits for another."""

import pytest

# By seconds of a run, the longest first; all others follow as pytest-django orders them, those without a database last.
LONGEST = (
    "web/test_rights.py",
    "cli/test_history.py",
    "weeks/test_faults.py",
    "weeks/test_weeks.py",
    "web/test_browser.py",
    "web/test_axe.py",
    "cli/test_demo.py",
    "cli/test_worker.py",
    "cli/test_check.py",
    "cli/test_setup.py",
    "cli/test_plain.py",
    "cli/test_bench.py",
    "parse/test_parse_bounds.py",
)
PLACES = {name: place for place, name in enumerate(LONGEST)}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Moves whole files; within each of them the order stays."""
    items.sort(key=lambda item: PLACES.get("/".join(item.path.parts[-2:]), len(PLACES)))
