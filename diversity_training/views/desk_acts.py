# messages: back office – pages of an employer's HR
"""What an employer's HR does with a booking: needs, answer, messages, delay, withdrawal, papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from certificates.pdf import CannotBePrinted, FontsMissing
from diversity_training import booking as table
from diversity_training import documents
from diversity_training.actions import analysis, proposals, steps, team, thread
from diversity_training.booking import State
from diversity_training.desk_forms import ANALYSIS_PAGES, LookAfterForm, MessageForm, ReasonForm
from diversity_training.models import BookingMessage, NeedsAnalysis, TrainingRequest
from diversity_training.queries.proposals import newest_proposal
from diversity_training.views.desk import booking_page, own_booking
from media.responses import serve


def _changed_meanwhile(request: HttpRequest) -> None:
    messages.error(request, _("Jemand war schneller: Der Stand hat sich inzwischen geändert."))


def _back(found: TrainingRequest) -> HttpResponse:
    return redirect("diversity_training:desk_booking", found.public_id)


Act = Callable[[HttpRequest, str], HttpResponse]


def posted_from_the_booking(act: Act) -> Act:
    """
    Let the view take what a form on the booking's page posts.

    A refused form answers at the view's own address, which then stands in the browser: who loads it anew, changes the
    language or signs in again there comes back to the booking.
    """

    @never_cache
    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(act)
    def view(request: HttpRequest, public_id: str) -> HttpResponse:
        return act(request, public_id) if request.method == "POST" else _back(own_booking(request, public_id))

    return view


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_analysis(request: HttpRequest, public_id: str, page: int) -> HttpResponse:
    """Show a page of the needs analysis, keep what is written, go on to the next; the last one hands it in."""
    found = own_booking(request, public_id)
    if not 1 <= page <= len(ANALYSIS_PAGES):
        raise Http404
    if not found.takes_analysis:
        return _back(found)
    kept = NeedsAnalysis.objects.filter(request=found).first()
    made = ANALYSIS_PAGES[page - 1]
    initial = {
        name: getattr(found if name in analysis.OF_THE_BOOKING else kept or NeedsAnalysis(), name)
        for name in made.base_fields
    }
    if kept is None and "needs" in initial:
        initial["needs"] = found.needs
    form = made(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        by, at = cast(User, request.user), timezone.now()
        try:
            analysis.note(booking=found, values=form.cleaned_data, by=by, at=at)
            if "later" in request.POST:
                messages.success(request, _("Ihre Angaben sind gespeichert. Sie können jederzeit weitermachen."))
                return _back(found)
            if page < len(ANALYSIS_PAGES):
                return redirect("diversity_training:desk_analysis", found.public_id, page + 1)
            analysis.hand_in(booking=found, by=by, at=at)
        except steps.StepIsNotPossible:
            _changed_meanwhile(request)
            return _back(found)
        except analysis.AnalysisIsNotWhole:
            messages.error(request, _("Bitte sagen Sie zuerst, was nach dem Training anders sein soll."))
            return redirect("diversity_training:desk_analysis", found.public_id, 1)
        messages.success(request, _("Danke. Der Träger schreibt jetzt das Angebot."))
        return _back(found)
    context = {
        "booking": found,
        "form": form,
        "page": page,
        "pages": [(number, one.title) for number, one in enumerate(ANALYSIS_PAGES, 1)],  # type: ignore[attr-defined]
        "is_last": page == len(ANALYSIS_PAGES),
    }
    return render(request, "diversity_training/desk/analysis.html", context)


@posted_from_the_booking
def desk_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Accept or decline the offer, or ask for it anew when it ran out."""
    found = own_booking(request, public_id)
    proposal = newest_proposal(found)
    if proposal is None or str(proposal.number) != request.POST.get("number"):
        _changed_meanwhile(request)
        return _back(found)
    proposal.request = found
    by, at = cast(User, request.user), timezone.now()
    try:
        if request.POST.get("act") == "accept":
            proposals.accept(proposal=proposal, by=by, at=at)
            messages.success(request, _("Sie haben das Angebot angenommen. Der Träger legt jetzt die Termine fest."))
        elif request.POST.get("act") == "ask_renewal":
            proposals.ask_renewal(proposal=proposal, by=by, at=at)
            messages.success(
                request, _("Ihre Bitte ist angekommen. Der Träger erneuert das Angebot und schreibt Ihnen.")
            )
        else:
            form = ReasonForm(request.POST, prefix="decline")
            if not form.is_valid():
                return booking_page(request, found, decline_form=form)
            proposals.decline(proposal=proposal, reason=form.cleaned_data["reason"], by=by, at=at)
            messages.success(request, _("Sie haben das Angebot abgelehnt."))
    except proposals.ProposalIsOver:
        messages.error(
            request, _("Dieses Angebot ist abgelaufen. Bitten Sie den Träger, es zu erneuern, oder lehnen Sie es ab.")
        )
    except steps.StepIsNotPossible:
        _changed_meanwhile(request)
    return _back(found)


