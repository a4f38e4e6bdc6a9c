"""A test that did not run proves nothing: whatever was skipped or expected to fail is counted as a failure."""

from collections.abc import Generator

import pytest

NOT_ALLOWED = "no skips here: a test runs or is not there ({why})"


def _fail(report: pytest.TestReport | pytest.CollectReport) -> None:
    expected = getattr(report, "wasxfail", None)
    if expected is not None:
        why = f"expected to fail: {expected}"
        del report.wasxfail
    elif report.outcome == "skipped":
        why = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
    else:
        return
    report.outcome = "failed"
    report.longrepr = NOT_ALLOWED.format(why=why)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fails tests that were skipped, and those that were expected to fail, whether they did or not."""
    report = yield
    _fail(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fails files that skip themselves while they are read (importorskip and the like)."""
    report = yield
    _fail(report)
    return report
