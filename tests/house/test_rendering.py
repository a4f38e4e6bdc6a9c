"""The guard over templates (wall 7) is put to the test with a template that asks the database."""

import pytest
from django.template import engines

from opora.accounts.queries import staff
from tests.rendering import QueryWhileRendering

pytestmark = pytest.mark.django_db


def test_a_template_that_asks_the_database_fails() -> None:
    template = engines["django"].from_string("{% for one in people %}{{ one.email }}{% endfor %}")
    with pytest.raises(QueryWhileRendering, match="accounts_user"):
        template.render({"people": staff})


def test_a_template_that_was_handed_everything_does_not() -> None:
    template = engines["django"].from_string("{% for one in people %}{{ one }}{% empty %}nobody{% endfor %}")
    assert template.render({"people": staff()}) == "nobody"


def test_exempt_pages_may_ask() -> None:
    from django.template.backends.django import Template

    template = engines["django"].from_string("{{ people|length }}")
    assert isinstance(template, Template)
    template.template.name = "admin/index.html"
    assert template.render({"people": staff}) == "0"
