# messages: back office
"""Guests of a session in the back office: invite, hand over a link, give a new one, take it back."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from accounts.back_office import back_office_view
from accounts.models import User
from accounts.roles import Permission
from courses import queries
from courses.actions import guests as actions
from courses.actions.session_plan import SessionIsCancelled, SessionIsOver
from courses.models import RunSession
from live_sessions.actions import guests as engine
from live_sessions.models import GuestInvite

REFUSALS = (SessionIsCancelled, SessionIsOver, engine.InviteIsUnknown, actions.TakesNoGuests)


class GuestForm(forms.Form):
    """Who is invited, and how the link reaches them."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("So heißt die Person im Raum. Leer: Sie schreibt ihren Namen selbst."),
    )
    address = forms.EmailField(
        label=gettext_lazy("E-Mail-Adresse"),
        required=False,
        help_text=gettext_lazy("Dorthin geht der persönliche Link. Leer: Sie bekommen ihn hier und geben ihn weiter."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Sprache der Nachricht"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("name") and not data.get("address"):
            self.add_error("name", _("Bitte nennen Sie einen Namen oder eine E-Mail-Adresse."))
        return data


def _mine(request: HttpRequest, session_id: str) -> RunSession:
    own = queries.with_people(RunSession.objects.visible_to(request.user))
    session = get_object_or_404(own, public_id=session_id)
    if not session.takes_guests:
        raise Http404
    return session


def _invite(session: RunSession, invite_id: str) -> GuestInvite:
    rows = GuestInvite.objects.filter(context_key=session.context_key, revoked_at=None)
    return get_object_or_404(rows.select_related("provider"), public_id=invite_id)


def _link(invite: GuestInvite, token: str) -> str:
    with translation.override(invite.language):
        return settings.SITE_ORIGIN + reverse("lms:guest_link", args=[token])


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@back_office_view(Permission.PLAN_RUNS)
def guests(request: HttpRequest, session_id: str) -> HttpResponse:
    """List the guests of a session, and invite another; a link without a letter is shown this once."""
    session = _mine(request, session_id)
    form = GuestForm(request.POST or None)
    if form.is_valid():
        try:
            invite, token = actions.invite_guest(
                session=session, **form.cleaned_data, by=cast(User, request.user), at=timezone.now()
            )
        except engine.IsInvitedAlready:
            form.add_error("address", _("Diese Adresse ist schon eingeladen. Sie können ihr einen neuen Link geben."))
        except REFUSALS as error:
            messages.error(request, _refusal(error))
            return redirect("session_office:guests", session.public_id)
        else:
            return _told(request, session, invite, token)
    return _page(request, session, form)


def _told(request: HttpRequest, session: RunSession, invite: GuestInvite, token: str) -> HttpResponse:
    """Say where the link is: in a letter, or on this very page."""
    if invite.address:
        messages.success(request, _("Der persönliche Link ist unterwegs an %(address)s.") % {"address": invite.address})
        return redirect("session_office:guests", session.public_id)
    return _page(request, session, GuestForm(), fresh=invite, link=_link(invite, token))


def _page(request: HttpRequest, session: RunSession, form: GuestForm, **more: Any) -> HttpResponse:
    at = timezone.now()
    rows = GuestInvite.objects.filter(context_key=session.context_key).order_by("created_at", "pk")
    trail = [
        (reverse("wagtailadmin_home"), _("Start")),
        (reverse("session_office:index"), _("Termine")),
        (reverse("session_office:run", args=[session.run.public_id]), _("Termine des Durchgangs")),
        ("", _("Gäste")),  # the header shows the last of these
    ]
    context = {
        "header_title": _("Gäste"),
        "header_icon": "group",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
        "session": session,
        "line": queries.session_line(session),
        "rows": rows,
        "may_invite": actions.link_expires_at(session) > at and not session.is_cancelled,
        "form": form,
        **more,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "courses/admin/guests.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@back_office_view(Permission.PLAN_RUNS)
def renew(request: HttpRequest, session_id: str, invite_id: str) -> HttpResponse:
    """Give a guest a new link; the old one ends."""
    session = _mine(request, session_id)
    invite = _invite(session, invite_id)
    if request.method != "POST":
        return redirect("session_office:guests", session.public_id)
    try:
        token = actions.renew_link(session=session, invite=invite, by=cast(User, request.user), at=timezone.now())
    except REFUSALS as error:
        messages.error(request, _refusal(error))
        return redirect("session_office:guests", session.public_id)
    return _told(request, session, invite, token)


@require_http_methods(["GET", "POST"])
@back_office_view(Permission.PLAN_RUNS)
def revoke(request: HttpRequest, session_id: str, invite_id: str) -> HttpResponse:
    """Say what happens, then take an invitation back."""
    session = _mine(request, session_id)
    invite = _invite(session, invite_id)
    if request.method == "POST":
        actions.revoke_guest(invite=invite, by=cast(User, request.user), at=timezone.now())
        messages.success(request, _("Der Link gilt nicht mehr."))
        return redirect("session_office:guests", session.public_id)
    context = {
        "header_title": _("Einladung zurücknehmen"),
        "header_icon": "group",
        "question": _("Soll der Link von %(guest)s nicht mehr gelten?") % {"guest": invite.name or invite.address},
        "consequences": _(
            "Die Person kommt damit nicht mehr hinein und bekommt darüber keine Nachricht. Ist sie schon im Raum, "
            "bleibt sie dort, bis Sie sie hinausschicken. Hat sie sich selbst angemeldet, wird ihr Platz wieder frei. "
            "Für einen neuen Link laden Sie sie neu ein."
        ),
        "answer": _("Ja, Einladung zurücknehmen"),
        "back_url": reverse("session_office:guests", args=[session.public_id]),
    }
    return render(request, "accounts/admin/confirm.html", context)


def _refusal(error: Exception) -> str:
    if isinstance(error, SessionIsCancelled):
        return _("Der Termin ist abgesagt.")
    if isinstance(error, SessionIsOver):
        return _("Der Termin ist vorbei und wird nicht mehr geändert.")
    return _("Diese Einladung gibt es nicht mehr.")


urlpatterns = [
    path("<slug:session_id>/gaeste/", guests, name="guests"),
    path("<slug:session_id>/gaeste/<slug:invite_id>/neuer-link/", renew, name="guest_renew"),
    path("<slug:session_id>/gaeste/<slug:invite_id>/zuruecknehmen/", revoke, name="guest_revoke"),
]
