"""Browsers in which their owners want to be called when they are on duty."""

from opora.accounts.models import User
from opora.channels.models import Browser
from opora.core.events import BrowserKept, BrowsersForgotten
from opora.core.step import Step

MOST = 10
"""Browsers of one person; the oldest gives way."""


def keep_browser(step: Step, user: User, endpoint: str, public_key: str, secret: str) -> None:
    """This browser is this person's from now on, whoever used it before."""
    keys = {"user": user, "public_key": public_key, "secret": secret, "at": step.now}
    Browser.objects.update_or_create(endpoint=endpoint, defaults=keys)
    newest = Browser.objects.filter(user=user).order_by("-at", "-pk").values_list("pk", flat=True)[:MOST]
    Browser.objects.filter(user=user).exclude(pk__in=list(newest)).delete()
    step.note(BrowserKept(), "user", user.pk)


def forget_browsers(step: Step, user: User) -> None:
    """This person is called in no browser any more."""
    Browser.objects.filter(user=user).delete()
    step.note(BrowsersForgotten(), "user", user.pk)


def drop_browser(browser_id: int) -> None:
    """Its maker says that there is no such browser any more."""
    Browser.objects.filter(pk=browser_id).delete()
