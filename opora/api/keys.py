"""Who may come in: a key as a bearer token, and a scope for each operation."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from opora.accounts import actions as accounts
from opora.accounts.access import ApiKey, key_of
from opora.accounts.queries import User
from opora.api.problems import Denied


class Key(HttpBearer):
    """Lets in keys in force that have this scope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key, whose use is remembered; null for a wrong one. Raises Denied for one without the scope."""
        key = key_of(token)
        if key is None:
            return None
        accounts.use_key(key, timezone.now())
        if not key.may(self.scope):
            raise Denied("missing_scope", f"This key has no scope {self.scope}.")
        return key


def came_in(request: HttpRequest) -> tuple[ApiKey, datetime]:
    """The key of a request that was let in, and the instant at which it counts."""
    key = getattr(request, "auth", None)
    assert isinstance(key, ApiKey)
    return key, timezone.now()


def acting(key: ApiKey) -> User:
    """In whose name the key writes. Raises Denied for a key of nobody: a customer hears from people (domain.md 5)."""
    if key.user is None:
        raise Denied("no_user", "This key acts as nobody. Make one for a member of staff: opora key add --user EMAIL.")
    return key.user
