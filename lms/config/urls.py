"""Root URLs of the platform. Each app's own urls.py says the rest."""

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from accounts.views.preferences import preferences
from cms.views import files, sitemap
from lms.views.calendar import feed
from media.views import public_file
from ui.views.language import choose, front

urlpatterns = [
    path("", front, name="front"),
    path("sprache/<slug:code>/", choose, name="choose_language"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("", include("operations.urls")),
    path("admin/account/", preferences, name="wagtailadmin_account"),  # before Wagtail's own
    path("admin/", include("cms.chooser_urls")),  # likewise
    path("admin/", include(wagtailadmin_urls)),
    *i18n_patterns(
        path("konto/", include("accounts.urls")),
        path("konto/", include("allauth.urls")),
        path("ui/", include("ui.urls")),
        path("", include("certificates.urls")),
        path("", include("diversity_training.urls")),
        path("", include("opening_process.urls")),
        path("", include("lms.urls")),
        *([path("demo/", include("demo.urls"))] if apps.is_installed("demo") else []),
        path("", include("cms.urls")),  # last: it takes every path that is left
    ),
]
# Without a language: conference servers tell us something, each signs what it says.
urlpatterns += [path("live/cb/", include("live_sessions.urls"))]
# Without a language: the same file for all. Each view asks who is looking.
urlpatterns += [
    path("kalender/<slug:token>.ics", feed, name="calendar_feed"),
    path("dokumente/<slug:public_id>/", files.document, name="document"),
    path("filme/<slug:public_id>/", files.film, name="film"),
    path("filme/<slug:public_id>/untertitel.vtt", files.film_captions, name="film_captions"),
    path("filme/<slug:public_id>/untertitel-<slug:language>.vtt", files.film_captions, name="film_captions"),
]
# Pictures in the sizes pages ask for; in production the web server in front answers these itself.
urlpatterns += [path("media/<path:path>", public_file, name="public-media")]

handler400 = "ui.views.errors.bad_request"
handler403 = "ui.views.errors.permission_denied"
handler404 = "ui.views.errors.page_not_found"
handler500 = "ui.views.errors.server_error"
handler429 = "ui.views.errors.too_many_requests"  # allauth asks for it
