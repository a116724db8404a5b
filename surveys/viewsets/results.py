# messages: back office
"""What was answered: a list of trainings, the results of each, and what people wrote."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from accounts.back_office import back_office_view, provider_keys
from accounts.models import User
from accounts.roles import Permission
from surveys.actions import texts
from surveys.actions.answering import TEXT_MOST
from surveys.models import FreeText, Survey
from surveys.pictures import picture
from surveys.queries import desk
from surveys.queries.results import report

PLAN = Permission.PLAN_RUNS
PAGE = 50


class TextForm(forms.Form):
    """The words that are left when names are taken out."""

    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=TEXT_MOST,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Ohne Text gibt es nichts freizugeben. Wählen Sie „Zurückhalten“.")},
    )


def _page(title: str, *, is_below: bool = True) -> dict[str, Any]:
    crumbs = [(reverse("wagtailadmin_home"), _("Start"))]
    if is_below:
        crumbs.append((reverse("survey_office:index"), _("Befragungen")))
    crumbs.append(("", title))
    return {
        "header_title": title,
        "header_icon": "list-ul",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
    }


def _mine(request: HttpRequest, survey_id: str) -> Survey:
    own = Survey.objects.filter(provider__in=provider_keys(request.user, [PLAN]))
    return get_object_or_404(own, public_id=survey_id)


@require_safe
@back_office_view(PLAN)
def index(request: HttpRequest) -> HttpResponse:
    """List what the person's providers have asked, the latest first."""
    page = Paginator(desk.contexts_of(provider_keys(request.user, [PLAN])), PAGE).get_page(request.GET.get("p"))
    context = {
        "rows": desk.trainings(list(page.object_list)),
        "page": page,
        "today": timezone.localdate(),
        **_page(_("Befragungen"), is_below=False),
    }
    return render(request, "surveys/admin/surveys.html", context)


@never_cache
@require_safe
@back_office_view(PLAN)
def detail(request: HttpRequest, survey_id: str) -> HttpResponse:
    """Show the results of the training that this round belongs to, and what people wrote in it."""
    return _results(request, _mine(request, survey_id))


def _results(request: HttpRequest, survey: Survey, wrong: tuple[UUID, TextForm] | None = None) -> HttpResponse:
    (training,) = desk.trainings([survey.context_key])
    found = report(training.context_keys, language=get_language() or "de")
    context = {
        "training": training,
        "today": timezone.localdate(),
        "picture": picture(found),
        "texts": _texts(training.surveys, wrong),
        **_page(survey.title),
    }
    return render(request, "surveys/admin/results.html", context, status=400 if wrong else 200)


def _texts(surveys: tuple[Survey, ...], wrong: tuple[UUID, TextForm] | None) -> list[dict[str, Any]]:
    questions = {question.key: question.words(get_language() or "de")[0] for one in surveys for question in one.asked}
    rounds = {one.pk: one for one in surveys if one.closed_on is not None}
    # By their random keys: no order tells who wrote first.
    found = FreeText.objects.filter(survey__in=rounds).exclude(state=FreeText.State.WITHHELD).order_by("key")
    return [
        {
            "text": text,
            "question": questions.get(text.question_key, ""),
            "survey": rounds[text.survey_id],
            "form": wrong[1] if wrong and wrong[0] == text.key else _form(text),
        }
        for text in found
    ]


def _form(text: FreeText) -> TextForm:
    return TextForm(initial={"body": text.body}, auto_id=f"id_{text.key}_%s")


@require_POST
@back_office_view(PLAN)
def decide(request: HttpRequest, survey_id: str, key: UUID) -> HttpResponse:
    """Let a text be seen, or delete its words."""
    survey, user, at = _mine(request, survey_id), cast(User, request.user), timezone.now()
    text = get_object_or_404(FreeText, survey=survey, key=key)
    act = request.POST.get("act")
    try:
        if act == "withhold":
            texts.withhold(text=text, by=user, at=at)
            messages.success(request, _("Der Text ist gelöscht."))
        elif act == "show":
            form = TextForm(request.POST, auto_id=f"id_{text.key}_%s")
            if not form.is_valid():
                return _results(request, survey, (text.key, form))
            texts.show(text=text, body=form.cleaned_data["body"], by=user, at=at)
            messages.success(request, _("Der Text ist freigegeben."))
    except texts.AlreadyWithheld:
        messages.error(request, _("Jemand war schneller: Der Text ist schon gelöscht."))
    except texts.NotYetReadable:
        raise Http404 from None
    return redirect("survey_office:detail", survey.public_id)


urlpatterns = [
    path("", index, name="index"),
    path("<slug:survey_id>/", detail, name="detail"),
    path("<slug:survey_id>/texte/<uuid:key>/", decide, name="decide"),
]
