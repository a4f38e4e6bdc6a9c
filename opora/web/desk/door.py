"""The door: the link by which the first administrator chooses a password, and what a locked-out person sees."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone

from opora.accounts import actions as accounts
from opora.accounts.queries import User
from opora.core.step import Actor
from opora.flow.demo import is_demo
from opora.flow.step import begin

if TYPE_CHECKING:
    _TwoPasswords = SetPasswordForm[User]
else:
    # Django's own class takes no type in brackets.
    _TwoPasswords = SetPasswordForm


class ChoosePassword(_TwoPasswords):
    """Two fields that must agree; the password is written inside a Step, as everything is."""

    def save(self, commit: bool = True) -> User:
        """Sets the password now; from here on the link is worth nothing."""
        with begin(timezone.now(), Actor("staff", self.user.pk), "desk") as step:
            accounts.give_password(step, users=[self.user], password=self.cleaned_data["new_password1"])
        return self.user


class SignIn(LoginView):
    """By e-mail address and password, and the code where one is wanted; whoever is in already goes on to the queue."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """A demo says that it is one, and what there is to see."""
        return {**super().get_context_data(**more), "demo": is_demo(timezone.now())}


class Welcome(auth.PasswordResetConfirmView):
    """The one-time link. Django keeps its secret part out of the page's address and of Referer."""

    template_name = "desk/welcome.html"
    form_class: Any = ChoosePassword
    success_url: Any = reverse_lazy("queue")
    post_reset_login_backend = "allauth.account.auth_backends.AuthenticationBackend"

    def form_valid(self, form: Any) -> HttpResponse:
        """Lets the person in at once, unless they want a code at the door: the link doesn't stand for that."""
        self.post_reset_login = not get_adapter().is_mfa_enabled(self.user, ["totp"])
        return super().form_valid(form)


def locked(request: HttpRequest, _: HttpResponse, __: Mapping[str, Any] | None = None) -> HttpResponse:
    """Too many wrong passwords for this address from here; told alike whether anybody has that address."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "account/locked.html", {"minutes": minutes}, status=429)


def attempted_as(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The address with which somebody tries to come in, as axes counts it: without regard to capitals and spaces."""
    given = credentials or {}
    address = given.get("email") or given.get("username") or request.POST.get("login", "")
    return str(address).replace("\0", "").strip().lower()[:254]
