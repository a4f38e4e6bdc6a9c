"""The addresses of the portal, under ``/help/``."""

from django.urls import URLPattern, path

from opora.web.portal import ask, frame, sent

urlpatterns: list[URLPattern] = [
    path("", ask.ask, name="portal-ask"),
    path("look/", ask.look, name="portal-look"),
    path("sent/<str:token>/", sent.sent, name="portal-sent"),
    path("sent/<str:token>/address/", sent.address, name="portal-address"),
    path("language/", frame.speak, name="portal-language"),
    path("sign-out/", frame.leave, name="portal-sign-out"),
]
