"""What employers find: the trainings, the form, the online seminars."""

from django.urls import path

from diversity_training import views

app_name = "diversity_training"
urlpatterns = [
    path("unternehmen/", views.employers, name="employers"),
    path("unternehmen/online-seminare/", views.seminars, name="seminars"),
    path("unternehmen/trainings/<slug:slug>/", views.offer, name="offer"),
    path("unternehmen/trainings/<slug:slug>/anfragen/", views.request_training, name="request"),
    path("unternehmen/anfrage/<slug:public_id>/", views.requested, name="requested"),
]
