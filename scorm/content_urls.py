"""What the content host answers for the engine; `l/<token>/commit` belongs to the house."""

from django.urls import path, re_path

from scorm import views

app_name = "scorm"
urlpatterns = [
    path("l/<str:token>/", views.player, name="player"),
    path("l/<str:token>/phone", views.stage, name="stage"),
    path("l/<str:token>/state/<path:sco>", views.state, name="state"),
    path("l/<str:token>/log", views.log, name="log"),
    path("l/<str:token>/calls", views.calls, name="calls"),
    path("l/<str:token>/c/<path:path>", views.content_file, name="content-file"),
]
# Included last: absolute addresses that packages use by mistake. Never /l/ and /static/.
stray_urlpatterns = [re_path(r"^(?!l/|static/)(?P<path>.+)$", views.stray, name="stray")]
