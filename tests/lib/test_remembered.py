"""Reads are asked once inside, each time outside, and again after a write."""

from opora.lib.remembered import forget, remembered, remembering

asked: list[int] = []


@remembered
def double(number: int) -> int:
    asked.append(number)
    return 2 * number


def test_asked_once_inside_and_each_time_outside() -> None:
    asked.clear()
    assert double(2) == double(2) == 4
    assert asked == [2, 2]
    with remembering(), remembering():
        assert [double(3), double(3), double(4)] == [6, 6, 8]
    assert asked == [2, 2, 3, 4]
    double(3)
    assert asked == [2, 2, 3, 4, 3]


def test_a_write_is_seen() -> None:
    asked.clear()
    with remembering():
        double(5)
        forget()
        double(5)
    assert asked == [5, 5]
