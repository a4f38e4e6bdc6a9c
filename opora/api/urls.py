"""The addresses of the API, its description at openapi.json and its page at docs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Swagger
from ninja.openapi.schema import OpenAPISchema

from opora.api import calls, defects, letters, macros, organisations, tickets
from opora.api.problems import PROBLEM, problem, told_by


class Api(NinjaAPI):
    """Describes its problems under their own media type."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The description, as OpenAPI 3.1."""
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400:
                        response["content"] = {PROBLEM: response["content"]["application/json"]}
        return schema


class Docs(Swagger):
    """Ninja's page names no language and lets a telephone show it as a screen's."""

    template = "api/docs.html"


api = Api(
    title="Opora",
    version="1",
    urls_namespace="api",
    description="Tickets, customers and their support levels. Keys are made by `opora key add`.",
    # The badge of an online validator would ask a stranger's server about this desk.
    # Deep links would be links inside of buttons, which a screen reader cannot reach.
    docs=Docs(settings={"validatorUrl": None, "deepLinking": False}),
)
api.add_router("/tickets", tickets.router)
api.add_router("/defects", defects.router)
api.add_router("", organisations.router)
api.add_router("", calls.router)
api.add_router("", macros.router)
api.add_router("", letters.router)
told_by(api)


def _in_problems(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A method that an address does not know is answered by ninja in plain text."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        told = problem(405, "This address does not know that method; the header Allow names those it knows.")
        told["Allow"] = response["Allow"]
        return told

    return answer


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """An address that there isn't."""
    return problem(404, "There is no such address; /api/docs tells which there are.")


def _wrapped(patterns: list[URLResolver | URLPattern]) -> list[URLResolver | URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            # ninja finds its own addresses by that of the root, which answers nothing.
            pattern.callback = nowhere if pattern.name == "api-root" else _in_problems(pattern.callback)
    return patterns


_patterns, _app, _namespace = api.urls
urlpatterns: list[URLPattern | URLResolver] = [*_wrapped(_patterns), re_path("", nowhere)]
app_name = _namespace