@posted_from_the_booking
def desk_stop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Postpone, take up again or withdraw the booking."""
    found = own_booking(request, public_id)
    by, at = cast(User, request.user), timezone.now()
    act = request.POST.get("act", "")
    form = ReasonForm(request.POST, prefix="stop")
    try:
        if act == "resume":
            steps.resume(booking=found, by=by, at=at)
            messages.success(request, _("Die Buchung geht weiter."))
            return _back(found)
        stops: dict[str, Callable[..., TrainingRequest]] = {"postpone": steps.postpone, "withdraw": steps.withdraw}
        if act not in stops:
            return _back(found)
        if not form.is_valid():
            return booking_page(request, found, stop_form=form)
        stops[act](booking=found, reason=form.cleaned_data["reason"], by=by, at=at)
        messages.success(request, _("Notiert. Der Träger weiß Bescheid."))
    except steps.TooLateToWithdraw as late:
        day = date_format(late.last_day, "DATE_FORMAT")
        messages.error(
            request, _("Zurückziehen ging bis zum %(day)s. Bitte schreiben Sie uns eine Nachricht.") % {"day": day}
        )
    except steps.StepIsNotPossible:
        _changed_meanwhile(request)
    return _back(found)


@posted_from_the_booking
def desk_message(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write a message to the provider."""
    found = own_booking(request, public_id)
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return booking_page(request, found, message_form=form)
    thread.say(
        booking=found,
        side=BookingMessage.Side.EMPLOYER,
        text=form.cleaned_data["text"],
        enclosure=form.enclosure(),
        by=cast(User, request.user),
        at=timezone.now(),
    )
    messages.success(request, _("Ihre Nachricht ist gesendet."))
    return _back(found)


@posted_from_the_booking
def desk_look_after(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say who looks after the booking."""
    found = own_booking(request, public_id)
    form = LookAfterForm(request.POST, booking=found)
    if not form.is_valid():
        return booking_page(request, found, look_after_form=form)
    team.look_after(
        booking=found,
        person=form.cleaned_data["responsible"],
        department=form.cleaned_data["department"],
        by=cast(User, request.user),
        at=timezone.now(),
    )
    messages.success(request, _("Gespeichert."))
    return _back(found)


@never_cache
@login_required
@require_safe
def desk_file(request: HttpRequest, public_id: str, message_id: str) -> HttpResponseBase:
    """Hand out the file of a message."""
    found = own_booking(request, public_id)
    rows = BookingMessage.objects.filter(request=found, file__isnull=False).select_related("file")
    message = get_object_or_404(rows, public_id=message_id)
    assert message.file is not None  # noqa: S101  asked for above
    return serve(message.file)


@never_cache
@login_required
@require_safe
def desk_offer(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    """Hand out an offer as it was sent."""
    found = own_booking(request, public_id)
    proposal = get_object_or_404(found.proposals.select_related("pdf"), number=number)
    return serve(proposal.pdf, as_attachment=False)


@never_cache
@login_required
@require_safe
def desk_confirmation(request: HttpRequest, public_id: str) -> HttpResponse:
    """Print the confirmation of a booking."""
    found = own_booking(request, public_id)
    if State(found.state) not in table.WITH_EMPLOYER:
        raise Http404
    return _printed(request, found, f"Buchung-{found.public_id}.pdf", lambda at: documents.confirmation(found, at=at))


@never_cache
@login_required
@require_safe
def desk_it_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """Print the sheet for the IT department."""
    found = own_booking(request, public_id)
    return _printed(request, found, "IT-Blatt.pdf", lambda at: documents.it_sheet(found.provider, at=at))


def _printed(request: HttpRequest, found: TrainingRequest, name: str, make: Callable[..., bytes]) -> HttpResponse:
    try:
        content = make(timezone.now())
    except (FontsMissing, CannotBePrinted):
        messages.error(
            request, _("Das PDF ließ sich gerade nicht erzeugen. Bitte versuchen Sie es später noch einmal.")
        )
        return _back(found)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
