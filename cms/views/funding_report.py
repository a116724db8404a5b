"""The report „Seiten und Vorlagen ohne Förderhinweis“, for the administration of the platform."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.back_office import back_office_view
from accounts.roles import Permission
from cms.queries import funding_report


@back_office_view(Permission.MANAGE_PROVIDERS)
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Check all templates, letters, certificates, live pages and periods now, and list what lacks the statement."""
    context = {
        "findings": funding_report.findings(on=timezone.localdate()),
        "exceptions": funding_report.exceptions(),
        "template_count": funding_report.checked_templates(),
    }
    return render(request, "cms/admin/funding_report.html", context)
