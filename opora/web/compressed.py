"""Pages, styles and scripts go compressed over the line: a page of the desk is a fifth of itself then."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json", "application/problem+json", "image/svg+xml", "application/javascript")


class CompressionMiddleware:
    """Texts alone, and whole answers alone: a file of a customer is sent as it is, piece by piece.

    Django adds a random length to each answer, so that its size tells nobody what secret of the page they guessed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.compressed = GZipMiddleware(get_response).process_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(TEXTS):
            return response
        return self.compressed(request, response)
