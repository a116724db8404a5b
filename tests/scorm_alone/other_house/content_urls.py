"""What the content host of the other house answers."""

from django.urls import path

from scorm.content_urls import stray_urlpatterns
from scorm.content_urls import urlpatterns as player_urlpatterns
from scorm.receiving import commit_view
from tests.scorm_alone.other_house.doors import record

urlpatterns = [*player_urlpatterns, path("l/<str:token>/commit", commit_view(record=record)), *stray_urlpatterns]
handler404 = "scorm.views.not_found"
