"""Organisations and their sites."""

from opora.core.events import OrganisationAdded, SiteAdded
from opora.core.step import Step
from opora.offices.models import Office
from opora.registry.models import Organisation, Site
from opora.registry.queries.people import words_of_organisation
from opora.search import actions as words


def add_organisation(
    step: Step,
    *,
    name: str,
    external_key: str | None = None,
    tax_number: str = "",
    mail_domain: str = "",
    office: Office | None = None,
    city: str = "",
    lat: float | None = None,
    lon: float | None = None,
    zone: str = "",
) -> Organisation:
    """Adds an organisation; one with that external key stays as it is. Without a key each call adds one.

    ``lat`` and ``lon`` are degrees of its seat, ``zone`` an IANA name; null and empty: unknown.
    """
    known = Organisation.objects.filter(external_key=external_key).first() if external_key else None
    if known is not None:
        return known
    organisation = Organisation.objects.create(
        name=name,
        external_key=external_key or None,
        tax_number=tax_number,
        mail_domain=mail_domain.lower(),
        office=office,
        city=city,
        lat=lat,
        lon=lon,
        zone=zone,
    )
    words.keep("organisation", organisation.pk, words_of_organisation(organisation))
    step.note(OrganisationAdded(), "organisation", organisation.pk)
    return organisation


def add_site(
    step: Step,
    *,
    organisation: Organisation,
    name: str,
    office: Office | None = None,
    city: str = "",
    lat: float | None = None,
    lon: float | None = None,
    zone: str = "",
) -> Site:
    """Adds a branch with a place of its own, once by organisation and name."""
    site, new = Site.objects.get_or_create(
        organisation=organisation,
        name=name,
        defaults={"office": office, "city": city, "lat": lat, "lon": lon, "zone": zone},
    )
    if new:
        step.note(SiteAdded(site=site.pk), "organisation", organisation.pk)
    return site
