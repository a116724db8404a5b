"""Certificates join the back office: addresses, menu, and a note on the start page when something waits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from accounts.back_office import may_anywhere, visible
from accounts.roles import Permission
from certificates import viewsets
from certificates.models import Certificate


class CertificatesMenuItem(MenuItem):  # type: ignore[misc]
    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.SEE_CERTIFICATES])


class ProblemsPanel(Component):  # type: ignore[misc]
    """Says how many certificates wait for help; silent when none do."""

    name = "certificate_problems"
    template_name = "certificates/admin/problems_panel.html"
    order = 50

    def __init__(self, count: int) -> None:
        self.count = count

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"count": self.count}


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    office = (viewsets.urlpatterns, "certificates_office")
    return [path("bescheinigungen/", include(office, namespace="certificates_office"))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return CertificatesMenuItem(
        _("Bescheinigungen"),
        reverse_lazy("certificates_office:index"),
        name="certificates",
        icon_name="clipboard-list",
        order=500,
    )


@hooks.register("construct_homepage_panels")
def tell_of_problems(request: HttpRequest, panels: list[Any]) -> None:
    """Show coordinators what could not be issued."""
    if may_anywhere(request.user, [Permission.SEE_CERTIFICATES]):
        count = viewsets.problems(visible(request.user, Certificate)).count()
        if count:
            panels.append(ProblemsPanel(count))
