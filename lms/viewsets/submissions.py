# messages: back office
"""Transfer tasks in the back office: what waits, and the answer to each."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.core.internal.httpkit import authenticated_user
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from accounts.back_office import back_office_view
from accounts.roles import Permission
from lms.actions import submissions
from lms.forms.answers import AnswerForm
from lms.models import Submission
from lms.queries import submissions as queries
from media.models import PrivateFile
from media.responses import serve

READ = Permission.READ_SUBMISSIONS
PAGE = 50
STATES = (Submission.State.HANDED_IN, Submission.State.RETURNED, Submission.State.ACCEPTED)
ALL = "alle"


def _frame(title: str, *steps: tuple[str, str]) -> dict[str, Any]:
    trail = [(reverse("wagtailadmin_home"), _("Start")), *steps, ("", title)]
    return {
        "header_title": title,
        "header_icon": "doc-full-inverse",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
        "header_buttons": [],
    }


@never_cache
@require_safe
@back_office_view(READ)
def index(request: HttpRequest) -> HttpResponse:
    """List what was handed in in the person's runs; what waits unless they ask for something else."""
    user = authenticated_user(request)
    state, run_id = request.GET.get("stand", Submission.State.HANDED_IN), request.GET.get("durchgang", "")
    wanted = state if state in STATES else ""
    runs = queries.runs_read_by(user)
    found = queries.submissions_read_by(user, state=wanted, run_id=run_id)
    page = Paginator(found, PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "runs": runs,
        "run_id": run_id,
        "state": wanted or ALL,
        "states": [(one.value, one.label) for one in STATES] + [(ALL, _("alle"))],
        "narrowed": urlencode({"durchgang": run_id}) if run_id else "",
        **_frame(_("Transferaufgaben")),
    }
    return render(request, "lms/admin/submissions.html", context)


def _mine(request: HttpRequest, submission_id: str) -> Submission:
    rows: QuerySet[Submission] = queries.with_people(Submission.objects.read_by(request.user))
    return get_object_or_404(rows, public_id=submission_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@back_office_view(READ)
def detail(request: HttpRequest, submission_id: str) -> HttpResponse:
    """Show a version with what came before, and take the answer; then the next one that waits is shown."""
    by, at = authenticated_user(request), timezone.now()
    submission = _mine(request, submission_id)
    if request.method != "POST":
        submissions.read(submission=submission, by=by, at=at)
        return _page(request, submission, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, submission, form, status=422)
    is_accepted = request.POST.get("act") == "accept"
    try:
        submissions.decide(
            submission=submission, is_accepted=is_accepted, feedback=form.cleaned_data["feedback"], by=by, at=at
        )
    except submissions.NoReason:
        form.add_error("feedback", _("Bitte schreiben Sie, was noch fehlt."))
        return _page(request, submission, form, status=422)
    except submissions.NewerVersion as error:
        messages.warning(
            request,
            _("Inzwischen ist eine neue Fassung da. Bitte lesen Sie diese; Ihr Text steht noch im Feld."),
        )
        newest = _mine(request, error.newest.public_id)
        submissions.read(submission=newest, by=by, at=at)
        return _page(request, newest, form, status=409)
    except submissions.AlreadyDecided as error:
        name = error.submission.decided_by.display_name if error.submission.decided_by else ""
        text = _("%(person)s hat schon geantwortet. Ihre Antwort ist nicht gespeichert.") % {"person": name}
        messages.warning(request, text)
        return redirect("submissions_office:detail", submission.public_id)
    messages.success(request, _("Die Abgabe ist angenommen.") if is_accepted else _("Die Abgabe ist zurückgegeben."))
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    """Return where to go on: the next version that waits, in the run that the list was narrowed to, else the list."""
    run_id = request.GET.get("durchgang", "")
    narrowed = f"?{urlencode({'durchgang': run_id})}" if run_id else ""
    waiting = queries.submissions_read_by(
        authenticated_user(request), state=Submission.State.HANDED_IN, run_id=run_id
    ).first()
    if waiting is None:
        return reverse("submissions_office:index") + narrowed
    return reverse("submissions_office:detail", args=[waiting.public_id]) + narrowed


def _page(request: HttpRequest, submission: Submission, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    enrolment = submission.unit_result.enrolment
    newest = queries.newest_of(submission)
    run_id = request.GET.get("durchgang", "")
    listing = reverse("submissions_office:index") + (f"?{urlencode({'durchgang': run_id})}" if run_id else "")
    context = {
        "submission": submission,
        "enrolment": enrolment,
        "newest": newest if newest.pk != submission.pk else None,
        "earlier": queries.versions_of(submission),
        "task": queries.task_of(enrolment.run, submission.unit_result.item_id),
        "narrowed": urlencode({"durchgang": run_id}) if run_id else "",
        "form": form,
        **_frame(enrolment.name_for_staff, (listing, _("Transferaufgaben"))),
    }
    return render(request, "lms/admin/submission.html", context, status=status)


@never_cache
@require_safe
@back_office_view(READ)
def file(request: HttpRequest, submission_id: str) -> HttpResponseBase:
    """Hand out the file of a version."""
    submission = _mine(request, submission_id)
    found = get_object_or_404(PrivateFile, pk=submission.file_id)
    submissions.read(submission=submission, by=authenticated_user(request), at=timezone.now())
    return serve(found)


urlpatterns = [
    path("", index, name="index"),
    path("<slug:submission_id>/", detail, name="detail"),
    path("<slug:submission_id>/datei/", file, name="file"),
]
