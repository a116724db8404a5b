"""What people said of the provider's trainings, over several runs, with filters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.back_office import back_office_view, provider_keys
from accounts.roles import Permission
from diversity_training.queries import evaluation
from diversity_training.queries.evaluation import AskedRun, Filters
from diversity_training.queries.statistics import statistics
from surveys.pictures import picture

PLAN = Permission.PLAN_RUNS


class FilterForm(forms.Form):
    """The three filters; what is not offered chooses everything."""

    course = forms.TypedChoiceField(label=gettext_lazy("Kurs"), required=False, coerce=int, empty_value=None)
    quarter = forms.ChoiceField(label=gettext_lazy("Begonnen im"), required=False)
    size = forms.ChoiceField(label=gettext_lazy("Größe des Betriebs"), required=False)

    def __init__(self, *args: Any, runs: list[AskedRun], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in evaluation.choices(runs).items():
            field: Any = self.fields[name]
            field.choices = [("", _("alle")), *offered]

    def filters(self) -> Filters:
        """Return what was chosen; a value that is not offered (any more) counts for nothing."""
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if value})


def crumbs(title: str) -> dict[str, Any]:
    """Return what the header of these pages needs."""
    trail = [(reverse("wagtailadmin_home"), _("Start")), ("", title)]
    return {
        "header_title": title,
        "header_icon": "list-ul",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
    }


@never_cache
@require_safe
@back_office_view(PLAN)
def page(request: HttpRequest) -> HttpResponse:
    """Show what the chosen runs tell together."""
    runs = evaluation.asked_runs(provider_keys(request.user, [PLAN]))
    form = FilterForm(request.GET, runs=runs)
    filters = form.filters()
    found = evaluation.report_of(runs, filters, language=get_language() or "de")
    context = {
        "form": form,
        "runs_count": sum(run.fits(filters) for run in runs),
        "is_filtered": filters != Filters(),
        "has_runs": bool(runs),
        "report": found,
        "picture": picture(found),
        **crumbs(_("Auswertung")),
    }
    return render(request, "diversity_training/admin/evaluation.html", context)


@never_cache
@require_safe
@back_office_view(PLAN)
def figures(request: HttpRequest) -> HttpResponse:
    """Show how many trainings were held and for whom, over all employers."""
    found = statistics(provider_keys(request.user, [PLAN]))
    context = {"statistics": found, **crumbs(_("Statistik der Trainings"))}
    return render(request, "diversity_training/admin/statistics.html", context)


urlpatterns = [path("", page, name="page"), path("statistik/", figures, name="statistics")]
