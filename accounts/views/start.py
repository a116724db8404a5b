"""The first step of somebody who holds a sheet of paper."""

from __future__ import annotations

import segno
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.actions import sign_in, start_codes
from accounts.forms import StartCodeForm


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """
    Take the code and the first password.

    The QR code carries the code behind "#": browsers do not send that part, so it stands in no server's log.
    """
    form = StartCodeForm(request.POST or None)
    if form.is_valid() and _may_try(request, form):
        try:
            person = start_codes.redeem(
                text=form.cleaned_data["code"], password=form.cleaned_data["password"], at=timezone.now()
            )
        except start_codes.CodeIsNotValid:
            form.add_error(
                "code",
                _("Dieser Code gilt nicht mehr. Bitte fragen Sie Ihre Kurskoordination nach einem neuen Blatt."),
            )
        else:
            messages.success(
                request,
                _("Ihr Passwort ist gespeichert. Ihr Benutzername ist %(username)s. Bitte schreiben Sie ihn auf.")
                % {"username": person.username},
            )
            return sign_in.sign_in_after_start_code(request=request, person=person)
    return render(request, "accounts/start.html", {"form": form})


def _may_try(request: HttpRequest, form: StartCodeForm) -> bool:
    if ratelimit.consume(request, action="start_code"):
        return True
    form.add_error(None, _("Zu viele Versuche. Bitte warten Sie ein paar Minuten."))
    return False


def sheet(request: HttpRequest, issued: start_codes.IssuedCode, *, back_url: str) -> HttpResponse:
    """
    Return the sheet to print, with user name, code and QR code, in the person's language.

    For the answer to the POST that issued the code: the plain code exists nowhere else and is never shown again. What
    is said to whoever prints it, and the way to `back_url`, is in the language of the back office.
    """
    staff_language = translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(issued.person.preferred_language or settings.LANGUAGE_CODE):
        address = f"{settings.SITE_ORIGIN}{reverse('accounts:start')}"
        qr = segno.make(f"{address}#{issued.text}", error="m", micro=False)
        page = render(
            request,
            "accounts/start_sheet.html",
            {
                "issued": issued,
                "person": issued.person,
                "address": address,
                "qr_data_uri": qr.svg_data_uri(scale=6),
                "back_url": back_url,
                "staff_language": staff_language,
            },
        )
    page["Cache-Control"] = "no-store"
    return page
