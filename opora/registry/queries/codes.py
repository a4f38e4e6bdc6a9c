"""Reading codes: what was asked for lately, and which digits a row stands for."""

from datetime import datetime, timedelta

from django.conf import settings

from opora.lib import signed
from opora.registry.models import SignInCode

__all__ = ["CODE_LASTS", "DIGITS", "SignInCode", "code_by_id", "codes_lately", "digits_of", "keyed_name"]

CODE_LASTS = timedelta(minutes=15)
DIGITS = 8


def code_by_id(code_id: int) -> SignInCode:
    """One code with its address and contact. Raises SignInCode.DoesNotExist."""
    return SignInCode.objects.select_related("address__contact").get(pk=code_id)


def digits_of(code: SignInCode) -> str:
    """What has to be typed."""
    return signed.digits(settings.SECRET_KEY, "sign-in code", f"{code.pk} {code.nonce}", DIGITS)


def keyed_name(what: str, text: str) -> str:
    """A name for an address typed or a client, from which neither can be read."""
    return signed.keyed(settings.SECRET_KEY, f"sign-in {what}", text)


def codes_lately(since: datetime, **one: str) -> int:
    """How many codes were asked for since then, for this address (``asked_for``) or from this ``client``."""
    return SignInCode.objects.filter(at__gt=since, **one).count()
