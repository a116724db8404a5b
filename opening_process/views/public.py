"""What everybody may read: how an opening process works here, and who sees it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from opening_process.models import Level


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Explain the opening process to employers."""
    return render(request, "opening_process/about.html", {"level_count": len(Level)})
