"""The door: signing in, and the one-time link by which the first administrator chooses a password."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth import views as auth
from django.contrib.auth.forms import SetPasswordForm
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


class SignIn(auth.LoginView):
    """By e-mail address and password; whoever is signed in already goes on to the queue."""

    template_name = "desk/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """A demo says that it is one, and what there is to see."""
        return super().get_context_data(**more) | {"demo": is_demo(timezone.now())}


class Welcome(auth.PasswordResetConfirmView):
    """The one-time link. Django keeps its secret part out of the page's address and of Referer."""

    template_name = "desk/welcome.html"
    form_class: Any = ChoosePassword
    success_url: Any = reverse_lazy("queue")
    post_reset_login = True
