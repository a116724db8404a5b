"""Who sees what, for everybody: the page, and the sheet for works and staff councils."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.pdf import FontsMissing
from diversity_training import sheet
from diversity_training.models import TrainingRequest
from diversity_training.queries.desk import bookings_of
from ui.views.errors import unavailable


@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """Show the table before anybody books or takes part."""
    return render(request, "diversity_training/who_sees_what.html")


@require_safe
def council_sheet(request: HttpRequest) -> HttpResponse:
    """Hand out the sheet for works and staff councils, in German or English."""
    return _pdf(request, None)


@never_cache
@login_required
@require_safe
def booking_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand out the sheet with the facts of one booking of the person's employer."""
    return _pdf(request, get_object_or_404(bookings_of(request.user), public_id=public_id))


def _pdf(request: HttpRequest, booking: TrainingRequest | None) -> HttpResponse:
    facts = sheet.facts_of(booking) if booking is not None else None
    try:
        content = sheet.works_council_sheet(get_language() or "de", facts)
    except FontsMissing:
        return unavailable(request)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="wer-sieht-was.pdf"'
    return response
