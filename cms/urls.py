"""The public side: start page, catalogue, course pages, and every other page of the website."""

from django.urls import path

from cms import converters, views  # noqa: F401  registers its converter

app_name = "cms"
urlpatterns = [
    path("", views.home, name="home"),
    path("kurse/", views.catalogue, name="catalogue"),
    path("kurse/monat/<int:year>/<int:month>/", views.catalogue_month, name="catalogue_month"),
    path("kurse/<slug:slug>/", views.course, name="course"),
    path("kurse/<slug:slug>/bild.png", views.course_image, name="course_image"),
    path("beratung/", views.counselling.finder, name="counselling"),
    path("beratung/<str:public_id>/", views.counselling.centre, name="counselling_centre"),
    path("<page_path:path>/", views.page, name="page"),  # last: plain addresses of every app win over pages
]
