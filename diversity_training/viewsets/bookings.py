"""What the provider's staff do with a booking, in the back office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from accounts.back_office import back_office_view, provider_keys
from accounts.models import User
from accounts.roles import Permission
from admissions.actions.places import PlaceRefused
from certificates.pdf import CannotBePrinted, FontsMissing
from diversity_training import booking as table
from diversity_training.actions import desk_access, proposals, requests, steps, thread
from diversity_training.actions.counting import ListsAreOpen
from diversity_training.actions.proofs import NobodyWasTrained
from diversity_training.actions.survey_wish import SurveyStays
from diversity_training.booking import State
from diversity_training.desk_forms import MessageForm, ReasonForm
from diversity_training.models import BookingMessage, NeedsAnalysis, TrainingRequest
from diversity_training.office_forms import BookingForm, DatesForm, ProposalForm
from diversity_training.queries import trained_now
from diversity_training.queries.dates import holidays_of
from diversity_training.queries.offers import entry_course
from diversity_training.queries.office import step_today
from diversity_training.queries.office import thread as thread_of
from diversity_training.queries.proposals import newest_proposal, planned
from media.responses import serve

Forms = dict[str, Any]


def own(request: HttpRequest, public_id: str) -> TrainingRequest:
    """Return the booking at one of the person's providers; anything else is not found."""
    rows = TrainingRequest.objects.filter(provider_id__in=provider_keys(request.user, [Permission.HANDLE_REQUESTS]))
    related = ("provider__network", "provider__region", "employer", "run__course", "offer__course", "taken_up_by")
    return get_object_or_404(rows.select_related(*related), public_id=public_id)


def crumbs(found: TrainingRequest, *more: str) -> list[dict[str, str]]:
    """Return the way back to the list."""
    own_url = reverse("training_requests:detail", args=[found.public_id])
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Start")},
        {"url": reverse("training_requests:index"), "label": _("Trainingsanfragen")},
        {"url": own_url if more else "", "label": found.organisation},
        *({"url": "", "label": label} for label in more),
    ]


