"""Figures that a test found out, shown at the end of the run: what a passed test prints is not shown, least of all by
the processes of xdist."""

import pytest

FIGURES = "figures"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each ``record_property("figures", ...)``."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
    lines = [said for report in reports for name, said in report.user_properties if name == FIGURES]
    if lines:
        terminalreporter.section(FIGURES)
        for line in lines:
            terminalreporter.write_line(line)
