from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [
    path("", views.guide, name="guide"),
    path("gang/<slug:key>/", views.walk, name="walk"),
    path("gang/<slug:key>/beginnen/", views.begin, name="begin"),
    path("gang/leitung/geraet/<str:key>/", views.second_device, name="second-device"),
    path("gang/live/<slug:session_id>/", views.evening, name="evening"),
    path("gang/live/<slug:session_id>/aufzeichnung/", views.recording, name="recording"),
    path("gang/live/<slug:session_id>/<slug:key>/", views.station, name="station"),
    path("anmelden/<slug:key>/", views.sign_in, name="sign-in"),
    path("leitung/", views.switch, name="switch"),
    path("paket/", views.sample_package, name="sample-package"),
    path("post/", views.mailbox, name="mailbox"),
]
