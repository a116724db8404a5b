"""One unit of one participant: why it is not done, what staff have changed, and what they can change."""

from __future__ import annotations

from uuid import UUID

from allauth.core.internal.httpkit import authenticated_user
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from accounts.back_office import back_office_view
from accounts.roles import Permission
from courses.models import RunUnit, Unit
from lms.actions import reading, repairs
from lms.forms.call_logs import OrderForm
from lms.forms.repairs import Kind, RepairForm
from lms.models import Enrolment, Repair, UnitResult
from lms.queries import call_logs
from lms.queries.attempts import attempts
from lms.queries.results import may_read_results
from lms.refused_words import sentences
from lms.viewsets.why_open import to_staff
from scorm import queries as scorm
from scorm.reasons import reasons
from scorm.refusals import refused

PLAN = Permission.PLAN_RUNS


@require_http_methods(["GET", "POST"])
@back_office_view(PLAN)
def unit(request: HttpRequest, enrolment_id: str, item_id: UUID) -> HttpResponse:
    """Show how a participant stands in a unit that plays a package, and change it with a reason."""
    enrolment, run_unit = unit_of(request, enrolment_id, item_id)
    form = RepairForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _repair(request, enrolment, run_unit, form)
        return redirect("participants:unit", enrolment.public_id, item_id)
    return page(request, enrolment, run_unit, form=form)


def page(
    request: HttpRequest,
    enrolment: Enrolment,
    run_unit: RunUnit,
    *,
    form: RepairForm | None = None,
    order_form: OrderForm | None = None,
) -> HttpResponse:
    """Show the unit, with the forms as they came."""
    item_id, form, order_form = run_unit.item_id, form or RepairForm(), order_form or OrderForm()
    at = timezone.now()
    reading.participant_read(enrolment=enrolment, by=authenticated_user(request), at=at)
    result = UnitResult.objects.filter(enrolment=enrolment, item_id=item_id).first()
    played = scorm.come_back(result.public_id) if result else None
    found = reasons([result.public_id], at=at) if result and result.state != UnitResult.State.COMPLETED else {}
    why = next(iter(found.values()), None)
    title = run_unit.unit_revision.content["title"]
    trail = [
        (reverse("wagtailadmin_home"), _("Start")),
        (reverse("participants:roster", args=[enrolment.run.public_id]), str(enrolment.run)),
        (reverse("participants:participant", args=[enrolment.public_id]), enrolment.name_for_staff),
        ("", title),
    ]
    if form.errors or order_form.errors:  # on a phone the field itself is far below
        messages.error(request, _("Noch nichts geändert: Bitte ergänzen Sie, was unten rot markiert ist."))
    context = {
        "enrolment": enrolment,
        "result": result,
        "why": to_staff(why) if why else "",
        "tried": attempts(played.play, played.play.policy, at=at) if played else None,
        "repairs": Repair.objects.filter(unit_result=result).select_related("by") if result else [],
        "may_repair": enrolment.state != Enrolment.State.WITHDRAWN,
        "form": form,
        "item_id": item_id,
        "refused": [(row.received_at, sentences(row)) for row in refused(result.public_id)] if result else [],
        "kept_with_resets": scorm.kept_with_resets(result.public_id) if result else [],
        "shelf": call_logs.shelf(result.public_id if result else None, at=at),
        "order_form": order_form,
        "header_title": title,
        "header_icon": "user",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
    }
    return render(
        request, "lms/admin/unit_of_participant.html", context, status=422 if form.errors or order_form.errors else 200
    )


def unit_of(request: HttpRequest, enrolment_id: str, item_id: UUID) -> tuple[Enrolment, RunUnit]:
    """Return a participant and a unit with a package, where the person may read the results; 404 for all others."""
    enrolment = _enrolment(request, enrolment_id)
    units = RunUnit.objects.filter(run=enrolment.run, kind=Unit.Kind.SCORM)
    return enrolment, get_object_or_404(units.select_related("unit_revision"), item_id=item_id)


def _enrolment(request: HttpRequest, enrolment_id: str) -> Enrolment:
    """Return a participant whose results the person may read; 404 for all others."""
    mine = Enrolment.objects.on_roster_of(request.user).select_related("learner", "run__course__provider")
    enrolment = get_object_or_404(mine, public_id=enrolment_id)
    if not may_read_results(authenticated_user(request), enrolment.run, at=timezone.now()):
        raise Http404
    return enrolment


def _repair(request: HttpRequest, enrolment: Enrolment, run_unit: RunUnit, form: RepairForm) -> None:
    kind, reason = form.cleaned_data["kind"], form.cleaned_data["reason"]
    by, at = authenticated_user(request), timezone.now()
    try:
        if kind == Kind.COMPLETED:
            repairs.complete(enrolment=enrolment, run_unit=run_unit, reason=reason, by=by, at=at)
            messages.success(
                request, _("Die Einheit ist als erledigt eingetragen. Die Person sieht das mit Ihrem Grund.")
            )
        elif kind == Kind.RESET:
            repairs.reset(enrolment=enrolment, run_unit=run_unit, reason=reason, by=by, at=at)
            messages.success(request, _("Zurückgesetzt. Beim nächsten Öffnen beginnt die Person neu."))
        elif kind == Kind.GRANTED:
            repairs.grant(enrolment=enrolment, run_unit=run_unit, reason=reason, by=by, at=at)
            messages.success(request, _("Die Person darf es einmal mehr versuchen. Sie sieht das mit Ihrem Grund."))
        else:
            repairs.correct_score(enrolment=enrolment, run_unit=run_unit, score=form.score, reason=reason, by=by, at=at)
            messages.success(request, _("Das Ergebnis ist berichtigt. Die Person sieht das mit Ihrem Grund."))
    except repairs.NothingToRepair:
        messages.warning(request, _("Hier ist nichts zu ändern: Es ist schon so, oder es läuft kein Versuch."))
    except repairs.NotLearning:
        messages.error(request, _("Die Teilnahme ist beendet. Es wurde nichts geändert."))


urlpatterns = [path("person/<slug:enrolment_id>/uebung/<uuid:item_id>/", unit, name="unit")]
