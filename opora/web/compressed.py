"""Pages, styles and scripts go compressed over the line: a page of the desk is a fifth of itself then."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json", "application/problem+json", "image/svg+xml", "application/javascript")


class CompressionMiddleware(GZipMiddleware):
    """Texts alone, and whole answers alone: a file of a customer is sent as it is, piece by piece.

    Django adds a random length to each answer, so that its size tells nobody what secret of the page they guessed.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where the browser wants it."""
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(TEXTS):
            return response
        return super().process_response(request, response)
