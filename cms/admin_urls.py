"""Screens for pages and the report on the funders' statement, under /admin/."""

from django.urls import path

from cms.views import back_office, funding_report

urlpatterns = [
    path("foerderhinweis/", funding_report.report, name="cms_funding_report"),
    path("seiten/", back_office.own_pages, name="cms_own_pages"),
    path("seiten/<int:page_id>/uebersetzen/", back_office.translate, name="cms_translate"),
    path("seiten/<int:page_id>/freigabe/", back_office.review, name="cms_review"),
]
