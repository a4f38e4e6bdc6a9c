"""Who asks: in which language pages speak to them, and from which address of the network they come."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

UNKNOWN = "0.0.0.0"


class SpeakTheirLanguage:
    """Puts the signed-in person's language over what the browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


def client_address(request: HttpRequest) -> str:
    """The client's address: the peer's, or behind OPORA_PROXIES proxies what the outermost of them wrote down.

    What stands further left in X-Forwarded-For came with the request, and anybody can write anything there.
    """
    said = request.headers.get("X-Forwarded-For", "").split(",")
    proxies = settings.PROXIES
    behind = said[-proxies].strip() if 0 < proxies <= len(said) else ""
    for found in (behind, request.META.get("REMOTE_ADDR", "")):
        try:
            return str(ip_address(found))
        except ValueError:
            continue
    return UNKNOWN
