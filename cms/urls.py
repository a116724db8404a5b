"""The public side: start page, catalogue, course pages, and every other page of the website."""

from django.urls import path

from cms import views
from cms.feeds import NewsFeed
from cms.views import barriers

app_name = "cms"
urlpatterns = [
    path("", views.home, name="home"),
    path("kurse/", views.catalogue, name="catalogue"),
    path("kurse/monat/<int:year>/<int:month>/", views.catalogue_month, name="catalogue_month"),
    path("kurse/<slug:slug>/", views.course, name="course"),
    path("kurse/<slug:slug>/bild.png", views.course_image, name="course_image"),
    path("kurse/<slug:slug>/anmeldung/<slug:run_id>.ics", views.enrolment_opening, name="enrolment_opening"),
    path("beratung/", views.counselling.finder, name="counselling"),
    path("beratung/<str:public_id>/", views.counselling.centre, name="counselling_centre"),
    path("aktuelles/feed/", NewsFeed(), name="news_feed"),
    path("barriere-melden/", barriers.report, name="report_barrier"),
    path("barriere-melden/<slug:public_id>/", barriers.reported, name="barrier_reported"),
    path("<path:path>/", views.page, name="page"),  # last: plain addresses of every app win over pages
]
