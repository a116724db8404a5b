"""All that the content host answers."""

from django.urls import URLPattern, URLResolver, path

from lms.views import scorm_commit
from scorm.content_urls import stray_urlpatterns
from scorm.content_urls import urlpatterns as scorm_urlpatterns

urlpatterns: list[URLPattern | URLResolver] = [
    *scorm_urlpatterns,
    path("l/<str:token>/commit", scorm_commit, name="scorm_commit"),
    *stray_urlpatterns,
]
handler404 = "scorm.views.not_found"
