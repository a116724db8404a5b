"""Participants in the back office: who learns in a run, how far, and what the coordination can do about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import access
from accounts.back_office import back_office_view, provider_keys
from accounts.roles import Permission
from accounts.views.start import sheet
from admissions import actions as admissions
from admissions import queries as places
from certificates import queries as certificates
from courses.actions.runs import CourseIsNotPublished, UnitIsNotPublished
from courses.models import Run, Unit
from lms import exports, queries
from lms.actions import admitting, certifying, enrolments, late_work, reading
from lms.forms import AddLearnerForm, WithdrawForm
from lms.models import Enrolment, UnitResult
from lms.queries import roster as rosters
from lms.queries.attended import own_sessions
from lms.queries.results import may_read_results
from lms.viewsets import call_logs, groups, repairs
from lms.viewsets.why_open import to_staff
from scorm.actions.late import NothingLate
from scorm.reasons import reasons
from ui.once import SentBefore, sent_once

STATE_WORDS = {"open": "–", "started": "…", "completed": "✓"}


def _run(request: HttpRequest, run_id: str) -> Run:
    return get_object_or_404(rosters.runs_with_roster(request.user), public_id=run_id)


def _enrolment(request: HttpRequest, enrolment_id: str) -> Enrolment:
    mine = Enrolment.objects.on_roster_of(request.user).select_related("learner", "run__course__provider", "place")
    return get_object_or_404(mine, public_id=enrolment_id)


def _require(request: HttpRequest, permission: Permission, run: Run) -> None:
    """Answer 404 to whoever sees the roster but may not do this: no button leads here for them."""
    if run.course.provider_id not in provider_keys(request.user, [permission]):
        raise Http404


def _may(request: HttpRequest, run: Run) -> dict[str, bool]:
    wanted = {
        "admit": Permission.ADMIT_LEARNERS,
        "export": Permission.EXPORT_ROSTER,
        "reset": Permission.RESET_LEARNER_ACCESS,
        "certificates": Permission.SEE_CERTIFICATES,
        "group": Permission.PLAN_RUNS,
        "certify": Permission.REVOKE_CERTIFICATES,
    }
    return {
        name: run.course.provider_id in provider_keys(request.user, [permission]) for name, permission in wanted.items()
    }


@require_GET
@back_office_view(Permission.SEE_ROSTER)
def index(request: HttpRequest) -> HttpResponse:
    """List the runs with how many learn in them."""
    return render(request, "lms/admin/runs.html", {"runs": rosters.run_list(request.user)})


@require_GET
@back_office_view(Permission.SEE_ROSTER)
def roster(request: HttpRequest, run_id: str) -> HttpResponse:
    """Show the people of one run."""
    at = timezone.now()
    run = _run(request, run_id)
    found = rosters.roster(run)
    reading.roster_read(run=run, count=len(found.rows), by=authenticated_user(request), at=at)
    units = [(number, item.title) for number, item in enumerate(found.outline.items, start=1)]
    context = {
        "run": run,
        "roster": found,
        "units": units,
        "words": STATE_WORDS,
        "free": places.free_places(run, at),
        "may": _may(request, run),
        "has_scorm": any(item.kind == Unit.Kind.SCORM for item in found.outline.items)
        and may_read_results(authenticated_user(request), run, at=at),
    }
    return render(request, "lms/admin/roster.html", context)


HEADINGS = (
    "Name", "Name in Originalschrift", "Stand", "Angemeldet am", "Zuletzt aktiv", "Einheiten erledigt",
    "Einheiten gesamt", "UE angerechnet", "Abgeschlossen am",
)  # fmt: skip


@require_GET
@back_office_view(Permission.EXPORT_ROSTER)
def export(request: HttpRequest, run_id: str, file_format: str) -> HttpResponse:
    """Hand out the people of one run as a table, through the one door for tables."""
    run = _run(request, run_id)
    _require(request, Permission.EXPORT_ROSTER, run)
    if file_format not in exports.FORMATS:
        raise Http404
    found = rosters.roster(run)
    rows = [
        (
            row.enrolment.name_for_staff,
            row.enrolment.original_name_for_staff,
            row.enrolment.get_state_display(),
            timezone.localdate(row.enrolment.enrolled_at),
            row.last_active_on,
            row.standing.done,
            row.standing.total,
            row.teaching_units,
            row.enrolment.completed_at,
        )
        for row in found.rows
    ]
    by = authenticated_user(request)
    reading.roster_exported(run=run, count=len(rows), file_format=file_format, by=by, at=timezone.now())
    return exports.table_response(
        file_format=file_format,
        file_stem=f"teilnehmende-{run.public_id}",
        title=_("Teilnehmende"),
        headings=HEADINGS,
        rows=rows,
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@back_office_view(Permission.ADMIT_LEARNERS)
def add(request: HttpRequest, run_id: str) -> HttpResponse:
    """Admit a person; for one without e-mail the answer is the sheet with the start code, shown this once."""
    run = _run(request, run_id)
    _require(request, Permission.ADMIT_LEARNERS, run)
    form = AddLearnerForm(request.POST if request.method == "POST" else None, initial={"language": "de"})
    if form.is_valid():
        key = form.cleaned_data.pop("key")
        try:
            with sent_once("lms.admit", key):
                _enrolled, issued = admitting.admit(
                    run=run, **form.cleaned_data, by=authenticated_user(request), at=timezone.now()
                )
        except SentBefore:
            messages.warning(
                request,
                _(
                    "Sie haben diese Person schon aufgenommen. Ein neues Blatt mit Startcode bekommen Sie auf der "
                    "Seite der Person."
                ),
            )
            return redirect("participants:roster", run.public_id)
        except admissions.RunIsFull as error:
            form.add_error(None, _("Alle %(count)s Plätze sind vergeben.") % {"count": error.capacity})
        except admissions.RunIsClosed:
            form.add_error(None, _("Dieser Durchgang nimmt niemanden mehr auf."))
        except (CourseIsNotPublished, UnitIsNotPublished):
            form.add_error(None, _("Veröffentlichen Sie erst den Kurs und alle seine Einheiten."))
        else:
            if issued is not None:
                return sheet(request, issued, back_url=reverse("participants:roster", args=[run.public_id]))
            messages.success(request, _("Die Person ist aufgenommen. Sie bekommt eine Nachricht."))
            return redirect("participants:roster", run.public_id)
    return render(request, "lms/admin/add.html", {"run": run, "form": form})


@require_GET
@back_office_view(Permission.SEE_ROSTER)
def participant(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """Show one person in a run."""
    enrolment = _enrolment(request, enrolment_id)
    reading.participant_read(enrolment=enrolment, by=authenticated_user(request), at=timezone.now())
    return render(request, "lms/admin/participant.html", _about(request, enrolment, WithdrawForm()))


def _about(request: HttpRequest, enrolment: Enrolment, form: WithdrawForm) -> dict[str, Any]:
    found = rosters.roster(enrolment.run, only=[enrolment])
    row = found.rows[0]
    may = _may(request, enrolment.run)
    may["certify"] = may["certify"] and queries.lacks_certificate(enrolment)
    certificate = None
    if may["certificates"]:
        certificate = certificates.standing(enrolment.certificate_key)
    may["results"] = may_read_results(authenticated_user(request), enrolment.run, at=timezone.now())
    why = _why_open(enrolment) if may["results"] else {}
    units = [
        (item, state, why.get(item.item_id, "")) for item, state in zip(found.outline.items, row.states, strict=True)
    ]
    return {
        "row": row,
        "enrolment": enrolment,
        "units": units,
        "sessions": own_sessions([enrolment], since=None, at=timezone.now()),
        "may": may,
        "certificate": certificate,
        "form": form,
    }


def _why_open(enrolment: Enrolment) -> dict[UUID, str]:
    """Return why each unit that plays a package and was begun is not done, by item. Two statements."""
    open_results = UnitResult.objects.filter(enrolment=enrolment).exclude(state=UnitResult.State.COMPLETED)
    items = dict(open_results.filter(run_unit__kind=Unit.Kind.SCORM).values_list("public_id", "item_id"))
    found = reasons(items, at=timezone.now()) if items else {}
    return {items[key]: to_staff(reason) for key, reason in found.items() if reason is not None}


@require_POST
@back_office_view(Permission.ADMIT_LEARNERS)
def withdraw(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """End the person's part in the run, with a reason."""
    enrolment = _enrolment(request, enrolment_id)
    _require(request, Permission.ADMIT_LEARNERS, enrolment.run)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return render(request, "lms/admin/participant.html", _about(request, enrolment, form), status=422)
    try:
        enrolments.withdraw(
            enrolment=enrolment, reason=form.cleaned_data["reason"], by=authenticated_user(request), at=timezone.now()
        )
        messages.success(request, _("Die Person ist ausgetreten. Ihr Platz ist wieder frei."))
    except enrolments.NotLearning:
        messages.error(request, _("Die Teilnahme ist schon abgeschlossen oder beendet."))
    return redirect("participants:participant", enrolment.public_id)


