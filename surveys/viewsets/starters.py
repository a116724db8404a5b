# messages: back office
"""Questionnaires to begin with: one click gives the provider a copy."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from accounts.back_office import back_office_view, provider_keys
from accounts.models import Provider, User
from accounts.roles import Permission
from surveys.actions.questionnaires import add_starter
from surveys.models import Questionnaire
from surveys.starters import QUESTIONS, TITLES, Starter

EDIT = Permission.EDIT_COURSES


@require_http_methods(["GET", "HEAD", "POST"])
@back_office_view(EDIT)
def page(request: HttpRequest) -> HttpResponse:
    """Show what there is to begin with, and copy one of it for a provider of the person."""
    own = Provider.objects.filter(pk__in=provider_keys(request.user, [EDIT])).order_by("name")
    if request.method == "POST":
        provider = get_object_or_404(own, public_id=request.POST.get("provider", ""))
        try:
            starter = Starter(request.POST.get("starter", ""))
        except ValueError:
            raise Http404 from None
        made = add_starter(provider=provider, starter=starter, by=cast(User, request.user), at=timezone.now())
        messages.success(request, _("Der Fragebogen ist angelegt. Sie können jede Frage ändern."))
        return redirect(reverse(f"{Questionnaire.snippet_viewset.url_namespace}:edit", args=[made.pk]))
    title = _("Fragebögen zum Anfangen")
    context = {
        "starters": [(starter.value, TITLES[starter], QUESTIONS[starter]) for starter in Starter],
        "providers": own,
        "header_title": title,
        "header_icon": "list-ul",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Start")},
            {"url": reverse(f"{Questionnaire.snippet_viewset.url_namespace}:list"), "label": _("Fragebögen")},
            {"url": "", "label": title},
        ],
    }
    return render(request, "surveys/admin/starters.html", context)


urlpatterns = [path("", page, name="page")]
