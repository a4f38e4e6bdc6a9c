"""Contacts in browsers: their session as it stands after the code of a letter was typed in."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from playwright.sync_api import Page

from opora.registry.models import Contact


def session_of(contact: Contact | None, until: datetime | None = None) -> str:
    """The key of a session in which this contact has signed in."""
    assert contact is not None
    session = SessionStore()
    session["contact"] = contact.pk
    session["contact_until"] = (until or datetime.now(UTC) + timedelta(hours=1)).isoformat()
    session.create()
    assert session.session_key is not None
    return session.session_key


def client_of(contact: Contact, until: datetime | None = None) -> Client:
    """A browser of this contact, for tests without a server."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(contact, until)
    return client


def as_contact(page: Page, server: str, contact: Contact | None) -> None:
    """This page's browser is the contact's from now on."""
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(contact), "url": server}])
