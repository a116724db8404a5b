"""What people who take part decide about their employer: under the training, and all in one place."""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Employer
from diversity_training.actions import sharing as actions
from diversity_training.queries import sharing
from lms.models import Enrolment
from lms.queries import with_course_title

ANSWERS = {"yes": True, "no": False}
PLACES = {"course": "lms:course", "run": "diversity_training:run_visibility"}  # where an answer leads back to


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def of_run(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """Show who sees what of one own training, and take the answer about the employer."""
    mine = with_course_title(Enrolment.objects.learnt_by(request.user), language=get_language() or "de")
    enrolment = get_object_or_404(mine, public_id=enrolment_id)
    if request.method == "POST":
        return _decide(request, enrolment)
    share = sharing.own_share(enrolment, today=timezone.localdate())
    if share is None:
        raise Http404
    return render(request, "diversity_training/run_visibility.html", {"enrolment": enrolment, "share": share})


def _decide(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    is_shared = ANSWERS.get(request.POST.get("answer", ""))
    employer = Employer.objects.filter(public_id=request.POST.get("employer", "")).first()
    if is_shared is None or employer is None:
        raise Http404
    try:
        actions.decide(
            enrolment=enrolment,
            employer=employer,
            is_shared=is_shared,
            by=authenticated_user(request),
            at=timezone.now(),
        )
    except actions.NoEmployer as error:
        raise Http404 from error
    except actions.EmployerHasChanged:
        messages.warning(
            request, _("Das Training zählt inzwischen für einen anderen Arbeitgeber. Bitte antworten Sie noch einmal.")
        )
    else:
        messages.success(
            request,
            _("Sie haben Ihre Teilnahme freigegeben. Sie können das jederzeit zurücknehmen.")
            if is_shared
            else _("Ihr Arbeitgeber sieht nicht, ob Sie teilgenommen haben. Das gilt ab sofort."),
        )
    if request.POST.get("back") == "shares":
        return redirect("diversity_training:shares")
    return redirect(PLACES.get(request.POST.get("back", ""), PLACES["run"]), enrolment.public_id)


@never_cache
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """List every own training that counts for an employer, with what the employer reads and the way to change it."""
    enrolments = Enrolment.objects.learnt_by(request.user).order_by("-enrolled_at", "-pk")
    found = sharing.own_shares(
        list(with_course_title(enrolments, language=get_language() or "de")), today=timezone.localdate()
    )
    return render(request, "diversity_training/shares.html", {"shares": found})
