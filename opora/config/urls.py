"""All addresses of the desk, by face."""

from django.urls import URLPattern, URLResolver, include, path

from opora.web import files, health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("files/<str:token>/", files.file, name="file"),
    path("api/", include("opora.api.urls")),
    path("help/", include("opora.web.portal.urls")),
    path("setup/", include("opora.web.admin.urls")),
    path("", include("opora.web.desk.urls")),
]
handler404 = "opora.web.lost.not_found"
