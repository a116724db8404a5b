"""Root URLs of the platform. Each app's own urls.py says the rest."""

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("", RedirectView.as_view(url="/de/", permanent=False)),
    path("admin/", include(wagtailadmin_urls)),
    *i18n_patterns(
        path("konto/", include("accounts.urls")),
        path("konto/", include("allauth.urls")),
        path("ui/", include("ui.urls")),
    ),
]
if apps.is_installed("demo"):
    pass

handler400 = "ui.views.errors.bad_request"
handler403 = "ui.views.errors.permission_denied"
handler404 = "ui.views.errors.page_not_found"
handler500 = "ui.views.errors.server_error"
