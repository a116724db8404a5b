"""
Seats of employers, as the invited person meets them: what is offered, by whom, who sees what; then yes or no.

Nobody needs an account to read the offer. Whoever accepts signs in or makes one first, and comes back here; nothing
on these pages depends on whether an address has an account.
"""

from __future__ import annotations

from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.actions import people
from accounts.models import User
from admissions import actions as admissions
from admissions.actions import seat_codes
from admissions.actions import seats as admission
from admissions.models import SeatBlock, SeatInvitation
from courses import queries as courses
from courses.actions.runs import CourseIsNotPublished, UnitIsNotPublished
from lms.actions import seats
from lms.forms import EnrolForm
from lms.forms.seats import CountsForForm, SeatCodeForm
from lms.models import Enrolment
from lms.queries import seats as reads
from lms.views.door import own_enrolment
from ui.limits import may_send

GONE, CONFLICT = 404, 409
CODE = "seat_code_block"  # in the session: which block the code opened, and when that code was made
REFUSALS = (
    admissions.PlaceRefused,
    admission.InvitationHasMoved,
    seats.HasCompleted,
    CourseIsNotPublished,
    UnitIsNotPublished,
)


@never_cache
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the offer behind a personal link; the button accepts it, for whoever is signed in."""
    at = timezone.now()
    invitation = reads.invitation_of(token)
    if invitation is None:
        return _closed(request, "unknown", status=GONE)
    if invitation.state == SeatInvitation.State.ACCEPTED and invitation.person_id == request.user.pk:
        return _to_course(invitation.place.run_id, authenticated_user(request))
    block = invitation.place.block
    if (over := reads.why_over(invitation, at)) is not None or block is None:
        return _closed(request, over or "unknown", status=GONE)

    def accept(learner: User) -> Enrolment:
        return seats.accept(invitation=invitation, learner=learner, at=at)

    return _page(request, block, accept, name=invitation.name, decline_url=reverse("lms:decline_seat", args=[token]))


@never_cache
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the person does not want the seat, then free it; for this nobody needs an account."""
    at = timezone.now()
    invitation = reads.invitation_of(token)
    if invitation is None:
        return _closed(request, "unknown", status=GONE)
    if (over := reads.why_over(invitation, at)) is not None:
        return _closed(request, over, status=GONE)
    if request.method == "POST":
        by = authenticated_user(request) if request.user.is_authenticated else None
        try:
            admission.decline(invitation=invitation, by=by, at=at)
        except admission.InvitationHasMoved as moved:
            return _closed(request, moved.invitation.state, status=CONFLICT)
        return _closed(request, "declined", status=200)
    context = {
        "title": _("Platz ablehnen?"),
        "text": _("Ihr Arbeitgeber sieht, dass Sie abgesagt haben, und kann den Platz jemand anderem geben."),
        "consequences": [_("Einen Grund müssen Sie nicht nennen."), _("Ihr Link gilt dann nicht mehr.")],
        "confirm_text": _("Ja, ich sage ab"),
        "cancel_href": reverse("lms:seat", args=[token]),
    }
    return _secretive(render(request, "ui/confirm.html", context))


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """
    Take the code of an employer and lead to what it opens.

    The QR code carries the code behind "#": browsers do not send that part, so it stands in no server's log.
    """
    form = SeatCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and may_send(request, form, name="seat_code"):
        try:
            block = seat_codes.block_of(form.cleaned_data["code"], at=timezone.now())
        except seat_codes.CodeOpensNothing:
            form.add_error(
                "code", _("Dieser Code gilt nicht. Bitte prüfen Sie die Schreibweise oder fragen Sie im Betrieb.")
            )
        else:
            made_at = block.code_made_at.isoformat() if block.code_made_at is not None else ""
            request.session[CODE] = {"block": block.public_id, "made_at": made_at}
            return redirect("lms:seat_by_code")
    return _secretive(render(request, "lms/seat_code.html", {"form": form}))


