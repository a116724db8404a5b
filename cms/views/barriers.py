"""Reporting a barrier, open to everybody."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Provider
from cms.actions import barriers
from cms.barrier_forms import MOST_PATH, BarrierForm
from cms.models import BarrierReport
from cms.queries.barriers import reply_due_on
from ui.limits import TOO_MANY_REQUESTS, may_send


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Take a report; the link that leads here says which page it is about, and whose."""
    at, status = timezone.now(), 200
    initial = {
        "form_key": uuid4(),
        "page": request.GET.get("seite", "")[:MOST_PATH],
        "provider": request.GET.get("traeger", "")[:12],
    }
    form = BarrierForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if may_send(request, form, name="barrier"):
            values = {**form.cleaned_data, "provider": _provider(form.cleaned_data["provider"])}
            stored = barriers.report(**values, language=get_language() or "de", at=at)
            return redirect("cms:barrier_reported", stored.public_id)
        status = TOO_MANY_REQUESTS
    provider = _provider(str(form["provider"].value() or ""))
    context = {
        "form": form,
        "about": form["page"].value(),
        "funding_provider": provider,
        "reply_due_on": reply_due_on(timezone.localdate(at)),
    }
    return render(request, "cms/barrier.html", context, status=status)


@never_cache
@require_safe
def reported(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what happens next; the address shows nobody's contact."""
    stored = get_object_or_404(BarrierReport.objects.select_related("provider"), public_id=public_id)
    response = render(request, "cms/barrier_reported.html", {"stored": stored, "funding_provider": stored.provider})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _provider(public_id: str) -> Provider | None:
    if not public_id.isalnum():  # typed into the address; a NUL character is nothing to ask a database
        return None
    return Provider.objects.filter(public_id=public_id, archived_at__isnull=True).first()
