# messages: back office
"""Seats of employers in the back office: what a run keeps for whom, and until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from accounts.back_office import back_office_view, provider_keys
from accounts.models import Employer
from accounts.roles import Permission
from admissions import queries as places
from admissions.actions import PlaceRefused
from admissions.actions import seats as admission
from admissions.models import SeatBlock
from courses.models import Run
from diversity_training.queries.seats import lines_of
from diversity_training.seat_words import words_for

UNPROCESSABLE = 422


class CountField(forms.IntegerField):
    """How many seats, in figures."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Wie viele Plätze?"))
        super().__init__(min_value=1, max_value=settings.SEATS_MOST, **kwargs)


class ReserveForm(forms.Form):
    """
    For which employer how many seats are kept, and until when.

    The list names only those whom the provider knows from bookings and seats; whoever else wants seats tells the key
    that stands on their own desk. So nobody learns here who books with others.
    """

    employer = forms.ModelChoiceField(
        Employer.objects.none(), label=gettext_lazy("Arbeitgeber"), required=False, to_field_name="public_id"
    )
    key = forms.CharField(
        label=gettext_lazy("Oder Kennung des Arbeitgebers"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Zwölf Zeichen. Die Personalabteilung liest sie auf ihrer Seite „Unser Betrieb“."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )
    count = CountField()
    return_on = forms.DateField(
        label=gettext_lazy("Rückgabe am"),
        help_text=gettext_lazy("Was nach diesem Tag niemand angenommen hat, wird wieder für alle frei."),
        widget=AdminDateInput,
    )

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["employer"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  as declared above
        field.queryset = known_employers(run.course.provider_id)
        self.fields["return_on"].initial = usual_return_day(run, timezone.localdate())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (key := (data.get("key") or "").strip().lower()) and not data.get("employer"):
            data["employer"] = Employer.objects.filter(public_id=key, archived_at=None).first()
            if data["employer"] is None:
                self.add_error("key", _("Diese Kennung gibt es nicht."))
        elif not data.get("employer"):
            self.add_error("employer", _("Bitte wählen Sie einen Arbeitgeber oder geben Sie die Kennung ein."))
        return data


class ChangeForm(forms.Form):
    """More seats for a block, or another day of return."""

    more = CountField(label=gettext_lazy("Weitere Plätze"), required=False)
    return_on = forms.DateField(label=gettext_lazy("Rückgabe am"), widget=AdminDateInput)


def known_employers(provider_id: int) -> QuerySet[Employer]:
    """Return the employers that have booked with this provider or have had seats there."""
    known = Q(bookings__provider=provider_id) | Q(seat_blocks__run__course__provider=provider_id)
    return Employer.objects.filter(known, archived_at=None).distinct().order_by("name", "pk")


def usual_return_day(run: Run, today: date) -> date:
    """Return the day that is proposed: two weeks before the training begins, but not in the past."""
    return max(today, run.starts_on - timedelta(days=14))


@require_http_methods(["GET", "POST"])
@back_office_view(Permission.ADMIT_LEARNERS)
def of_run(request: HttpRequest, run_id: str) -> HttpResponse:
    """Show what a run keeps for employers, and keep more."""
    run = _run(request, run_id)
    form = ReserveForm(request.POST if request.method == "POST" else None, run=run)
    if form.is_valid():
        data = form.cleaned_data
        wanted = {"employer": data["employer"], "count": data["count"], "return_on": data["return_on"]}
        try:
            admission.reserve(run=run, by=authenticated_user(request), at=timezone.now(), **wanted)
        except PlaceRefused as error:
            form.add_error("return_on" if isinstance(error, admission.ReturnDayIsOutside) else None, words_for(error))
        else:
            messages.success(request, _("Die Plätze sind reserviert."))
            return redirect("seat_office:run", run.public_id)
    at = timezone.now()
    blocks = (
        SeatBlock.objects.filter(run=run).select_related("run__course", "employer").order_by("employer__name", "pk")
    )
    context = {
        "run": run,
        "lines": lines_of(list(blocks), at),
        "free": places.free_places(run, at),
        "form": form,
        **_frame(run, _("Plätze für Arbeitgeber")),
    }
    return render(request, "diversity_training/admin/seats.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "POST"])
@back_office_view(Permission.ADMIT_LEARNERS)
def change(request: HttpRequest, block_id: str) -> HttpResponse:
    """Keep more seats for an employer, or move the day of return."""
    mine = SeatBlock.objects.filter(
        run__course__provider__in=provider_keys(request.user, [Permission.ADMIT_LEARNERS])
    ).select_related("run__course__provider", "employer")
    found = get_object_or_404(mine, public_id=block_id)
    form = ChangeForm(request.POST if request.method == "POST" else None, initial={"return_on": found.return_on})
    if form.is_valid():
        who = {"by": authenticated_user(request), "at": timezone.now()}
        try:
            if form.cleaned_data["return_on"] != found.return_on:
                admission.change_return_day(block=found, return_on=form.cleaned_data["return_on"], **who)
            if form.cleaned_data["more"]:
                admission.add(block=found, count=form.cleaned_data["more"], **who)
        except PlaceRefused as error:
            form.add_error("return_on" if isinstance(error, admission.ReturnDayIsOutside) else None, words_for(error))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("seat_office:run", found.run.public_id)
    (line,) = lines_of([found], timezone.now())
    context = {"run": found.run, "line": line, "form": form, **_frame(found.run, found.employer.name)}
    return render(
        request, "diversity_training/admin/seats_change.html", context, status=UNPROCESSABLE if form.errors else 200
    )


def _run(request: HttpRequest, run_id: str) -> Run:
    mine = Run.objects.filter(course__provider__in=provider_keys(request.user, [Permission.ADMIT_LEARNERS]))
    return get_object_or_404(mine.select_related("course__provider"), public_id=run_id)


def _frame(run: Run, title: str) -> dict[str, Any]:
    trail = [
        (reverse("wagtailadmin_home"), _("Start")),
        (reverse("participants:index"), _("Teilnehmende")),
        (reverse("participants:roster", args=[run.public_id]), str(run)),
        ("", title),
    ]
    return {
        "header_title": title,
        "header_icon": "group",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
        "header_buttons": [],
    }


urlpatterns = [
    path("durchgang/<slug:run_id>/", of_run, name="run"),
    path("kontingent/<slug:block_id>/", change, name="change"),
]
