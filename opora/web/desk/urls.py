"""The addresses of the staff console; what can be changed stands here as nouns."""

from django.urls import URLPattern, path

from opora.web.desk import calls, customers, facts, files, letters, me, queue, readings, style, ticket, tour, verbs
from opora.web.desk.urls_door import urlpatterns as signing_in

urlpatterns: list[URLPattern] = [
    path("", queue.queue, name="queue"),
    path("tickets/<str:number>/", ticket.ticket, name="ticket"),
    path("tickets/<str:number>/questions/", verbs.questions, name="questions"),
    path("tickets/<str:number>/progress/", verbs.progress, name="progress"),
    path("tickets/<str:number>/answers/", verbs.answers, name="answers"),
    path("tickets/<str:number>/notes/", verbs.notes, name="notes"),
    path("tickets/<str:number>/facts/", facts.facts, name="facts"),
    path("tickets/<str:number>/calls/", calls.on_ticket, name="ticket-call"),
    path("calls/new/", calls.new, name="call"),
    path("calls/people/", calls.people, name="callers"),
    path("tickets/<str:number>/stage/", verbs.stage, name="stage"),
    path("tickets/<str:number>/release/", verbs.release, name="release"),
    path("tickets/<str:number>/assignment/", verbs.assignment, name="assignment"),
    path("tickets/<str:number>/handover/", verbs.handover, name="handover"),
    path("tickets/<str:number>/thanks/", verbs.thanks, name="thanks"),
    path("tickets/<str:number>/continuation/", verbs.continuation, name="continuation"),
    path("tickets/<str:number>/split/", verbs.split, name="split"),
    path("tickets/<str:number>/resumption/", verbs.resumption, name="resumption"),
    path("tickets/<str:number>/revocation/", verbs.revocation, name="revocation"),
    path("tickets/<str:number>/closure/", verbs.closure, name="closure"),
    path("tickets/<str:number>/files/<int:attachment_id>/", files.attachment, name="attachment"),
    path("tickets/<str:number>/letters/<int:letter_id>/", letters.letter, name="letter"),
    path("tray/", letters.tray, name="tray"),
    path("outbox/", letters.outbox, name="outbox"),
    path("letters/<int:letter_id>/", files.raw_letter, name="raw-letter"),
    path("style/", style.style, name="style"),
    path("tour/", tour.page, name="tour"),
    path("readings/", readings.readings, name="readings"),
    path("customers/", customers.customers, name="customers"),
    path("customers/<int:organisation_id>/", customers.customer, name="customer"),
    path("me/", me.me, name="me"),
    *signing_in,
]
