"""All addresses of the desk, by face."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("opora.web.desk.urls"))]
