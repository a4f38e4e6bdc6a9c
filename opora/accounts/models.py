"""Users of the desk and their roles (domain.md 10)."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member of staff is at the desk; what each may do stands in the rooms' access modules."""

    SPECIALIST = "specialist", _("specialist")
    MANAGER = "manager", _("office manager")
    CENTRAL = "central", _("central specialist")
    DEVELOPER = "developer", _("developer")
    HEAD = "head", _("head of support")
    SALES = "sales", _("sales")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


class User(AbstractBaseUser):
    """A member of staff; signs in by e-mail address. ``zone`` is the IANA name in which moments are shown to them."""

    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.SPECIALIST)
    language = models.CharField(max_length=2, default="ru")
    zone = models.CharField(max_length=64, default="Europe/Moscow")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = UserManager["User"]()

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def short_name(self) -> str:
        """First name and initial, as customers see staff (domain.md 6): «Ольга К.»."""
        return f"{self.first_name} {self.last_name[:1]}.".strip() if self.last_name else self.first_name

    @property
    def sees_tray(self) -> bool:
        """Whether letters that found no ticket are this person's business (domain.md 10)."""
        return self.role in (Role.MANAGER, Role.CENTRAL, Role.HEAD, Role.ADMINISTRATOR)

    @property
    def sets_up(self) -> bool:
        """Whether settings, people, offices and mailboxes are this person's business (domain.md 10)."""
        return self.is_active and self.role in (Role.HEAD, Role.ADMINISTRATOR)


class ApiKey(models.Model):
    """A key of an integration (domain.md 10). Of its secret only the digest is kept; ``public`` finds the row.

    With ``user`` it sees and writes as that member of staff; without one it writes to no customer.
    """

    name = models.CharField(max_length=120)
    public = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def may(self, scope: str) -> bool:
        """Whether the key was given this scope."""
        return scope in self.scopes
