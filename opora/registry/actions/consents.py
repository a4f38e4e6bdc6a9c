"""Consent to the use of personal data."""

from datetime import datetime

from opora.core.events import ConsentGiven
from opora.core.step import Step
from opora.registry.models import Consent, Contact


def consent(step: Step, contact: Contact, text_version: str) -> None:
    """A contact agrees to the text of this version, now."""
    Consent.objects.create(contact=contact, text_version=text_version, at=step.now)
    step.note(ConsentGiven(text_version), "contact", contact.pk)


def move_consent(step: Step, before: Contact, at: datetime, contact: Contact) -> None:
    """Who agreed at that instant is another than it seemed; the first one has said nothing then."""
    if before.pk == contact.pk:
        return
    for said in Consent.objects.filter(contact=before, at=at):
        said.delete()
        consent(step, contact, said.text_version)
