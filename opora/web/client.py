"""From where a request comes, as far as it can be told."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_of(request: HttpRequest) -> str:
    """The network address of the browser, to count by; of IPv6 the network that one household or office has.

    Behind a proxy (an https base URL says that there is one) it is the last name that the proxy added, since whatever
    stands before it was sent by the browser and may be anything.
    """
    said = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BASE_URL.startswith("https://"):
        said = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip() or said
    try:
        address = ip_address(said)
    except ValueError:
        return said[:100]
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
