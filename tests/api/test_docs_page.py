"""The page /api/docs: shown by a real browser under the desk's content security policy, with nothing from elsewhere."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.django_db]


def test_nothing_is_named_that_lies_elsewhere() -> None:
    page = Client().get("/api/docs")
    assert page.status_code == 200
    named = re.findall(r'(?:src|href)="([^"]+)"', page.content.decode())
    assert len(named) >= 4
    assert [one for one in named if not one.startswith(("/static/ninja/", "/static/opora/"))] == []
    for one in named:
        assert Client().get(one).status_code == 200, one
    assert "script-src" not in page["Content-Security-Policy"]
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert not re.search(r"<script>|<style|\son\w+=", page.content.decode())


def test_the_description_is_whole() -> None:
    described = Client().get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            answers = operation["responses"]
            assert {"400", "401", "403", "422"} < set(answers), (path, method)
            assert operation["description"], (path, method)
            problems = [answers[status]["content"] for status in answers if int(status) >= 400]
            assert all(list(one) == ["application/problem+json"] for one in problems)


@pytest.mark.browser
def test_a_browser_shows_it(live_server: LiveServer, page: Page) -> None:
    """`page` fails by itself when the policy has to stop anything."""
    page.goto(f"{live_server.url}/api/docs")
    expect(page.locator(".opblock")).to_have_count(19)
    page.get_by_text("/api/coverage").click()
    expect(page.get_by_text("Which level covers an organisation or a person on a day").first).to_be_visible()
