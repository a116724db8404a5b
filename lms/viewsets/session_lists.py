"""Addresses below the list of a session in the back office."""

from django.urls import path

from lms.viewsets import attendance, room, server_reviews

urlpatterns = [
    path("", attendance.page, name="page"),
    path("bestaetigen/", attendance.confirm, name="confirm"),
    path("ende/", attendance.change_end, name="change_end"),
    path("person/<slug:enrolment_id>/", attendance.decide, name="decide"),
    path("gast/", attendance.recognise, name="recognise"),
    path("auswertung/", server_reviews.decide, name="review"),
    path("nachholen/", attendance.catch_up, name="catch_up"),
    path("raum/", room.tick, name="tick"),
    path("drucken/", room.sheet, name="sheet"),
    path("code/", room.code, name="code"),
    path("code/bild.svg", room.code_picture, name="code_picture"),
    path("tabelle.<slug:file_format>", attendance.export, name="export"),
]
