"""The addresses of the portal, under ``/help/``."""

from django.urls import URLPattern, path

from opora.web.portal import ask, frame

urlpatterns: list[URLPattern] = [
    path("", ask.ask, name="portal-ask"),
    path("language/", frame.speak, name="portal-language"),
    path("sign-out/", frame.leave, name="portal-sign-out"),
]
