"""The public side: start page, course pages, and every other page of the website."""

from django.urls import path

from cms import views

app_name = "cms"
urlpatterns = [
    path("", views.home, name="home"),
    path("kurse/<slug:slug>/", views.course, name="course"),
    path("<path:path>/", views.page, name="page"),  # last: plain addresses of every app win over pages
]