@never_cache
@require_http_methods(["GET", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """Show what the code opened; the button takes a seat."""
    at = timezone.now()
    known = request.session.get(CODE) or {}
    found = SeatBlock.objects.select_related("run__course__provider", "employer")
    block = found.filter(public_id=known.get("block", "")).first()
    made_at = parse_datetime(known.get("made_at", ""))
    if block is None or made_at is None or not seat_codes.still_opens(block, made_at=made_at, at=at):
        return redirect("lms:seat_code")
    if request.user.is_authenticated and reads.has_seat(block, authenticated_user(request)):
        return _to_course(block.run_id, authenticated_user(request))

    def accept(learner: User) -> Enrolment:
        return seats.accept_by_code(block=block, learner=learner, at=at)

    return _page(request, block, accept)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def counts_for(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """Let the learner say for which employer the training counts, or for none."""
    enrolment, person = own_enrolment(request, enrolment_id), authenticated_user(request)
    choices = list(reads.employers_of(person))
    if not choices:
        return redirect("lms:course", enrolment.public_id)
    form = CountsForForm(
        request.POST if request.method == "POST" else None, employers=choices, chosen=enrolment.counts_for
    )
    if form.is_valid():
        seats.choose_employer(enrolment=enrolment, employer=form.chosen, by=person, at=timezone.now())
        messages.success(request, _("Gespeichert."))
        return redirect("lms:course", enrolment.public_id)
    return render(request, "lms/counts_for.html", {"enrolment": enrolment, "form": form})


def _page(
    request: HttpRequest, block: SeatBlock, accept: Any, *, name: str = "", decline_url: str = ""
) -> HttpResponse:
    """Show the offer with its one button; the POST of somebody signed in accepts."""
    learner = authenticated_user(request) if request.user.is_authenticated else None
    refusal, form = "", None
    if learner is not None:
        form = EnrolForm(request.POST if request.method == "POST" else None, learner=learner)
        if form.is_valid():
            try:
                return redirect("lms:enrolled", _accept(accept, learner, form).public_id)
            except REFUSALS as error:
                refusal = _words_for(error)
    run = block.run
    context = {
        "employer": block.employer,
        "return_on": block.return_on,
        "run": run,
        "course": courses.localized(run.course, get_language() or "de"),
        "dates": reads.dates(run, at=timezone.now()),
        "name": name,
        "learner": learner,
        "form": form,
        "refusal": refusal,
        "decline_url": decline_url,
    }
    status = CONFLICT if refusal else 422 if form is not None and form.errors else 200
    return _secretive(render(request, "lms/seat.html", context, status=status))


@transaction.atomic
def _accept(accept: Any, learner: User, form: EnrolForm) -> Enrolment:
    if name := form.cleaned_data.get("full_name"):
        people.change_profile(
            person=learner,
            full_name=name,
            original_name=learner.original_name,
            preferred_language=learner.preferred_language,
            by=learner,
            at=timezone.now(),
        )
    enrolment: Enrolment = accept(learner)
    return enrolment


def _to_course(run_id: int, learner: User) -> HttpResponse:
    own = Enrolment.objects.learnt_by(learner).filter(run=run_id).exclude(state=Enrolment.State.WITHDRAWN).first()
    return redirect("lms:course", own.public_id) if own is not None else redirect("lms:desk")


def _words_for(error: Exception) -> str:
    """Return what a person is told when the seat cannot be theirs."""
    match error:
        case admission.HasSeatAlready(employer=employer):
            return _("Sie haben in diesem Durchgang schon einen Platz von %(employer)s.") % {"employer": employer.name}
        case seats.HasCompleted():
            return _("Sie haben diesen Durchgang schon abgeschlossen.")
        case admission.TooFewSeats():
            return _("Alle Plätze Ihres Betriebs sind vergeben. Bitte fragen Sie im Betrieb nach.")
        case admission.BlockIsOver():
            return _("Die Frist ist vorbei. Die Plätze haben jetzt andere. Bitte fragen Sie im Betrieb nach.")
        case admission.InvitationHasMoved():
            return _("Die Einladung gilt nicht mehr. Bitte fragen Sie im Betrieb nach.")
        case admissions.RunIsClosed():
            return _("Dieser Durchgang nimmt niemanden mehr auf. Auf der Kursseite stehen die nächsten Termine.")
        case _other:
            return _("Die Anmeldung ist gerade nicht möglich. Bitte versuchen Sie es morgen noch einmal.")


def _closed(request: HttpRequest, reason: str, *, status: int) -> HttpResponse:
    """Say that there is nothing to accept here, and what to do."""
    return _secretive(render(request, "lms/seat_closed.html", {"reason": reason}, status=status))


def _secretive(response: HttpResponse) -> HttpResponse:
    """Keep a page behind a secret address out of caches and search engines."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
