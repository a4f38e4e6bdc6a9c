"""Whom we support: organisations with their sites, contacts with their addresses."""

from django.conf import settings
from django.db import models

from opora.offices.models import Office


class Organisation(models.Model):
    """A customer that is a legal entity. Coordinates and zone are those of its seat; null: unknown."""

    name = models.CharField(max_length=250)
    tax_number = models.CharField(max_length=20, blank=True)
    external_key = models.CharField(max_length=80, null=True, unique=True)
    mail_domain = models.CharField(max_length=120, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    city = models.CharField(max_length=120, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    zone = models.CharField(max_length=64, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["tax_number"], name="organisation_tax_number")]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A branch of an organisation, with place and zone of its own."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=250)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    city = models.CharField(max_length=120, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    zone = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person who writes or calls, of an organisation (and site) or of none; ``phone`` as they gave it."""

    name = models.CharField(max_length=250, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="contacts")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=2, default="ru")
    phone = models.CharField(max_length=40, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name or f"contact {self.pk}"


class Address(models.Model):
    """An e-mail address of a contact, normalised to lower case."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="addresses")
    normalised = models.CharField(max_length=254, unique=True)
    verified_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return self.normalised


class Consent(models.Model):
    """A contact agreed that personal data are used, to the text of this version, at this instant."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    text_version = models.CharField(max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text_version


class Reader(models.Model):
    """A contact with the right to the tickets of this organisation, from ``since`` to ``until`` (null: in force).

    Given by a colleague (null: by the machine). It holds only while the contact belongs to the organisation.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="readers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="readers")
    since = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=models.Q(until=None), name="reader_once_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} of {self.organisation_id}"


class Dealing(models.Model):
    """A dealer writes for this end customer, from ``since`` to ``until`` (null: in force); by a colleague (null: the
    machine)."""

    dealer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dealings")
    customer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dealer", "customer"], condition=models.Q(until=None), name="dealing_once_at_a_time"
            ),
            models.CheckConstraint(condition=~models.Q(dealer=models.F("customer")), name="dealing_for_another"),
        ]

    def __str__(self) -> str:
        return f"{self.dealer_id} for {self.customer_id}"
