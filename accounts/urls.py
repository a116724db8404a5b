"""Own account, under /<language>/konto/."""

from django.urls import path

from accounts.views import data, profile, start

app_name = "accounts"
urlpatterns = [
    path("profil/", profile.profile, name="profile"),
    path("daten/", data.data, name="data"),
    path("daten/mitnehmen/", data.export, name="export"),
    path("daten/loeschen/", data.erase, name="erase"),
    path("daten/geloescht/", data.erased, name="erased"),
    path("start/", start.start, name="start"),
]
