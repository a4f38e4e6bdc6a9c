"""A code is asked for, and tried."""

import hmac
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from opora.core.addresses import for_mail
from opora.core.events import CodeAsked, CodesForgotten, CodeTried
from opora.core.step import Step
from opora.lib.errors import Refused
from opora.registry.models import Address, Contact, SignInCode
from opora.registry.queries.codes import CODE_LASTS, codes_lately, digits_of, keyed_name

IN = timedelta(hours=1)
MOST_FOR_AN_ADDRESS = 5
MOST_FROM_A_CLIENT = 20
MOST_TRIES = 5


def ask_code(step: Step, address: str, client: str) -> SignInCode:
    """A row for this address, known or not, so that nobody can tell which. Raises Refused when they are too many."""
    wanted = for_mail(address)
    asked_for, client = keyed_name("address", wanted), keyed_name("client", client)
    since = step.now - IN
    if codes_lately(since, asked_for=asked_for) >= MOST_FOR_AN_ADDRESS:
        raise Refused(_("Five codes were asked for this address within an hour. Use the last one, or wait an hour."))
    if codes_lately(since, client=client) >= MOST_FROM_A_CLIENT:
        raise Refused(_("Too many codes were asked for from your network. Wait an hour, or write us a letter."))
    known = Address.objects.filter(normalised=wanted, contact__merged_into=None, contact__erased_at=None).first()
    code = SignInCode.objects.create(address=known, asked_for=asked_for, client=client, nonce=uuid4(), at=step.now)
    step.begins("code", code.pk)
    step.note(CodeAsked(known is not None), "code", code.pk)
    return code


def try_code(step: Step, code_id: int, typed: str) -> Contact | None:
    """Whose code it is, if the digits are right, in time and for the first time; every try counts, five are allowed."""
    code = SignInCode.objects.select_for_update(of=("self",)).filter(pk=code_id).first()
    if code is None or code.used_at is not None or code.tries >= MOST_TRIES or step.now >= code.at + CODE_LASTS:
        return None
    right = hmac.compare_digest(digits_of(code), _digits(typed)) and code.address is not None
    code.tries += 1
    code.used_at = step.now if right else None
    code.save(update_fields=["tries", "used_at"])
    step.note(CodeTried(right), "code", code.pk)
    return code.address.contact if right and code.address else None


def forget_codes(step: Step, before: datetime) -> int:
    """Codes that were asked for before then are gone; says how many."""
    count, _rows = SignInCode.objects.filter(at__lt=before).delete()
    if count:
        step.note(CodesForgotten(count), "desk", 1)
    return count


def _digits(typed: str) -> str:
    """People copy spaces along; other digits than ours are none."""
    return "".join(sign for sign in typed[:100] if sign.isascii() and sign.isdigit())