@require_POST
@back_office_view(Permission.ADMIT_LEARNERS)
def readmit(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """Take a person who has left back in, with all they had done."""
    enrolment = _enrolment(request, enrolment_id)
    _require(request, Permission.ADMIT_LEARNERS, enrolment.run)
    try:
        back = enrolments.enrol(
            run=enrolment.run,
            learner=enrolment.learner,
            by=authenticated_user(request),
            at=timezone.now(),
            window_applies=False,
        )
        if back.counts_for_id is not None and back.place.block_id is None:
            messages.warning(
                request,
                _(
                    "Die Person ist wieder dabei, aber ihr Arbeitgeber hat keinen Platz mehr für sie. Im "
                    "Schulungsnachweis zählt sie nur, wenn er ihr einen Platz gibt."
                ),
            )
        else:
            messages.success(request, _("Die Person ist wieder dabei."))
    except admissions.PlaceRefused:
        messages.error(request, _("Dieser Durchgang ist voll oder nimmt niemanden mehr auf."))
    return redirect("participants:participant", enrolment.public_id)


@require_POST
@back_office_view(Permission.RESET_LEARNER_ACCESS)
def reset_access(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """Give a person who lost their password a new start code on paper, shown this once."""
    enrolment = _enrolment(request, enrolment_id)
    run = enrolment.run
    _require(request, Permission.RESET_LEARNER_ACCESS, run)
    try:
        issued = access.reset_access(
            person=enrolment.learner,
            provider=run.course.provider,
            by=authenticated_user(request),
            at=timezone.now(),
            learns_here=enrolment.lets_staff_reset_access,
        )
    except access.MayNotReset:
        messages.error(
            request,
            _(
                "Diesen Zugang können Sie nicht zurücksetzen. Wer eine E-Mail-Adresse hat, wählt auf der Anmeldeseite "
                "selbst ein neues Passwort. Sonst fragen Sie bitte die Administration."
            ),
        )
        return redirect("participants:participant", enrolment.public_id)
    return sheet(request, issued, back_url=reverse("participants:participant", args=[enrolment.public_id]))


@require_POST
@back_office_view(Permission.REVOKE_CERTIFICATES)
def certify(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """Have a new certificate issued where the former one was revoked."""
    enrolment = _enrolment(request, enrolment_id)
    _require(request, Permission.REVOKE_CERTIFICATES, enrolment.run)
    try:
        certifying.request_again(enrolment=enrolment, by=authenticated_user(request), at=timezone.now())
        messages.success(request, _("Die neue Bescheinigung wird ausgestellt. Sie bekommt eine neue Nummer."))
    except certifying.NothingToCertify:
        messages.error(request, _("Hier ist keine neue Bescheinigung auszustellen. Es wurde nichts geändert."))
    return redirect("participants:participant", enrolment.public_id)


@require_POST
@back_office_view(Permission.SEE_ROSTER)
def decide_late(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """Take over or drop what other devices of the person had stored too late."""
    enrolment = _enrolment(request, enrolment_id)
    is_taken = request.POST.get("decision") == "apply"
    decided = 0
    for result in UnitResult.objects.filter(enrolment=enrolment).select_related("enrolment__learner"):
        try:
            late_work.decide(result=result, take_over=is_taken, by=authenticated_user(request), at=timezone.now())
            decided += 1
        except NothingLate:
            continue
    messages.success(request, _("Entschieden.") if decided else _("Das ist schon entschieden."))
    return redirect("participants:participant", enrolment.public_id)


urlpatterns = [
    path("", index, name="index"),
    path("durchgang/<slug:run_id>/", roster, name="roster"),
    path("durchgang/<slug:run_id>/liste.<slug:file_format>", export, name="export"),
    path("durchgang/<slug:run_id>/aufnehmen/", add, name="add"),
    path("durchgang/<slug:run_id>/gruppen/", groups.groups, name="groups"),
    path("person/<slug:enrolment_id>/", participant, name="participant"),
    *repairs.urlpatterns,
    *call_logs.of_participants,
    path("person/<slug:enrolment_id>/austreten/", withdraw, name="withdraw"),
    path("person/<slug:enrolment_id>/wieder-aufnehmen/", readmit, name="readmit"),
    path("person/<slug:enrolment_id>/zugang/", reset_access, name="reset_access"),
    path("person/<slug:enrolment_id>/bescheinigung/", certify, name="certify"),
    path("person/<slug:enrolment_id>/nachtrag/", decide_late, name="decide_late"),
]
