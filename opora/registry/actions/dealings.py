"""Dealers, who write for end customers (domain.md 10)."""

from django.utils.translation import gettext_lazy as _

from opora.accounts.models import User
from opora.core.events import DealingBegun, DealingEnded
from opora.core.step import Step
from opora.lib.errors import Refused
from opora.registry.models import Dealing, Organisation


def begin_dealing(
    step: Step, *, dealer: Organisation, customer: Organisation, by: User | None = None, again: bool = True
) -> Dealing:
    """The dealer writes for this end customer from now on; who does already stays as it is.

    ``again`` false: a dealing that was ended stays ended, as a preset that is loaded once more leaves what stands.
    Raises Refused for an organisation that would be its own dealer.
    """
    if dealer.pk == customer.pk:
        raise Refused(_("An organisation writes for itself without being a dealer. Choose another one."))
    Organisation.objects.select_for_update().get(pk=dealer.pk)
    known = Dealing.objects.filter(dealer=dealer, customer=customer)
    held = known.filter(until=None).first() or (None if again else known.order_by("pk").last())
    if held is not None:
        return held
    dealing = Dealing.objects.create(dealer=dealer, customer=customer, since=step.now, entered_by=by)
    step.note(DealingBegun(customer.pk), "organisation", dealer.pk)
    return dealing


def end_dealing(step: Step, dealer: Organisation, customer_id: int) -> None:
    """The dealer writes for this end customer no more; without a dealing in force nothing happens."""
    rows = Dealing.objects.select_for_update().filter(dealer=dealer, customer=customer_id, until=None)
    for held in rows:
        held.until = step.now
        held.save(update_fields=["until"])
        step.note(DealingEnded(customer_id), "organisation", dealer.pk)
