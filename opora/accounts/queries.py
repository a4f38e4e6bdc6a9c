"""Reading who may sign in."""

from collections.abc import Iterable

from django.db.models.functions import Lower

from opora.accounts.keys import SCOPES
from opora.accounts.models import ApiKey, Role, User

__all__ = [
    "SCOPES",
    "ApiKey",
    "Role",
    "User",
    "administrators",
    "key_by_public",
    "keys",
    "names_of",
    "staff",
    "staff_among",
    "user_by_email",
    "user_by_id",
]


def staff() -> list[User]:
    """Everybody who may sign in, in the order in which they came."""
    return list(User.objects.filter(is_active=True).order_by("pk"))


def administrators() -> list[User]:
    """Those who look after the desk itself, in the order in which they came."""
    return [one for one in staff() if one.role == Role.ADMINISTRATOR]


def user_by_id(user_id: int | None) -> User | None:
    """The member of staff of this row."""
    return User.objects.filter(pk=user_id).first() if user_id else None


def user_by_email(address: str) -> User | None:
    """The active member of staff who signs in with this address."""
    return User.objects.filter(email__iexact=address, is_active=True).first() if address else None


def staff_among(addresses: Iterable[str]) -> set[str]:
    """Which of these lower-cased addresses are those of active members of staff, in one query."""
    mails = User.objects.filter(is_active=True).annotate(lower=Lower("email"))
    return set(mails.filter(lower__in=list(addresses)).values_list("lower", flat=True))


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Full names by row, in one query."""
    wanted = {user_id for user_id in user_ids if user_id}
    return {user.pk: user.full_name for user in User.objects.filter(pk__in=wanted)} if wanted else {}


def keys() -> list[ApiKey]:
    """All keys of the API with whom they act as, the newest last; revoked ones too."""
    return list(ApiKey.objects.select_related("user").order_by("pk"))


def key_by_public(public: str) -> ApiKey | None:
    """The key with this public part, the sixteen letters behind ``opora_``."""
    return ApiKey.objects.filter(public=public).first()
