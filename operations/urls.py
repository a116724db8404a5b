"""Files at the root that machines and finders of holes look for; without language."""

from django.urls import path

from operations import views

app_name = "operations"
urlpatterns = [
    path(".well-known/security.txt", views.security_txt, name="security"),
    path("robots.txt", views.robots_txt, name="robots"),
]
