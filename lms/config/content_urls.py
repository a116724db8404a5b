"""All that the content host answers."""

from django.urls import URLPattern, URLResolver

from scorm.content_urls import stray_urlpatterns
from scorm.content_urls import urlpatterns as scorm_urlpatterns

urlpatterns: list[URLPattern | URLResolver] = [
    *scorm_urlpatterns,
    *stray_urlpatterns,
]
handler404 = "scorm.views.not_found"
