"""The setting „Freigabe“, under /admin/."""

from django.urls import path

from reviews import views

urlpatterns = [path("freigabe/", views.setting, name="reviews_setting")]
