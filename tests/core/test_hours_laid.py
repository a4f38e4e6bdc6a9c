"""The axis of open time is laid once over the years that are asked for, and only ever grows (opora.core.hours.axis)."""

from opora.core.hours.axis import DAY, HOUR, Axis, Stretches, new_year


def _nine_to_six(year: int) -> Stretches:
    days = range(new_year(year) // DAY, new_year(year + 1) // DAY)
    return [(day * DAY + 9 * HOUR, day * DAY + 18 * HOUR) for day in days]


def test_what_is_laid_already_is_not_laid_again() -> None:
    axis = Axis(_nine_to_six)
    may = new_year(2026) + 130 * DAY
    laid = axis.over(may, may + DAY)
    assert laid.years == (2026, 2026)
    # To the very end of the year, and from its fourth day on.
    for start, end in ((may, may), (may, new_year(2027)), (new_year(2026) + 3 * DAY, may)):
        assert axis.over(start, end) is laid


def test_what_reaches_further_is_laid_with_what_was() -> None:
    axis = Axis(_nine_to_six)
    axis.over(new_year(2026) + 130 * DAY, new_year(2026) + 131 * DAY)
    wider = axis.over(new_year(2028) + 10 * DAY, new_year(2028) + 20 * DAY)
    assert wider.years == (2026, 2028)
    # The second of January asks for the year before it, since its stretches may reach over midnight of another zone.
    assert axis.over(new_year(2026) + 130 * DAY, new_year(2028)) is wider
    assert axis.over(new_year(2026) + 1 * DAY, new_year(2026) + 2 * DAY).years == (2025, 2028)
    assert axis.over(new_year(2030) + 10 * DAY, new_year(2030) + 20 * DAY).years == (2025, 2030)
