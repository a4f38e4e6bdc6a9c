"""Customers by program: who they are, what they bought, what covers them."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Router
from pydantic import Field

from opora.api import shown
from opora.api.asked import Day, Line, Row
from opora.api.keys import Key, came_in
from opora.api.problems import declared
from opora.contracts.answers import answer_for, plain
from opora.registry.access import organisation_for_key, organisations_for_key, purchases_for_key
from opora.registry.queries import Organisation, edition_by, organisation_by, product_by, version_by

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


@router.get("/coverage", auth=COVERAGE, response={200: shown.Level, **declared(404)})
def coverage(
    request: HttpRequest,
    organisation: Annotated[Line, Field(min_length=1, max_length=80, description="tax number or external key")],
    product: Annotated[Line, Field(min_length=1, max_length=50, description="code")],
    version: Annotated[Line, Field(min_length=1, max_length=40, description="name")],
    edition: Annotated[Line, Field(max_length=50, description="code; all editions when empty")] = "",
    on: Day | None = None,
) -> dict[str, Any]:
    """Which level covers an organisation on a day (today at its home office), until when and why."""
    _, now = came_in(request)
    customer = organisation_by(organisation)
    unknown = {
        "organisation": customer,
        "product": product_by(product),
        "version": version_by(product, version),
        "edition": edition_by(product, edition) if edition else "",
    }
    if missing := [what for what, row in unknown.items() if row is None]:
        raise Http404(f"Nobody here knows this {missing[0]}.")
    return plain(answer_for(None, customer, product, edition, version, on, now))


def _found(request: HttpRequest, organisation_id: int) -> Organisation:
    key, _ = came_in(request)
    row = organisation_for_key(key, organisation_id)
    if row is None:
        raise Http404
    return row
