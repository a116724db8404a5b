"""Addresses of certificates: the public check, and the holder's own."""

from django.urls import path

from certificates import views

app_name = "certificates"
urlpatterns = [
    path("pruefen/", views.lookup, name="lookup"),
    path("pruefen/<slug:public_id>/", views.verify, name="verify"),
    path("bescheinigungen/", views.own, name="own"),
    path("bescheinigungen/<slug:public_id>/", views.download, name="download"),
]
