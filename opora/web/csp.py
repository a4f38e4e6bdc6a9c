"""The content security policy, under the setting name of Django 6 (`SECURE_CSP`)."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ContentSecurityPolicyMiddleware:
    """Adds the header to every answer that has none of its own. Works under ASGI by Django's own adaption."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = _spelled(settings.SECURE_CSP)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response


def with_pictures(response: HttpResponse) -> HttpResponse:
    """The same policy for a page whose reader has asked for pictures from elsewhere: these may come, over TLS."""
    pictures = [*settings.SECURE_CSP["img-src"], "https:"]
    response["Content-Security-Policy"] = _spelled(settings.SECURE_CSP | {"img-src": pictures})
    return response


def _spelled(policy: Mapping[str, list[str]]) -> str:
    return "; ".join(f"{name} {' '.join(values)}" for name, values in policy.items())
