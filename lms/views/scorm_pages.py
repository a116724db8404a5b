"""The page of a SCORM unit: start, come back, take over what another device had stored."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import sign_ins
from courses import queries as courses
from courses.models import Course, RunUnit
from lms import queries
from lms.actions import late_work, progress
from lms.models import Enrolment, Repair, UnitResult
from lms.queries import UnitLine
from lms.queries.attempts import attempts
from lms.queries.desk import stage_of
from lms.views.door import own_enrolment, run_unit_of
from lms.why_open import to_learner
from scorm import queries as scorm
from scorm.actions.attempts import NoNewAttempt
from scorm.actions.late import NothingLate
from scorm.actions.launches import open_launch
from scorm.actions.registrations import NotPlayable, register
from scorm.policy import Way
from scorm.reasons import Why, played
from scorm.refusals import missing


def context(request: HttpRequest, enrolment: Enrolment, line: UnitLine) -> dict[str, Any]:
    """Return what the page of a SCORM unit shows beside the outline. Two statements."""
    key = line.result.public_id if line.result else None
    late = scorm.undecided().filter(
        launch__attempt__registration__context_key=key or UUID(int=0),
        launch__attempt__registration__user=enrolment.learner_id,
    )
    repairs = Repair.objects.filter(unit_result=line.result)
    run_unit = (
        courses.with_attempt_policy(RunUnit.objects.filter(pk=line.item.run_unit_id))
        .select_related("package_version__phone_check")
        .defer("package_version__manifest", "package_version__report")
        .annotate(
            goal=KeyTextTransform("subject_goal", "unit_revision__content"),
            late_since=Subquery(late.order_by("-received_at").values("launch__created_at")[:1]),
            is_repaired=Exists(repairs),
            refused_at=Subquery(missing(key).order_by("-received_at").values("received_at")[:1]),
        )
        .get()
    )
    rows, found = played(key, at=timezone.now()) if key else ([], None)
    reason = None if line.is_done else found
    play = scorm.play(rows) if rows else None
    tried = attempts(play, courses.attempt_policy(run_unit), at=timezone.now())
    return {
        "version": run_unit.package_version,
        "goal": run_unit.goal,
        "has_begun": bool(rows),
        "why_open": to_learner(reason, may_go_on=not tried.only_looks) if reason else "",
        "is_maybe_unsent": reason is not None and reason.why == Why.UNSENT,
        "late_since": run_unit.late_since,  # when what waits for a decision was begun on the other device
        "stands_since": rows[-1].last_seen_at if rows else None,
        "refused_at": None if line.is_done else run_unit.refused_at,
        "repairs": repairs if run_unit.is_repaired else [],
        "attempts": tried,
    }


@require_POST
@login_required
def launch(request: HttpRequest, enrolment_id: str, item_id: UUID) -> HttpResponse:
    """Open the player on the content host. From now on only this opening writes; one left open elsewhere is told."""
    at, learner = timezone.now(), authenticated_user(request)
    enrolment = own_enrolment(request, enrolment_id)
    run_unit = run_unit_of(enrolment, item_id)
    if run_unit.package_version is None or not stage_of(enrolment, at).may_open_units:
        raise Http404
    try:
        progress.touch(enrolment=enrolment, run_unit=run_unit, at=at)
    except progress.UnitIsGone as gone:
        raise Http404 from gone
    result = UnitResult.objects.get(enrolment=enrolment, item_id=item_id)
    try:
        registration = register(
            user=learner,
            context_key=result.public_id,
            version=run_unit.package_version,
            at=at,
            policy=courses.attempt_policy(run_unit),
        )
    except NotPlayable:
        messages.error(request, _("Diese Übung ist noch nicht bereit. Bitte fragen Sie Ihre Kursleitung."))
        return redirect("lms:unit", enrolment.public_id, item_id)
    seen = request.POST.get("new_after", "")
    try:
        address = open_launch(
            registration=registration,
            at=at,
            language=get_language() or "de",
            learner_name=learner.display_name,
            sign_in=sign_ins.mark_of(request),
            return_url=request.build_absolute_uri(reverse("lms:back", args=[enrolment.public_id, item_id])),
            replay_url=request.build_absolute_uri(reverse("lms:scorm_replay")),
            # Works councils read that nothing is recorded there but for one person (diversity_training.visibility).
            follows_package_orders=enrolment.run.course.offer_kind != Course.OfferKind.DIVERSITY_TRAINING,
            new_after=int(seen) if seen.isascii() and seen.isdecimal() else None,
        )
    except NoNewAttempt:
        messages.info(request, _("Ein neuer Versuch ist jetzt nicht möglich. Hier steht, wie es weitergeht."))
        return redirect("lms:unit", enrolment.public_id, item_id)
    response = HttpResponse(status=303)
    response["Location"] = address
    return response


@never_cache
@require_GET
@login_required
def start_over(request: HttpRequest, enrolment_id: str, item_id: UUID) -> HttpResponse:
    """Ask whether the learner really wants to leave the present attempt behind."""
    at = timezone.now()
    enrolment = own_enrolment(request, enrolment_id)
    line = queries.learning_page(enrolment, language=get_language() or "de").unit(item_id)
    if line is None or not stage_of(enrolment, at).may_open_units:
        raise Http404
    found = scorm.come_back(line.result.public_id) if line.result else None
    play = found.play if found else None
    if play is None or not play.offer.may_start_over(at):
        return redirect("lms:unit", enrolment.public_id, item_id)
    shown = {"enrolment": enrolment, "unit": line, "attempts": attempts(play, play.policy, at=at)}
    return render(request, "lms/start_over.html", shown)


@never_cache
@require_GET
@login_required
def back(request: HttpRequest, enrolment_id: str, item_id: UUID) -> HttpResponse:
    """
    Receive the learner from the player: wait for the last commit (the page asks for up to 5 s), then lead on.

    `?teil=1` returns only the part that changes; the header X-Is-Final says whether the last commit is in.
    """
    enrolment = own_enrolment(request, enrolment_id)
    page = queries.learning_page(enrolment, language=get_language() or "de")
    line = page.unit(item_id)
    if line is None:
        raise Http404
    found = scorm.come_back(line.result.public_id) if line.result else None
    is_final = found is None or not found.standing.unsent
    following = page.next_unit if line.is_done else None
    play = found.play if found else None
    shown = {
        "enrolment": enrolment,
        "page": page,
        "unit": line,
        "play": play,
        "is_final": is_final,
        "why_open": _why_open(line, play) if play and is_final and not line.is_done else "",
        "following": following,
    }
    template = "lms/parts/back.html" if "teil" in request.GET else "lms/back.html"
    response = render(request, template, shown)
    response["X-Is-Final"] = "1" if is_final else "0"
    return response


def _why_open(line: UnitLine, play: scorm.Play) -> str:
    """Return why a unit that the person has just left is not done, now that all is stored. One statement."""
    if line.result is None:
        return ""
    reason = played(line.result.public_id, at=timezone.now())[1]
    if reason is None or reason.why == Why.UNSENT:
        return ""
    return to_learner(reason, may_go_on=play.offer.way != Way.REVIEW)


@require_POST
@login_required
def decide_late(request: HttpRequest, enrolment_id: str, item_id: UUID) -> HttpResponse:
    """Take over or drop what another device had stored after a newer one had taken over."""
    enrolment = own_enrolment(request, enrolment_id)
    result = UnitResult.objects.filter(enrolment=enrolment, item_id=item_id).first()
    if result is None:
        raise Http404
    is_taken = request.POST.get("decision") == "apply"
    try:
        late_work.decide(result=result, take_over=is_taken, by=authenticated_user(request), at=timezone.now())
    except NothingLate:
        messages.info(request, _("Das ist schon entschieden."))
    else:
        done = _("Übernommen. Es geht dort weiter, wo Sie auf dem anderen Gerät waren.")
        messages.success(request, done if is_taken else _("Nicht übernommen. Ihr jetziger Stand bleibt."))
    return redirect("lms:unit", enrolment.public_id, item_id)
