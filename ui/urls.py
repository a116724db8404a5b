from __future__ import annotations

from django.urls import path

from ui.views import gallery

app_name = "ui"

urlpatterns = [
    path("", gallery.gallery, name="gallery"),
    path("<slug:name>/", gallery.error_page, name="error_page"),
]
