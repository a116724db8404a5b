"""Conference servers and consent texts, under /admin/."""

from django.urls import path

from live_sessions import consent_views, views

urlpatterns = [
    path("konferenzserver/", views.servers, name="live_sessions_servers"),
    path("konferenzserver/neu/", views.add_server, name="live_sessions_add_server"),
    path("konferenzserver/gruppen/neu/", views.add_pool, name="live_sessions_add_pool"),
    path("konferenzserver/gruppen/<str:public_id>/", views.rename_pool, name="live_sessions_rename_pool"),
    path("konferenzserver/<str:public_id>/", views.server, name="live_sessions_server"),
    path("konferenzserver/<str:public_id>/aendern/", views.change_server, name="live_sessions_change_server"),
    path("konferenzserver/<str:public_id>/pruefen/", views.test, name="live_sessions_test_server"),
    path("konferenzserver/<str:public_id>/neue-sitzungen/", views.drain, name="live_sessions_drain_server"),
    path("konferenzserver/<str:public_id>/ausser-betrieb/", views.retire, name="live_sessions_retire_server"),
    path("einwilligungstexte/", consent_views.texts, name="live_sessions_consent_texts"),
    path("einwilligungstexte/<slug:public_id>/", consent_views.text, name="live_sessions_consent_text"),
    path("einwilligungstexte/schreiben/<slug:language>/", consent_views.write, name="live_sessions_consent_write"),
]
