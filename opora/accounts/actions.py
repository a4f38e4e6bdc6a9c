"""Writes to the accounts of staff."""

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password

from opora.accounts.models import Role, User
from opora.core.events import PasswordSet, StaffAdded
from opora.core.step import Step
from opora.lib.errors import Refused

ROLES = tuple(Role.values)


def add_staff(
    step: Step,
    *,
    email: str,
    first_name: str,
    last_name: str,
    role: str,
    language: str = "ru",
    zone: str = "Europe/Moscow",
) -> User:
    """Lets a person in once they have a password (`give_password`); whoever has that address stays as they are.

    ``zone`` is the IANA name in which they read moments. Raises Refused for a role that is none of domain.md 10.
    """
    if role not in Role.values:
        raise Refused(f"There is no role {role!r}; the roles are {', '.join(Role.values)}.")
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create(
            email=email,
            first_name=first_name,
            last_name=last_name,
            role=role,
            language=language,
            zone=zone,
            password=make_password(None),
        )
        step.note(StaffAdded(), "user", user.pk)
    return user


def give_password(step: Step, *, users: Iterable[User], password: str) -> None:
    """Sets one password for all of them.

    It is hashed once, so that the demo need not wait half a second for each of its people.
    """
    hashed = make_password(password)
    for user in users:
        user.password = hashed
        user.save(update_fields=["password"])
        step.note(PasswordSet(), "user", user.pk)
