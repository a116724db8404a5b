"""Barrier reports in the back office: what came in, and how far it is."""

# messages: back office
from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.back_office import back_office_view
from accounts.models import User
from cms.actions import barriers
from cms.barrier_forms import HandleForm
from cms.models import BarrierReport
from cms.queries.barriers import HANDLERS, visible_to

OPEN = [BarrierReport.State.NEW, BarrierReport.State.IN_WORK]


@back_office_view(*HANDLERS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the reports, open ones first."""
    assert isinstance(request.user, User)  # noqa: S101  the door lets nobody else in
    rows = visible_to(request.user)
    shows_closed = request.GET.get("stand") == "erledigt"
    rows = rows.exclude(state__in=OPEN) if shows_closed else rows.filter(state__in=OPEN)
    context = {
        "page_title": _("Gemeldete Barrieren"),
        "header_icon": "warning",
        "reports": Paginator(rows, 30).get_page(request.GET.get("p")),
        "shows_closed": shows_closed,
        "today": timezone.localdate(),
    }
    return render(request, "cms/admin/barriers.html", context)


@back_office_view(*HANDLERS)
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a report, and note how far it is."""
    assert isinstance(request.user, User)  # noqa: S101  the door lets nobody else in
    found = get_object_or_404(visible_to(request.user), public_id=public_id)
    form = HandleForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        barriers.handle(
            report=found,
            state=form.cleaned_data["state"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Der Stand ist gespeichert."))
        return redirect("barrier_reports:index")
    context = {"page_title": _("Gemeldete Barriere"), "header_icon": "warning", "found": found, "form": form}
    return render(request, "cms/admin/barrier.html", context)
