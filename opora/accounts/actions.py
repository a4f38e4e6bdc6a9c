"""Writes to the accounts of staff."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.accounts import keys
from opora.accounts.models import ApiKey, Role, User
from opora.core import zones
from opora.core.events import (
    AccountChanged,
    KeyAdded,
    KeyRevoked,
    PasswordSet,
    ReadsIn,
    StaffAdded,
    StaffChanged,
    StaffLeft,
    StaffReturned,
    WelcomeGiven,
)
from opora.core.step import Step
from opora.lib.errors import Refused

ROLES = tuple(Role.values)
LANGUAGES = ("ru", "en")
USED_EVERY = timedelta(minutes=1)
"""Uses of a key nearer to each other than this are noted once: a busy integration would write without end."""


def lock(user_id: int) -> User:
    """A member of staff, theirs who asks until the transaction ends; what only points to them does not wait.

    Raises User.DoesNotExist.
    """
    return User.objects.select_for_update(no_key=True).get(pk=user_id)


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


def change_staff(step: Step, person: User, **columns: str) -> tuple[str, ...]:
    """Writes name, role, language or zone of somebody; gives the names of what is different now.

    Raises Refused for a role that is none, and when nobody would be left to set up the desk.
    """
    if columns.get("role", person.role) not in Role.values:
        raise Refused(f"There is no role {columns['role']!r}; the roles are {', '.join(Role.values)}.")
    changed = tuple(name for name, value in columns.items() if getattr(person, name) != value)
    if not changed:
        return ()
    if "role" in changed and person.role == Role.ADMINISTRATOR:
        _check_not_last(person)
    for name in changed:
        setattr(person, name, columns[name])
    person.save(update_fields=list(changed))
    step.note(StaffChanged(changed), "user", person.pk)
    return changed


def welcome(step: Step, person: User) -> None:
    """Notes that a one-time link was made by which this person chooses a password; the link itself is kept nowhere."""
    if not person.is_active:
        raise Refused(_("This person has left. Let them in again first."))
    step.note(WelcomeGiven(), "user", person.pk)


def let_go(step: Step, person: User) -> None:
    """From now on this person cannot sign in; what they wrote stays. Raises Refused for the last administrator."""
    if not person.is_active:
        raise Refused(_("This person has left before."))
    if person.role == Role.ADMINISTRATOR:
        _check_not_last(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    step.note(StaffLeft(), "user", person.pk)


def let_in_again(step: Step, person: User) -> None:
    """Somebody who had left may sign in again, with the password that they had."""
    if person.is_active:
        raise Refused(_("This person can sign in already."))
    person.is_active = True
    person.save(update_fields=["is_active"])
    step.note(StaffReturned(), "user", person.pk)


def _check_not_last(person: User) -> None:
    others = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if not others:
        raise Refused(_("This is the last administrator. Add another one first."))


def give_password(step: Step, *, users: Iterable[User], password: str) -> None:
    """Sets one password for all of them.

    It is hashed once, so that the demo need not wait half a second for each of its people.
    """
    hashed = make_password(password)
    for user in users:
        user.password = hashed
        user.save(update_fields=["password"])
        step.note(PasswordSet(), "user", user.pk)


def drop_code(step: Step, user: User) -> bool:
    """Signing in takes no code from an application any more, and the spare codes are void; false: it took none."""
    gone, _rows = apps.get_model("mfa", "Authenticator")._default_manager.filter(user_id=user.pk).delete()
    if gone:
        step.note(AccountChanged("code_dropped"), "user", user.pk)
    return bool(gone)


def read_in(step: Step, user: User, *, language: str, zone: str) -> None:
    """From now on the person reads in this language, and moments in this zone. Raises Refused for unknown ones."""
    if language not in LANGUAGES:
        raise Refused(_("There is no such language here. Choose one from the list."))
    try:
        zones.zone(zone)
    except zones.UnknownZoneError:
        raise Refused(_("There is no such time zone. Write it as Europe/Moscow or Asia/Yekaterinburg.")) from None
    user.language, user.zone = language, zone
    user.save(update_fields=["language", "zone"])
    step.note(ReadsIn(language, zone), "user", user.pk)


def add_key(step: Step, *, name: str, scopes: Iterable[str], user: User | None = None) -> tuple[ApiKey, str]:
    """Lets an integration in; gives its row and the key itself, which nobody can ever be shown again.

    Raises Refused for a scope that there isn't, for none at all, and for a user who has left.
    """
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in keys.SCOPES]
    if unknown or not wanted:
        raise Refused(f"A key needs scopes out of {', '.join(keys.SCOPES)}; {', '.join(unknown) or 'none'} was given.")
    if user is not None and not user.is_active:
        raise Refused(f"{user.email} has left; a key can't act as somebody who has left.")
    text, public, digest = keys.fresh()
    key = ApiKey.objects.create(
        name=name[:120], public=public, digest=digest, scopes=wanted, user=user, created_at=step.now
    )
    step.note(KeyAdded(user=user.pk if user else None, scopes=tuple(wanted)), "key", key.pk)
    return key, text


def revoke_key(step: Step, key: ApiKey) -> None:
    """From now on the key opens nothing. Raises Refused for one that was revoked before."""
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=step.now):
        raise Refused(f"The key {key.name} was revoked before.")
    step.note(KeyRevoked(), "key", key.pk)


def use_key(key: ApiKey, now: datetime) -> None:
    """Remember when the key was last used, to the minute; no event, since nothing happened to it."""
    if key.last_used_at is None or now - key.last_used_at >= USED_EVERY:
        long_ago = Q(last_used_at=None) | Q(last_used_at__lte=now - USED_EVERY)
        ApiKey.objects.filter(long_ago, pk=key.pk).update(last_used_at=now)
