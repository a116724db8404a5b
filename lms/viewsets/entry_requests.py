# messages: back office
"""Who asks to enter a course without the one it builds on: the list, and the decision on each."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from accounts.back_office import back_office_view
from accounts.roles import Permission
from courses import queries as courses
from lms.actions import entry_requests
from lms.forms.entry_answer import EntryAnswerForm
from lms.models import EntryRequest
from lms.queries import entry as queries
from media.models import PrivateFile
from media.responses import serve

ADMIT = Permission.ADMIT_LEARNERS
PAGE = 50
ALL = "alle"


def _frame(title: str, *steps: tuple[str, str]) -> dict[str, Any]:
    trail = [(reverse("wagtailadmin_home"), _("Start")), *steps, ("", title)]
    return {
        "header_title": title,
        "header_icon": "key",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
        "header_buttons": [],
    }


@never_cache
@require_safe
@back_office_view(ADMIT)
def index(request: HttpRequest) -> HttpResponse:
    """List what waits for a decision, the longest waiting first; all of them where the person asks for it."""
    rows = EntryRequest.objects.decided_by_staff(request.user).order_by("asked_at", "pk")
    shows_all = request.GET.get("stand") == ALL
    if not shows_all:
        rows = rows.filter(state=EntryRequest.State.OPEN)
    context = {
        "page": Paginator(queries.with_people(rows), PAGE).get_page(request.GET.get("p")),
        "shows_all": shows_all,
        **_frame(_("Voraussetzungen")),
    }
    return render(request, "lms/admin/entry_requests.html", context)


def _mine(request: HttpRequest, request_id: str) -> EntryRequest:
    rows = queries.with_people(EntryRequest.objects.decided_by_staff(request.user))
    return get_object_or_404(rows, public_id=request_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@back_office_view(ADMIT)
def detail(request: HttpRequest, request_id: str) -> HttpResponse:
    """Show what somebody asks with proof and reason, and take the decision."""
    by, at = authenticated_user(request), timezone.now()
    asked = _mine(request, request_id)
    if request.method != "POST":
        entry_requests.read(request=asked, by=by, at=at)
        return _page(request, asked, EntryAnswerForm())
    form = EntryAnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, form, status=422)
    try:
        if request.POST.get("act") != "accept":
            entry_requests.decline(request=asked, answer=form.cleaned_data["answer"], by=by, at=at)
            messages.success(request, _("Die Anfrage ist abgelehnt. Die Person bekommt eine Nachricht."))
        elif entry_requests.accept(request=asked, by=by, at=at) is not None:
            messages.success(request, _("Die Person ist angemeldet und bekommt eine Nachricht."))
        else:
            messages.warning(
                request,
                _("Die Anfrage ist angenommen, aber es ist kein Platz frei. Die Person bekommt eine Nachricht."),
            )
    except entry_requests.NoReason:
        form.add_error("answer", _("Bitte schreiben Sie, warum Sie ablehnen."))
        return _page(request, asked, form, status=422)
    except entry_requests.AlreadyDecided:
        messages.warning(request, _("Über diese Anfrage ist schon entschieden. Ihre Antwort ist nicht gespeichert."))
        return redirect("entry_office:detail", asked.public_id)
    return redirect("entry_office:index")


def _page(request: HttpRequest, asked: EntryRequest, form: EntryAnswerForm, *, status: int = 200) -> HttpResponse:
    entry = queries.entry_course(asked.run.course)
    context = {
        "asked": asked,
        "entry": courses.localized(entry, get_language() or "de") if entry is not None else None,
        "held_until": queries.held_until(asked, at=timezone.now()) if asked.is_open else None,
        "form": form,
        **_frame(asked.learner.display_name, (reverse("entry_office:index"), _("Voraussetzungen"))),
    }
    return render(request, "lms/admin/entry_request.html", context, status=status)


@never_cache
@require_safe
@back_office_view(ADMIT)
def file(request: HttpRequest, request_id: str) -> HttpResponseBase:
    """Hand out the proof."""
    asked = _mine(request, request_id)
    found = get_object_or_404(PrivateFile, pk=asked.file_id)
    entry_requests.read(request=asked, by=authenticated_user(request), at=timezone.now())
    return serve(found)


urlpatterns = [
    path("", index, name="index"),
    path("<slug:request_id>/", detail, name="detail"),
    path("<slug:request_id>/datei/", file, name="file"),
]
