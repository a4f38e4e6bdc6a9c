"""`./run mutate`: what became of the mutants is read and counted rightly. The run itself takes minutes."""

from pathlib import Path

from tests.mutation import verdicts
from tests.mutation.verdicts import Survivor

ROOT = Path(__file__).resolve().parents[2]
SHOWN = """\
# opora.core.hours.days.x_shortened__mutmut_2: survived
--- opora/core/hours/days.py
+++ opora/core/hours/days.py
@@ -1,6 +1,6 @@
 def shortened(intervals: tuple[Interval, ...], seconds: int) -> tuple[Interval, ...]:
-    kept = list(intervals)
+    kept = list(None)
     while kept and seconds > 0:
"""


def test_the_function_is_named_as_it_is_written() -> None:
    assert verdicts.function("opora.core.hours.days.xǁReasonǁsaid__mutmut_3") == "opora.core.hours.days.Reason.said"
    assert verdicts.function("opora.core.hours.days.x_shortened__mutmut_12") == "opora.core.hours.days.shortened"
    assert verdicts.function("opora.core.hours.axis.x__new_year__mutmut_1") == "opora.core.hours.axis._new_year"


def test_a_survivor_is_known_by_its_lines() -> None:
    one = verdicts.survivor("opora.core.hours.days.x_shortened__mutmut_2", SHOWN)

    assert one == Survivor("opora.core.hours.days.shortened", "kept = list(intervals)", "kept = list(None)")


def test_the_score_counts_what_was_noticed() -> None:
    """Three of five were noticed, one of which never ended; one of the two others is listed."""
    ends = ["killed", "killed", "timeout", "survived", "no tests"]
    found = {f"opora.core.hours.days.x_shortened__mutmut_{i}": end for i, end in enumerate(ends)}
    other = {"opora.core.bulk.x_add__mutmut_1": "killed"}

    lines = list(verdicts.table(found | other, [Survivor("opora.core.hours.days.shortened", "a", "b")]))

    assert [line.split() for line in lines[1:]] == [
        ["opora.core.bulk", "1", "1", "0", "0", "100.0%"],
        ["opora.core.hours.days", "5", "3", "2", "1", "60.0%"],
        ["all", "6", "4", "2", "1", "66.7%"],
    ]


def test_every_listed_survivor_has_its_reason() -> None:
    for one in verdicts.listed():
        assert one.was != one.became
        assert one.function.startswith("opora.core.")


def test_every_listed_survivor_still_stands_in_the_code() -> None:
    """A row whose line is gone says nothing of anything."""
    for one in verdicts.listed():
        names = one.function.split(".")
        modules = (ROOT.joinpath(*names[:count]).with_suffix(".py") for count in range(len(names), 0, -1))
        text = next(path for path in modules if path.exists()).read_text(encoding="utf-8")
        assert one.was in " ".join(line.strip() for line in text.splitlines()), one
        assert f"def {names[-1]}(" in text, one
