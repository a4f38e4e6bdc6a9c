"""The Damm check digit: catches every single wrong digit and every swap of neighbours."""

# The totally anti-symmetric quasigroup of order 10 from H. M. Damm's dissertation (2004).
_TABLE = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(digits: str) -> int:
    """The digit which, appended, makes the number valid. Raises ValueError on anything but decimal digits."""
    row = 0
    for digit in digits:
        row = _TABLE[row][int(digit)]
    return row


def with_check_digit(number: int) -> str:
    """The number's digits with the check digit behind them."""
    return f"{number}{check_digit(str(number))}"


def without_check_digit(digits: str) -> int | None:
    """The number before its check digit; null when the digit does not fit or there are other signs."""
    if not digits.isascii() or not digits.isdigit() or len(digits) < 2 or check_digit(digits) != 0:
        return None
    return int(digits[:-1])
