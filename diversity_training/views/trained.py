# messages: back office
"""HR reads who and how many were trained (§ 12 AGG), on a page and as a file."""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Employer
from diversity_training.actions import reading, renewal
from diversity_training.queries import participation
from diversity_training.queries.desk import bookings_of, employers_of
from diversity_training.queries.trained_staff import TrainedStaff, trained_staff
from diversity_training.renewal_forms import IntervalForm
from lms.exports import FORMATS, Cell, table_response


def _employer(request: HttpRequest, employer_id: str) -> Employer:
    return get_object_or_404(employers_of(request.user), public_id=employer_id)


def _overview(employer: Employer) -> TrainedStaff:
    at = timezone.now()
    return trained_staff(employer, at=at, today=timezone.localdate(at))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, employer_id: str) -> HttpResponse:
    """Show which trainings an employer's staff had, how many people, and when to repeat them."""
    employer = _employer(request, employer_id)
    person = authenticated_user(request)
    found = _overview(employer)
    form = IntervalForm(request.POST if request.method == "POST" else None, initial={"years": found.years})
    if form.is_valid():
        renewal.choose_interval(employer=employer, years=form.cleaned_data["years"], by=person, at=timezone.now())
        messages.success(request, _("Der Abstand ist gespeichert."))
        return redirect("diversity_training:trained", employer.public_id)
    reading.names_read(employer=employer, count=len(found.people), by=person, at=timezone.now())
    context = {"found": found, "form": form, "formats": FORMATS}
    return render(request, "diversity_training/desk/trained.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def export(request: HttpRequest, employer_id: str, file_format: str) -> HttpResponse:
    """Hand out the overview as a file: the same rows as on the page."""
    if file_format not in FORMATS:
        raise Http404
    employer = _employer(request, employer_id)
    found = _overview(employer)
    reading.trained_exported(
        employer=employer,
        count=len(found.people),
        file_format=file_format,
        by=authenticated_user(request),
        at=timezone.now(),
    )
    headings = [
        _("Training"),
        _("Person"),
        _("Ende"),
        _("Auffrischung ab"),
        _("Genutzte Plätze"),
        _("Geschult, mindestens"),
    ]
    return table_response(
        file_format=file_format,
        file_stem="geschulte-beschaeftigte",
        title=_("Geschulte Beschäftigte"),
        headings=headings,
        rows=_rows(found),
    )


def _rows(found: TrainedStaff) -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        [line.booking.course_title, None, line.ended_on, line.renew_on, line.seats_used, line.trained_at_least]
        for line in found.lines
    ]
    rows += [
        [person.course_title, person.name, person.ended_on, person.renew_on, None, None] for person in found.people
    ]
    return rows


@never_cache
@login_required
@require_safe
def people(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show by name whose attendance at one training the employer may read."""
    booking = get_object_or_404(bookings_of(request.user), public_id=public_id)
    figures = participation.figures_of(booking, at=timezone.now())
    assert booking.employer is not None  # noqa: S101  the desk shows bookings with an employer only
    reading.names_read(
        employer=booking.employer, count=len(figures.people), by=authenticated_user(request), at=timezone.now()
    )
    return render(request, "diversity_training/desk/people.html", {"booking": booking, "figures": figures})
