"""Where conference servers tell us something, under /live/cb/ on the platform's host."""

from django.urls import path

from live_sessions import callback_views as views

app_name = "live_sessions"
urlpatterns = [
    path("ended/<uuid:meeting_id>/<slug:signature>", views.ended, name="ended"),
    path("recording", views.recording_ready, name="recording_ready"),
    path("analytics/<uuid:meeting_id>/<slug:signature>", views.analytics, name="analytics"),
    path("hook/<slug:public_id>", views.hook, name="hook"),
]
