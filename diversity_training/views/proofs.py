# messages: back office – pages of an employer's HR
"""HR asks for the training proof of a booking, and downloads it."""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.actions.reading import note_reading
from diversity_training.actions import proofs
from diversity_training.actions.counting import ListsAreOpen, NotDelivered
from diversity_training.queries.desk import bookings_of
from diversity_training.queries.proofs import proof_of
from diversity_training.views.desk_acts import posted_from_the_booking
from media.responses import serve


@posted_from_the_booking
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have the proof issued; pressing twice is pressing once."""
    booking = get_object_or_404(bookings_of(request.user), public_id=public_id)
    try:
        proofs.issue(booking=booking, by=authenticated_user(request), at=timezone.now())
        messages.success(request, _("Der Schulungsnachweis wird ausgestellt. Laden Sie diese Seite gleich neu."))
    except ListsAreOpen:
        text = _("Die Anwesenheit ist noch nicht bestätigt. Der Träger tut das in den nächsten Tagen.")
        messages.warning(request, text)
    except NotDelivered:
        messages.warning(request, _("Den Schulungsnachweis gibt es, sobald das Training durchgeführt ist."))
    except proofs.NobodyWasTrained:
        # Not why: with three seats the reason would tell as much of each of the three as a list.
        text = _(
            "Für diese Buchung wird kein Schulungsnachweis ausgestellt. Dafür gibt es mehrere Gründe: Nicht jede "
            "Teilnahme reicht für einen Nachweis, und jede Person entscheidet selbst, ob das Training für Ihren "
            "Betrieb zählt. Welcher Grund es ist, sagen wir nicht, damit niemand zu erkennen ist."
        )
        messages.warning(request, text)
    return redirect("diversity_training:desk_booking", booking.public_id)


@never_cache
@login_required
@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Hand out the document to the employer's HR."""
    booking = get_object_or_404(bookings_of(request.user), public_id=public_id)
    certificate = proof_of(booking)
    if certificate is None or certificate.pdf is None:
        raise Http404
    note_reading(certificate=certificate, by=authenticated_user(request), at=timezone.now())
    return serve(certificate.pdf, as_attachment=True)
