# messages: back office
"""What an employer takes along: radar and plan on paper, and everything as a workbook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from lms.exports import XLSX_TYPE
from opening_process import export, pdf
from opening_process.actions import processes
from opening_process.models import Cycle
from opening_process.views.door import enter, page


@page("GET", "HEAD")
def plan_pdf(request: HttpRequest, process_id: str, number: int) -> HttpResponse:
    """Return radar and action plan of a cycle as PDF."""
    inside, at = enter(request, process_id), timezone.now()
    cycle = get_object_or_404(Cycle, process=inside.process, number=number)
    content = pdf.render(employer=inside.process.employer, cycle=cycle, at=at)
    processes.note_export(process=inside.process, what="plan", by=inside.user, at=at)
    return _download(content, "application/pdf", f"oeffnung-{process_id}-zyklus-{number}.pdf")


@page("GET", "HEAD")
def take_along(request: HttpRequest, process_id: str) -> HttpResponse:
    """Return everything that stands in the process as a workbook; for the employer only."""
    inside, at = enter(request, process_id, as_hr=True), timezone.now()
    content = export.workbook(inside.process)
    processes.note_export(process=inside.process, what="everything", by=inside.user, at=at)
    return _download(content, XLSX_TYPE, f"oeffnung-{process_id}.xlsx")


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
