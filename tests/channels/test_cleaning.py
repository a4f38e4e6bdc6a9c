"""What is left out of a letter is known by Unicode's own categories, sign by sign."""

import unicodedata

from opora.channels.letters.cleaning import clean, one_line


def test_controls_go_and_halves_of_pairs_are_replaced() -> None:
    for number in range(0x11000):
        sign = chr(number)
        category = "" if sign in "\n\t\r" else unicodedata.category(sign)
        expected = {"Cc": "", "Cs": "\ufffd"}.get(category, "\n" if sign == "\r" else sign)
        assert clean(f"a{sign}b") == f"a{expected}b", hex(number)


def test_a_line_is_one_line() -> None:
    assert one_line(" Сборка \r\n не\u2028открывается\u202e\x07 ") == "Сборка не открывается"
    assert one_line("  два   слова ") == "два слова"
