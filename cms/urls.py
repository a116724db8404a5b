"""The public side: start page and course pages."""

from django.urls import path

from cms import views

app_name = "cms"
urlpatterns = [
    path("", views.home, name="home"),
    path("kurse/<slug:slug>/", views.course, name="course"),
]
