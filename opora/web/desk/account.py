"""What allauth does for us and how: sign-in, passwords and the code from an application, in our words, by our verbs."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opora.accounts import actions as accounts
from opora.accounts.queries import User
from opora.core.step import Actor
from opora.flow import about_account
from opora.flow.step import begin
from opora.web.who import client_address

LETTERS = {
    "account/email/password_reset_key": "reset",
    "account/email/password_reset": "password",
    "account/email/password_changed": "password",
    "account/email/password_set": "password",
    "mfa/email/totp_activated": "code_on",
    "mfa/email/totp_deactivated": "code_off",
    "mfa/email/recovery_codes_generated": "spare_codes",
}
"""Which letter of ours stands for which of allauth's templates."""
SENTENCES = {
    "account/messages/password_changed.txt": _("The password is changed."),
    "mfa/messages/totp_activated.txt": _("From now on a code from the application is asked for at sign-in."),
    "mfa/messages/totp_deactivated.txt": _("The code is switched off: the password alone is enough now."),
    "mfa/messages/recovery_codes_generated.txt": _("Spare codes are made. Keep them where the telephone is not."),
}
"""What is said on the next page; of signing in and out nothing is said."""


WRONG_CODE = _("This code does not fit. Take the newest one; each works once.")


class CodeAdapter(DefaultMFAAdapter):
    """The code from an application, in our words."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}


class Adapter(DefaultAccountAdapter):
    """Nobody signs up; letters are outbound rows; passwords are written inside a Step."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "enter_current_password": _("This is not the password that you have now. Check it and type it again."),
        "incorrect_password": _("This password is wrong. Check it and type it again."),
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": _("There were too many wrong codes. Wait five minutes and take a new one."),
        "rate_limited": _("There were too many tries. Wait a minute and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Staff are added by the desk."""
        return False

    def set_password(self, user: Any, password: str) -> None:
        """Whoever changes it is whoever it belongs to."""
        with begin(timezone.now(), Actor("staff", user.pk), "desk") as step:
            accounts.give_password(step, users=[user], password=password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write our letter instead of allauth's, to the address that the person has with us."""
        user, now = context.get("user"), timezone.now()
        if isinstance(user, User):
            link = context.get("password_reset_url", "")
            ends_at = now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) if link else None
            about_account.tell(user, LETTERS[template_prefix], now, link=link, ends_at=ends_at)

    def send_notification_mail(self, template_prefix: str, user: Any, *_: Any, **__: Any) -> None:
        """Tell the person what was changed; without the address of the network that allauth would add."""
        self.send_mail(template_prefix, user.email, {"user": user})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the letter, under the desk's own address and not under the one that the browser claims."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.BASE_URL}{path.replace('UID-KEY', key)}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return reverse("me")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words, or not at all."""
        sentence = SENTENCES.get(message_template or "", message)
        if sentence:
            messages.add_message(request, level, str(sentence), extra_tags=extra_tags)

    def get_client_ip(self, request: HttpRequest) -> str:
        """By which allauth limits how often something is tried."""
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by axes, by address and client, so that nobody can lock a colleague out from
        elsewhere; allauth would count them by the address alone."""
