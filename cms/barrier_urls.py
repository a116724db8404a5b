"""Barrier reports, under /admin/barrieren/."""

from django.urls import path

from cms.views import office

app_name = "barrier_reports"
urlpatterns = [path("", office.index, name="index"), path("<slug:public_id>/", office.detail, name="detail")]
