"""The addresses of the staff console; what can be changed stands here as nouns."""

from django.contrib.auth import views as auth
from django.urls import URLPattern, path, reverse_lazy

from opora.web.desk import facts, files, queue, ticket, tray, verbs

urlpatterns: list[URLPattern] = [
    path("", queue.queue, name="queue"),
    path("tickets/<str:number>/", ticket.ticket, name="ticket"),
    path("tickets/<str:number>/questions/", verbs.questions, name="questions"),
    path("tickets/<str:number>/progress/", verbs.progress, name="progress"),
    path("tickets/<str:number>/answers/", verbs.answers, name="answers"),
    path("tickets/<str:number>/notes/", verbs.notes, name="notes"),
    path("tickets/<str:number>/facts/", facts.facts, name="facts"),
    path("tickets/<str:number>/stage/", verbs.stage, name="stage"),
    path("tickets/<str:number>/assignment/", verbs.assignment, name="assignment"),
    path("tickets/<str:number>/handover/", verbs.handover, name="handover"),
    path("tickets/<str:number>/thanks/", verbs.thanks, name="thanks"),
    path("tickets/<str:number>/continuation/", verbs.continuation, name="continuation"),
    path("tickets/<str:number>/split/", verbs.split, name="split"),
    path("tickets/<str:number>/resumption/", verbs.resumption, name="resumption"),
    path("tickets/<str:number>/closure/", verbs.closure, name="closure"),
    path("tickets/<str:number>/files/<int:attachment_id>/", files.attachment, name="attachment"),
    path("tray/", tray.tray, name="tray"),
    path("outbox/", tray.outbox, name="outbox"),
    path("letters/<int:letter_id>/", files.raw_letter, name="raw-letter"),
    path("sign-in/", auth.LoginView.as_view(template_name="desk/sign_in.html"), name="sign-in"),
    path("sign-out/", auth.LogoutView.as_view(), name="sign-out"),
    path(
        "welcome/<uidb64>/<token>/",
        auth.PasswordResetConfirmView.as_view(
            template_name="desk/welcome.html", success_url=reverse_lazy("queue"), post_reset_login=True
        ),
        name="welcome",
    ),
]
