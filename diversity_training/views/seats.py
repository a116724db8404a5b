# messages: back office
"""Seats of an employer, as its HR works with them: who is invited, by which way, and what is given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from allauth.core.internal.httpkit import authenticated_user
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from admissions.actions import PlaceRefused, seat_codes
from admissions.actions import seats as admission
from admissions.actions.seats import Invitee
from admissions.models import SeatBlock, SeatInvitation
from diversity_training.models import TrainingRequest
from diversity_training.queries import seats as reads
from diversity_training.seat_forms import CountForm, InviteForm, SeatListForm
from diversity_training.seat_words import words_for
from lms.actions import seats

REFUSALS = (PlaceRefused, admission.InvitationHasMoved, seats.TrainingHasBegun)
UNPROCESSABLE = 422


def _block(request: HttpRequest, block_id: str) -> SeatBlock:
    return get_object_or_404(reads.blocks_of(authenticated_user(request)), public_id=block_id)


def _invitation(request: HttpRequest, invitation_id: str) -> tuple[SeatInvitation, SeatBlock]:
    mine = SeatInvitation.objects.filter(place__block__in=reads.blocks_of(authenticated_user(request)))
    rows = mine.select_related("place__run__course__provider", "place__block__employer")
    found = get_object_or_404(rows, public_id=invitation_id)
    if found.place.block is None:
        raise Http404
    return found, found.place.block


@never_cache
@login_required
@require_safe
def block(request: HttpRequest, block_id: str) -> HttpResponse:
    """Show how the seats of a block stand and who is invited."""
    found = _block(request, block_id)
    return _render(request, found, "seats", page=reads.page_of(found, timezone.now()))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, block_id: str) -> HttpResponse:
    """Invite one person."""
    found = _block(request, block_id)
    if _is_too_early(request, found):
        return _back(found)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        invitees = [form.invitee]
        if _done(form, lambda: seats.invite(block=found, invitees=invitees, **_who(request))):
            messages.success(request, _invited(form.invitee))
            return _back(found)
    return _render(request, found, "seat_invite", form=form)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def invite_list(request: HttpRequest, block_id: str) -> HttpResponse:
    """Invite everybody of a list, or nobody."""
    found = _block(request, block_id)
    if _is_too_early(request, found):
        return _back(found)
    form = SeatListForm(request.POST, request.FILES) if request.method == "POST" else SeatListForm()
    if form.is_valid() and _done(form, lambda: seats.invite(block=found, invitees=form.invitees, **_who(request))):
        text = _("Eingeladen: %(count)s. Die Einladungen sind unterwegs.")
        messages.success(request, text % {"count": len(form.invitees)})
        return _back(found)
    return _render(request, found, "seat_list", form=form)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, block_id: str) -> HttpResponse:
    """Make links that name nobody, and show those that nobody has used, to print or to hand over."""
    found, at = _block(request, block_id), timezone.now()
    if _is_too_early(request, found):
        return _back(found)
    (line,) = reads.lines_of([found], at)
    form = CountForm(request.POST if request.method == "POST" else None, free=line.counts.free)
    if form.is_valid():
        nobody = [Invitee(language=settings.LANGUAGE_CODE)] * form.cleaned_data["count"]
        if _done(form, lambda: seats.invite(block=found, invitees=nobody, **_who(request))):
            return redirect("diversity_training:desk_seat_links", found.public_id)
    return _render(request, found, "seat_links", form=form, line=line, links=reads.open_links(found, at))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, block_id: str) -> HttpResponse:
    """Say what the code is for; make one and show it, this once, on a sheet to print; or end it."""
    found = _block(request, block_id)
    if _is_too_early(request, found):
        return _back(found)
    (line,) = reads.lines_of([found], timezone.now())
    if request.method == "GET":
        return _render(request, found, "seat_code", line=line)
    if request.POST.get("act") == "end":
        seat_codes.end(block=found, **_who(request))
        messages.success(request, _("Der Code gilt nicht mehr."))
        return _back(found)
    try:
        text = seat_codes.make(block=found, **_who(request))
    except PlaceRefused as error:
        messages.error(request, words_for(error))
        return _back(found)
    address = settings.SITE_ORIGIN + reverse("lms:seat_code")
    qr = segno.make(f"{address}#{text}", error="m", micro=False).svg_data_uri(scale=6)
    return _render(request, found, "seat_code_sheet", code=text, address=address, qr_data_uri=qr)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, block_id: str) -> HttpResponse:
    """Give free seats back before the day, so that others can have them."""
    found = _block(request, block_id)
    (line,) = reads.lines_of([found], timezone.now())
    form = CountForm(request.POST if request.method == "POST" else None, free=line.counts.free)
    if form.is_valid():
        count = form.cleaned_data["count"]
        if _done(form, lambda: admission.give_back(block=found, count=count, **_who(request))):
            messages.success(request, _("Zurückgegeben: %(count)s. Danke, andere freuen sich.") % {"count": count})
            return _back(found)
    return _render(request, found, "seat_give_back", form=form, line=line)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, invitation_id: str) -> HttpResponse:
    """Offer the seat of one person to another."""
    found, home = _invitation(request, invitation_id)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _done(form, lambda: seats.replace(invitation=found, invitee=form.invitee, **_who(request))):
        messages.success(request, _invited(form.invitee))
        return _back(home)
    has_accepted = found.state == SeatInvitation.State.ACCEPTED
    return _render(request, home, "seat_replace", form=form, invitation=found, has_accepted=has_accepted)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, invitation_id: str) -> HttpResponse:
    """Ask whether an invitation or an accepted seat shall be taken back, then do it."""
    found, home = _invitation(request, invitation_id)
    if request.method == "POST":
        try:
            seats.end_invitation(invitation=found, **_who(request))
        except REFUSALS as error:
            messages.error(request, words_for(error))
        else:
            messages.success(request, _("Der Platz ist wieder frei."))
        return _back(home)
    has_accepted = found.state == SeatInvitation.State.ACCEPTED
    if has_accepted:
        happens = _("Die Person nimmt dann nicht mehr teil und bekommt eine Nachricht.")
    else:
        happens = _("Der Link gilt dann nicht mehr.")
    context = {
        "title": _("Platz zurücknehmen?"),
        "text": found.name or _("Link ohne Namen"),
        "consequences": [happens, _("Der Platz ist wieder frei, und Sie können ihn jemand anderem geben.")],
        "confirm_text": _("Platz zurücknehmen"),
        "cancel_href": _url(home),
        "is_dangerous": has_accepted,
    }
    return render(request, "ui/confirm.html", context)


def _booking_of(found: SeatBlock) -> TrainingRequest | None:
    if found.booking_key is None:
        return None
    return TrainingRequest.objects.filter(seat_key=found.booking_key, employer=found.employer_id).first()


def _is_too_early(request: HttpRequest, found: SeatBlock) -> bool:
    """Return whether the provider has still to open the invitation, and say so then."""
    booking = _booking_of(found)
    if booking is None or not booking.waits_for_invitation:
        return False
    messages.info(request, _("Der Träger öffnet die Einladung bald. Dann laden Sie hier Ihre Beschäftigten ein."))
    return True


def _invited(invitee: Invitee) -> str:
    if invitee.email:
        return _("Eingeladen: %(name)s. Die Einladung ist unterwegs.") % {"name": invitee.name}
    return _("Eingeladen: %(name)s. Der Link zum Weitergeben steht in der Liste.") % {"name": invitee.name}


def _done(form: Form, act: Callable[[], object]) -> bool:
    """Do it; what is refused stands above the form, and what was typed stays."""
    try:
        act()
    except admission.InvitedAlready as known:
        if isinstance(form, SeatListForm):
            form.show_known(known.addresses)
        else:
            form.add_error("email", words_for(known))
        return False
    except REFUSALS as error:
        form.add_error(None, words_for(error))
        return False
    return True


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": authenticated_user(request), "at": timezone.now()}


def _url(found: SeatBlock) -> str:
    return reverse("diversity_training:desk_seats", args=[found.public_id])


def _back(found: SeatBlock) -> HttpResponse:
    return redirect(_url(found))


def _render(request: HttpRequest, found: SeatBlock, name: str, **context: Any) -> HttpResponse:
    """Show a page of the block; the block is `kept` there, as "block" is a word of the templates."""
    form = context.get("form")
    status = UNPROCESSABLE if form is not None and form.is_bound and form.errors else 200
    context |= {"kept": found, "booking": _booking_of(found)}
    return render(request, f"diversity_training/desk/{name}.html", context, status=status)
