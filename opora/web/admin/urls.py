"""The addresses of set-up, all under /setup/; every change is a POST to the page that shows it, or to a noun below."""

from django.urls import URLPattern, path

from opora.web.admin import calendar, duties, first, macros, mailboxes, offices, seats, settings, staff, year

urlpatterns: list[URLPattern] = [
    path("", first.first, name="setup"),
    path("answering/", first.answering, name="setup-answering"),
    path("settings/", settings.settings, name="setup-settings"),
    path("settings/<slug:name>/", settings.setting, name="setup-setting"),
    path("mailboxes/", mailboxes.mailboxes, name="setup-mailboxes"),
    path("mailboxes/new/", mailboxes.new, name="setup-mailbox-new"),
    path("mailboxes/<slug:name>/", mailboxes.mailbox, name="setup-mailbox"),
    path("mailboxes/<slug:name>/trials/", mailboxes.trials, name="setup-mailbox-trials"),
    path("mailboxes/<slug:name>/test-letters/", mailboxes.test_letters, name="setup-mailbox-test-letters"),
    path("offices/", offices.offices, name="setup-offices"),
    path("offices/new/", offices.new, name="setup-office-new"),
    path("offices/<slug:code>/", offices.office, name="setup-office"),
    path("offices/<slug:code>/seats/", seats.seats, name="setup-seats"),
    path("seats/<int:seat_id>/end/", seats.seat_end, name="setup-seat-end"),
    path("staff/", staff.staff, name="setup-staff"),
    path("staff/new/", staff.new, name="setup-person-new"),
    path("staff/<int:person_id>/", staff.person, name="setup-person"),
    path("staff/<int:person_id>/welcome/", staff.welcome, name="setup-person-welcome"),
    path("staff/<int:person_id>/departure/", staff.departure, name="setup-person-departure"),
    path("staff/<int:person_id>/return/", staff.return_, name="setup-person-return"),
    path("staff/<int:person_id>/absences/", seats.absences, name="setup-absences"),
    path("absences/<int:absence_id>/cancellation/", seats.absence_cancellation, name="setup-absence-cancellation"),
    path("duties/", duties.duties, name="setup-duties"),
    path("duties/<int:duty_id>/end/", duties.duty_end, name="setup-duty-end"),
    path("macros/", macros.macros, name="setup-macros"),
    path("macros/new/", macros.new, name="setup-macro-new"),
    path("macros/<int:macro_id>/", macros.macro, name="setup-macro"),
    path("calendars/", year.calendars, name="setup-calendars"),
    path("calendars/<slug:code>/", calendar.calendar, name="setup-calendar"),
    path("calendars/<slug:code>/exceptions/", calendar.exceptions, name="setup-calendar-exceptions"),
    path("calendars/<slug:code>/weeks/", calendar.weeks, name="setup-calendar-weeks"),
    path("calendars/<slug:code>/files/", calendar.files, name="setup-calendar-files"),
    path("calendars/<slug:code>/<int:number>/", year.year, name="setup-year"),
    path("calendars/<slug:code>/<int:number>/events/", year.events, name="setup-year-events"),
]
