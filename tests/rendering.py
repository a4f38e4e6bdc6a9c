"""Wall 7: rendering issues no query. In every test a template that asks the database while it is rendered fails.

Pages of other people's apps are exempt by the folder of their templates: admin/, allauth's account/ and mfa/, axes/.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

EXEMPT = ("admin/", "account/", "mfa/", "socialaccount/", "axes/")


class QueryWhileRendering(AssertionError):
    """A template asked the database; the view should have handed it what it shows."""


@contextmanager
def no_queries(template: str) -> Iterator[None]:
    """Refuses every query inside."""
    from django.db import connections

    def refuse(_execute: Any, sql: str, *_rest: Any) -> None:
        raise QueryWhileRendering(f"{template} asks: {sql[:300]}")

    with ExitStack() as stack:
        for connection in connections.all(initialized_only=True):
            stack.enter_context(connection.execute_wrapper(refuse))
        yield


@pytest.fixture(scope="session", autouse=True)
def rendering_is_pure(request: pytest.FixtureRequest) -> Iterator[None]:
    """Guards all templates of Django, for the whole run."""
    if not request.config.pluginmanager.hasplugin("django"):
        yield
        return
    from django.template.backends.django import Template

    plain = Template.render

    def guarded(self: Template, context: Any = None, request: Any = None) -> Any:
        name = str(self.origin.name if self.template.name is None else self.template.name)
        if name.startswith(EXEMPT):
            return plain(self, context, request)
        with no_queries(name):
            return plain(self, context, request)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Template, "render", guarded)
        yield