@back_office_view(Permission.HANDLE_REQUESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one booking with everything that belongs to it, and take the next step."""
    found = own(request, public_id)
    refused: Forms | None = {}
    if request.method == "POST":
        refused = _act(request, found)
        if refused is None:
            return redirect("training_requests:detail", found.public_id)
    return render(request, "diversity_training/admin/request.html", _context(found) | (refused or {}))


def _context(found: TrainingRequest) -> Forms:
    state, today = State(found.state), timezone.localdate()
    following = found.step.following
    is_nobody_trained = state == State.EVALUATING and trained_now.is_nobody_trained(found, at=timezone.now())
    may_book = found.is_advice and state != State.CANCELLED
    may_date = state == State.ACCEPTED
    newest = newest_proposal(found)
    may_renew = state == State.OFFERED and newest is not None and newest.has_run_out(today)
    step = step_today(found, has_run_out=may_renew)
    return {
        "found": found,
        "breadcrumbs_items": crumbs(found),
        "is_late": found.is_providers_turn and found.due_on is not None and found.due_on < today,
        "analysis": NeedsAnalysis.objects.filter(request=found).first(),
        "entry": entry_course(found.offer.course) if found.offer is not None else None,
        "proposal": newest,
        "planned": planned(found, newest),
        "step": step,
        "due_on": found.due_on if step is found.step else None,
        "may_renew": may_renew,
        "thread": thread_of(found),
        "holidays": holidays_of(found.run) if found.run is not None else [],
        "may_book": may_book,
        "booking_form": BookingForm(booking=found) if may_book else None,
        "may_take_up": state == State.REQUESTED,
        "may_offer": not found.is_advice and state in (State.CLARIFYING, State.OFFERED),
        "may_reopen": state == State.DECLINED,
        "may_date": may_date,
        "dates_form": DatesForm(booking=found, today=today) if may_date else None,
        "may_open": state == State.SCHEDULED,
        "may_evaluate": state == State.DELIVERED,
        "is_nobody_trained": is_nobody_trained,
        "may_certify": state == State.EVALUATING and not is_nobody_trained,
        "may_close": state == State.FOLLOW_UP or is_nobody_trained,
        "may_resume": state == State.POSTPONED,
        "may_postpone": State.POSTPONED in following,
        "may_cancel": State.CANCELLED in following,
        "may_send_access": not found.is_advice and found.contact_removed_at is None and state not in table.OVER,
        "message_form": MessageForm(),
        "stop_form": ReasonForm(prefix="stop"),
    }


def _act(request: HttpRequest, found: TrainingRequest) -> Forms | None:
    """Take the step; return the forms that were refused, or None when all is done and said."""
    act = request.POST.get("act", "")
    by, at = cast(User, request.user), timezone.now()
    try:
        if act in PLAIN:
            PLAIN[act](found, by, at)
            messages.success(request, _("Der Stand ist notiert."))
        elif act in STOPS:
            form = ReasonForm(request.POST, prefix="stop")
            if not form.is_valid():
                return {"stop_form": form}
            STOPS[act](booking=found, reason=form.cleaned_data["reason"], by=by, at=at)
            messages.success(request, _("Der Stand ist notiert."))
        elif act == "set_dates":
            return _set_dates(request, found)
        elif act == "make_booking":
            return _make_booking(request, found)
        elif act == "say":
            return _say(request, found)
    except ListsAreOpen as error:
        text = _("Bitte bestätigen Sie zuerst die Anwesenheit. Offene Listen: %(count)s") % {"count": error.count}
        messages.error(request, text)
    except NobodyWasTrained:
        messages.error(
            request, _("Für diesen Betrieb ist niemand zu zählen. Es wird kein Schulungsnachweis ausgestellt.")
        )
    except steps.StepIsNotPossible:
        messages.error(request, _("Jemand war schneller: Der Stand hat sich inzwischen geändert."))
    except (FontsMissing, CannotBePrinted) as problem:
        messages.error(request, str(problem))
    return None


PLAIN: dict[str, Callable[..., object]] = {
    "take_up": lambda found, by, at: requests.take_up(request=found, by=by, at=at),
    "reopen": lambda found, by, at: steps.reopen(booking=found, by=by, at=at),
    "renew": lambda found, by, at: proposals.renew(booking=found, by=by, at=at),
    "open_invitation": lambda found, by, at: steps.open_invitation(booking=found, by=by, at=at),
    "begin_evaluation": lambda found, by, at: steps.begin_evaluation(booking=found, by=by, at=at),
    "certify": lambda found, by, at: steps.certify(booking=found, by=by, at=at),
    "close": lambda found, by, at: steps.close(booking=found, by=by, at=at),
    "resume": lambda found, by, at: steps.resume(booking=found, by=by, at=at),
    "send_access": lambda found, by, at: desk_access.send_again(request=found, by=by, at=at),
}
STOPS: dict[str, Callable[..., TrainingRequest]] = {"postpone": steps.postpone, "cancel": steps.cancel}


def _set_dates(request: HttpRequest, found: TrainingRequest) -> Forms | None:
    form = DatesForm(request.POST, booking=found, today=timezone.localdate())
    if not form.is_valid():
        return {"dates_form": form}
    run = form.cleaned_data["run"]
    try:
        steps.set_dates(booking=found, run=run, by=cast(User, request.user), at=timezone.now())
    except steps.RunDoesNotFit:
        form.add_error("run", _("Dieser Durchgang gehört inzwischen zu einer anderen Buchung oder ist abgesagt."))
        return {"dates_form": form}
    except steps.RunHasBegun:
        form.add_error("run", _("Dieser Durchgang hat schon begonnen. Bitte wählen Sie einen, der noch bevorsteht."))
        return {"dates_form": form}
    except SurveyStays:
        form.add_error(
            "run", _("Der Betrieb wünscht keine Befragung, und aus diesem Durchgang lässt sie sich nicht mehr nehmen.")
        )
        return {"dates_form": form}
    except PlaceRefused:
        form.add_error("run", _("Dieser Durchgang hat nicht genug freie Plätze, oder seine Anmeldefrist ist vorbei."))
        return {"dates_form": form}
    for holiday in holidays_of(run):
        day = date_format(holiday.day, "DATE_FORMAT")
        messages.warning(
            request, _("Ein Termin liegt auf einem Feiertag: %(day)s, %(name)s.") % {"day": day, "name": holiday.name}
        )
    messages.success(request, _("Die Termine stehen."))
    return None


def _make_booking(request: HttpRequest, found: TrainingRequest) -> Forms | None:
    form = BookingForm(request.POST, booking=found)
    if not form.is_valid():
        return {"booking_form": form}
    requests.make_booking(request=found, by=cast(User, request.user), at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Aus der Beratung ist eine Buchung geworden."))
    return None


def _say(request: HttpRequest, found: TrainingRequest) -> Forms | None:
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return {"message_form": form}
    thread.say(
        booking=found,
        side=BookingMessage.Side.PROVIDER,
        text=form.cleaned_data["text"],
        enclosure=form.enclosure(),
        by=cast(User, request.user),
        at=timezone.now(),
    )
    messages.success(request, _("Ihre Nachricht ist gesendet."))
    return None


@back_office_view(Permission.HANDLE_REQUESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the offer: what is different from the course, who teaches, when and where."""
    found = own(request, public_id)
    if found.is_advice or found.state not in (State.CLARIFYING, State.OFFERED):
        return redirect("training_requests:detail", found.public_id)
    form = ProposalForm(request.POST if request.method == "POST" else None, booking=found, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            proposals.make(booking=found, by=cast(User, request.user), at=timezone.now(), **form.terms())
        except steps.StepIsNotPossible:
            messages.error(request, _("Jemand war schneller: Der Stand hat sich inzwischen geändert."))
            return redirect("training_requests:detail", found.public_id)
        except (FontsMissing, CannotBePrinted) as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Das Angebot liegt dem Betrieb vor."))
            return redirect("training_requests:detail", found.public_id)
    context = {"found": found, "form": form, "breadcrumbs_items": crumbs(found, _("Angebot"))}
    return render(request, "diversity_training/admin/proposal.html", context)


@back_office_view(Permission.HANDLE_REQUESTS)
@require_safe
def message_file(request: HttpRequest, public_id: str, message_id: str) -> HttpResponseBase:
    """Hand out the file of a message."""
    rows = BookingMessage.objects.filter(request=own(request, public_id), file__isnull=False).select_related("file")
    message = get_object_or_404(rows, public_id=message_id)
    assert message.file is not None  # noqa: S101  asked for above
    return serve(message.file)


@back_office_view(Permission.HANDLE_REQUESTS)
@require_safe
def offer_file(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    """Hand out an offer as it was sent."""
    found = get_object_or_404(own(request, public_id).proposals.select_related("pdf"), number=number)
    return serve(found.pdf, as_attachment=False)
