"""Addresses of learning. Path words are German in every language."""

from django.urls import path

from lms.views import (
    arriving,
    calendar,
    desk,
    enrolling,
    guests,
    joining,
    learning,
    recordings,
    scorm_pages,
    scorm_runtime,
    slides,
)

app_name = "lms"
urlpatterns = [
    path("termine/", calendar.agenda, name="calendar"),
    path("termine/abo/", calendar.subscription, name="calendar_feed"),
    path("termine/<int:year>/<int:number>/", calendar.month, name="calendar_month"),
    path("termine/<slug:session_id>.ics", calendar.session_file, name="session_file"),
    path("termine/<slug:session_id>/", joining.page, name="session"),
    path("termine/<slug:session_id>/ankommen/", arriving.arrive, name="arrive"),
    path("termine/<slug:session_id>/stand/", joining.standing, name="session_standing"),
    path("termine/<slug:session_id>/beitreten/", joining.join, name="session_join"),
    path("termine/<slug:session_id>/hinein/", joining.go_in, name="session_go_in"),
    path("termine/<slug:session_id>/beenden/", joining.end, name="session_end"),
    path("termine/<slug:session_id>/folien/<slug:slides_id>/", slides.session_slides, name="session_slides"),
    path("termine/<slug:session_id>/aufzeichnung/", recordings.consent, name="recording_consent"),
    path("aufzeichnungen/<slug:recording_id>/<slug:kind>/", recordings.play, name="play_recording"),
    path("gast/<slug:token>/", guests.link, name="guest_link"),
    path("gast/termin/<slug:invite_id>/", guests.page, name="guest_session"),
    path("gast/termin/<slug:invite_id>/stand/", guests.standing, name="guest_standing"),
    path("gast/termin/<slug:invite_id>/beitreten/", guests.join, name="guest_join"),
    path("gast/termin/<slug:invite_id>/hinein/", guests.go_in, name="guest_go_in"),
    path("folien/<str:signature>/<str:name>", slides.room_slides, name="room_slides"),
    path("anmelden/<slug:run_id>/", enrolling.enrol, name="enrol"),
    path("lernen/<slug:enrolment_id>/angemeldet/", enrolling.enrolled, name="enrolled"),
    path("lernen/", desk.desk, name="desk"),
    path("lernen/scorm/nachreichen/", scorm_runtime.scorm_replay, name="scorm_replay"),
    path("lernen/<slug:enrolment_id>/", desk.course, name="course"),
    path("lernen/<slug:enrolment_id>/aufzeichnungen/", recordings.of_run, name="recordings"),
    path("lernen/<slug:enrolment_id>/weiter/", desk.go_on, name="go_on"),
    path("lernen/<slug:enrolment_id>/<uuid:item_id>/", learning.unit, name="unit"),
    path("lernen/<slug:enrolment_id>/<uuid:item_id>/erledigt/", learning.complete, name="complete"),
    path("lernen/<slug:enrolment_id>/<uuid:item_id>/stelle/", learning.position, name="position"),
    path("lernen/<slug:enrolment_id>/<uuid:item_id>/starten/", scorm_pages.launch, name="launch"),
    path("lernen/<slug:enrolment_id>/<uuid:item_id>/zurueck/", scorm_pages.back, name="back"),
    path("lernen/<slug:enrolment_id>/<uuid:item_id>/nachtrag/", scorm_pages.decide_late, name="decide_late"),
]
