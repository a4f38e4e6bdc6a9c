"""Reading macros."""

from collections.abc import Collection

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from opora.tickets.models import Macro, Ticket

__all__ = ["Macro", "macros_all", "macros_offered"]

ORDER = ("ask", "tell", "answer", "note")


def macros_all() -> QuerySet[Macro]:
    """Those that are in use, by what they are for and by name."""
    places = Case(
        *(When(verb=verb, then=Value(place)) for place, verb in enumerate(ORDER)), output_field=IntegerField()
    )
    return Macro.objects.filter(ended_at=None).select_related("product").order_by(places, "name", "pk")


def macros_offered(ticket: Ticket, verbs: Collection[str]) -> QuerySet[Macro]:
    """Those for these verbs, of the ticket's product or of any."""
    return macros_all().filter(Q(product=None) | Q(product=ticket.product_id), verb__in=verbs)
