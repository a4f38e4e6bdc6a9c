"""Who a key of the API is: the door through which an integration comes in."""

import hmac

from opora.accounts.keys import digest_of, parts
from opora.accounts.models import ApiKey

__all__ = ["ApiKey", "key_of"]

_NOBODY = digest_of("")


def key_of(text: str) -> ApiKey | None:
    """The key in force that this text is; null alike for a wrong, a revoked one, and one whose user has left."""
    said = parts(text)
    if said is None:
        return None
    key = ApiKey.objects.select_related("user").filter(public=said[0]).first()
    # The digests are compared for an unknown key too, so that time doesn't tell which ones exist.
    fits = hmac.compare_digest(key.digest if key else _NOBODY, said[1])
    if key is None or not fits or key.revoked_at is not None:
        return None
    return key if key.user is None or key.user.is_active else None
