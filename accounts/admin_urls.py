"""Roles and organisations, under /admin/."""

from django.urls import path

from accounts.views import centres, desks, organisations, staff

urlpatterns = [
    path("mitarbeitende/", staff.staff, name="accounts_staff"),
    path("mitarbeitende/neu/", staff.give_role, name="accounts_give_role"),
    path("mitarbeitende/<str:public_id>/beenden/", staff.end_role, name="accounts_end_role"),
    path("mitarbeitende/<str:public_id>/zweiter-faktor/", staff.remove_factor, name="accounts_remove_factor"),
    path("traeger/", organisations.organisations, name="accounts_organisations"),
    path("traeger/neu/", organisations.found_provider, name="accounts_found_provider"),
    path("traeger/<str:public_id>/", organisations.change_provider, name="accounts_change_provider"),
    path("traeger/<str:public_id>/archiv/", organisations.archive_provider, name="accounts_archive_provider"),
    path("beratungsstellen/", centres.centres, name="accounts_centres"),
    path("beratungsstellen/neu/", centres.found_centre, name="accounts_found_centre"),
    path("beratungsstellen/<str:public_id>/", centres.change_centre, name="accounts_change_centre"),
    path("beratungsstellen/<str:public_id>/archiv/", centres.archive_centre, name="accounts_archive_centre"),
    *desks.urlpatterns(),
]
