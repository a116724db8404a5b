"""The operator's page, under /admin/."""

from django.urls import path

from operations import views

urlpatterns = [
    path("betrieb/", views.operations, name="operations"),
    path("betrieb/probebrief/", views.send_test_letter, name="operations_test_letter"),
    path("betrieb/aufgaben/<uuid:public_id>/neu/", views.retry_job, name="operations_retry_job"),
]
