"""The addresses of the portal, under ``/help/``."""

from django.urls import URLPattern, path, register_converter

from opora.web.portal import ask, door, frame, one, own, sent
from opora.web.portal.paths import Number, Token

register_converter(Number, "number")
register_converter(Token, "token")

urlpatterns: list[URLPattern] = [
    path("", ask.ask, name="portal-ask"),
    path("look/", ask.look, name="portal-look"),
    path("sent/<str:token>/", sent.sent, name="portal-sent"),
    path("sent/<str:token>/address/", sent.address, name="portal-address"),
    path("requests/", own.requests, name="portal-requests"),
    path("requests/<number:number>/", one.page_by_number, name="portal-request"),
    path("requests/<number:number>/messages/", one.message_by_number, name="portal-request-message"),
    path("requests/<number:number>/files/<int:attachment_id>/", one.file_by_number, name="portal-request-file"),
    path("requests/<number:number>/rejection/", one.rejection_by_number, name="portal-request-rejection"),
    path("requests/<number:number>/rating/", one.rating_by_number, name="portal-request-rating"),
    path("requests/<number:number>/reminder/", one.reminder_by_number, name="portal-request-reminder"),
    path("requests/<token:token>/", one.page_by_link, name="portal-link"),
    path("requests/<token:token>/messages/", one.message_by_link, name="portal-link-message"),
    path("requests/<token:token>/files/<int:attachment_id>/", one.file_by_link, name="portal-link-file"),
    path("requests/<token:token>/rejection/", one.rejection_by_link, name="portal-link-rejection"),
    path("requests/<token:token>/rating/", one.rating_by_link, name="portal-link-rating"),
    path("requests/<token:token>/reminder/", one.reminder_by_link, name="portal-link-reminder"),
    path("sign-in/", door.address, name="portal-sign-in"),
    path("sign-in/code/", door.code, name="portal-sign-in-code"),
    path("language/", frame.speak, name="portal-language"),
    path("sign-out/", frame.leave, name="portal-sign-out"),
]
