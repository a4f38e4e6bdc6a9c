"""Who a key of the API is: the door through which an integration comes in; and who looks after whom."""

import hmac
from typing import Any

from opora.accounts.keys import digest_of, parts
from opora.accounts.models import ApiKey, User

__all__ = ["ApiKey", "key_of", "may_set_up", "people_for", "person_for"]

_NOBODY = digest_of("")
_WITH_USER = """
SELECT accounts_apikey.*, accounts_user.is_active AS user_is_active
FROM accounts_apikey LEFT JOIN accounts_user ON accounts_user.id = accounts_apikey.user_id
WHERE accounts_apikey.public = %s
"""


def key_of(text: str) -> ApiKey | None:
    """The key in force that this text is; null alike for a wrong, a revoked one, and one whose user has left."""
    said = parts(text)
    if said is None:
        return None
    rows: Any = ApiKey.objects.raw(_WITH_USER, [said[0]])
    key = next(iter(rows), None)
    # The digests are compared for an unknown key too, so that time doesn't tell which ones exist.
    fits = hmac.compare_digest(key.digest if key else _NOBODY, said[1])
    if key is None or not fits or key.revoked_at is not None:
        return None
    let_in: ApiKey | None = key if key.user_id is None or key.user_is_active else None
    return let_in


def may_set_up(user: User) -> bool:
    """Whether the desk is this person's to set up: the administrator and the head (domain.md 10)."""
    return user.sets_up


def people_for(user: User) -> list[User]:
    """Everybody who ever could sign in, those who have left last; nobody for who does not set up the desk."""
    return list(User.objects.order_by("-is_active", "last_name", "first_name", "pk")) if may_set_up(user) else []


def person_for(user: User, person_id: int) -> User | None:
    """One of them."""
    return User.objects.filter(pk=person_id).first() if may_set_up(user) else None
