"""Screens for pages, under /admin/."""

from django.urls import path

from cms.views import back_office

urlpatterns = [
    path("seiten/", back_office.own_pages, name="cms_own_pages"),
    path("seiten/<int:page_id>/uebersetzen/", back_office.translate, name="cms_translate"),
    path("seiten/<int:page_id>/freigabe/", back_office.review, name="cms_review"),
]
