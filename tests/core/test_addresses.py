"""Domains in letters of their own. The ASCII forms of пример and рф are those that IANA publishes."""

import pytest

from opora.core.addresses import for_mail, readable


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ivan@Пример.РФ ", "ivan@xn--e1afmkfd.xn--p1ai"),
        ("ivan@пример.example.org", "ivan@xn--e1afmkfd.example.org"),
        ("Anna@Gear.example.org", "anna@gear.example.org"),
        ("ivan@xn--e1afmkfd.xn--p1ai", "ivan@xn--e1afmkfd.xn--p1ai"),
        # None of these is an address of a mail server; whoever checks it says so.
        ("иван@gear.example.org", "иван@gear.example.org"),
        ("ivan@пример..рф", "ivan@пример..рф"),
        (f"ivan@{'ж' * 64}.рф", f"ivan@{'ж' * 64}.рф"),
        (f"ivan@{'ж' * 300}", f"ivan@{'ж' * 300}"),
        ("", ""),
    ],
)
def test_a_domain_goes_to_the_servers_in_ascii(typed: str, kept: str) -> None:
    assert for_mail(typed) == kept


def test_and_comes_back_to_people_in_its_letters() -> None:
    assert readable("ivan@xn--e1afmkfd.xn--p1ai") == "ivan@пример.рф"
    assert readable("anna@gear.example.org") == "anna@gear.example.org"
    assert readable("ivan@xn--a-жж.test") == "ivan@xn--a-жж.test"
    assert readable("") == ""
