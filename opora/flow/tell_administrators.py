"""A mailbox that is in trouble is told to whoever looks after it: the administrators, each in their language."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from opora.accounts.queries import administrators
from opora.channels import outgoing
from opora.channels.letters import alarm
from opora.channels.mail.sentences import in_language
from opora.channels.queries import mailbox_by_id
from opora.core.events import MailboxAlarmed
from opora.core.step import Noted, Step
from opora.flow.decide import sound_zone
from opora.flow.letter_facts import desk_name
from opora.flow.tell_colleague import post_to_colleague
from opora.flow.tell_staff import language


def tell_administrators(step: Step, noted: Noted) -> None:
    """A letter to each: what is wrong since when, and what to do. It may leave by the very mailbox that is silent."""
    event, row = noted.event, mailbox_by_id(noted.subject_id)
    assert isinstance(event, MailboxAlarmed)
    if row is None:
        return
    link = f"{settings.BASE_URL}{reverse('setup-mailbox', args=[row.name])}"
    for person in administrators():
        tongue, zone = language(person), sound_zone(person.zone)
        desk, name = desk_name(tongue, step.now), row.address or row.name
        if event.kind == "failing":
            with translation.override(tongue):
                why = in_language(row.trouble)
            words = alarm.failing(tongue, desk, name, event.since, zone, why, link)
        else:
            words = alarm.silent(tongue, desk, name, event.since, zone, (event.letters, event.days), link)
        post_to_colleague(step, noted, "tell_administrators", outgoing.mailbox_for(None), person, words)
