"""Customers by program: who they are, what they bought, what covers them."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Router
from pydantic import Field

from opora.api import shown
from opora.api.asked import Day, Line, Moment, Row
from opora.api.keys import Key, came_in
from opora.api.problems import declared
from opora.contracts.answers import answer_for, plain
from opora.registry.access import (
    contact_for_key,
    contacts_for_key,
    organisation_for_key,
    organisations_for_key,
    purchases_for_key,
    purchases_of_person_for_key,
)
from opora.registry.queries import Organisation, contact_of, edition_by, organisation_by, product_by, version_by

router = Router(tags=["customers"])
REGISTRY, COVERAGE = Key("registry:read"), Key("coverage:read")


@router.get("/organisations", auth=REGISTRY, response={200: list[shown.OrganisationShown], **declared()})
def search(request: HttpRequest, text: Annotated[Line, Field(min_length=1, max_length=100)]) -> list[dict[str, Any]]:
    """Organisations by a part of the name, the beginning of the tax number, or the external key; at most fifty."""
    key, _ = came_in(request)
    return [shown.organisation(row) for row in organisations_for_key(key, text)]


@router.get("/organisations/{organisation}", auth=REGISTRY, response={200: shown.OrganisationShown, **declared(404)})
def read(request: HttpRequest, organisation: Row) -> dict[str, Any]:
    """One organisation by its row."""
    return shown.organisation(_found(request, organisation))


@router.get(
    "/organisations/{organisation}/purchases", auth=REGISTRY, response={200: list[shown.PurchaseShown], **declared(404)}
)
def purchases(request: HttpRequest, organisation: Row) -> list[dict[str, Any]]:
    """Its rows of the purchase book, in order of entry; what was transferred to it stands there too."""
    key, _ = came_in(request)
    return [shown.purchase(row) for row in purchases_for_key(key, _found(request, organisation))]


@router.get("/contacts", auth=REGISTRY, response={200: list[shown.ContactShown], **declared()})
def people(request: HttpRequest, text: Annotated[Line, Field(min_length=1, max_length=100)]) -> list[dict[str, Any]]:
    """People by a part of their name, address, telephone or organisation; at most fifty."""
    key, _ = came_in(request)
    return [shown.contact(row) for row in contacts_for_key(key, text)]


@router.get("/contacts/{contact}/purchases", auth=REGISTRY, response={200: list[shown.PurchaseShown], **declared(404)})
def purchases_of_person(request: HttpRequest, contact: Row) -> list[dict[str, Any]]:
    """What a person has bought in their own name, in order of entry."""
    key, _ = came_in(request)
    row = contact_for_key(key, contact)
    if row is None:
        raise Http404
    return [shown.purchase(one) for one in purchases_of_person_for_key(key, row)]


@router.get("/coverage", auth=COVERAGE, response={200: shown.Level, **declared(404)})
def coverage(
    request: HttpRequest,
    product: Annotated[Line, Field(min_length=1, max_length=50, description="code")],
    version: Annotated[Line, Field(min_length=1, max_length=40, description="name")],
    organisation: Annotated[Line, Field(max_length=80, description="tax number or external key")] = "",
    contact: Annotated[Line, Field(max_length=254, description="a person's address, in place of organisation")] = "",
    edition: Annotated[Line, Field(max_length=50, description="code; all editions when empty")] = "",
    on: Day | None = None,
    known_at: Moment | None = None,
) -> dict[str, Any]:
    """Which level covers an organisation or a person on a day (today at the home office), until when and why.

    With ``known_at`` as it was known at that instant, else as it is known now. A person has what their organisation
    has, and what they bought themselves. Without either nobody is known.
    """
    _, now = came_in(request)
    person = contact_of(contact) if contact else None
    customer = organisation_by(organisation) if organisation else None
    unknown = {
        "organisation": customer if organisation or not contact else "",
        "contact": person if contact else "",
        "product": product_by(product),
        "version": version_by(product, version),
        "edition": edition_by(product, edition) if edition else "",
    }
    if missing := [what for what, row in unknown.items() if row is None]:
        raise Http404(f"Nobody here knows this {missing[0]}.")
    return plain(answer_for(person, customer, product, edition, version, on, now, known_at))


def _found(request: HttpRequest, organisation_id: int) -> Organisation:
    key, _ = came_in(request)
    row = organisation_for_key(key, organisation_id)
    if row is None:
        raise Http404
    return row
