"""What people agree to before they are recorded: written and released by the administration of the platform."""
# messages: back office

from __future__ import annotations

from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.back_office import back_office_view
from accounts.roles import Permission
from live_sessions import consents
from live_sessions.actions import consents as acting
from live_sessions.forms import ConsentTextForm
from live_sessions.models import ConsentText
from live_sessions.models.consent import SOURCE

ICON = "doc-full"
WRITE = Permission.EDIT_PLATFORM_PAGES


@require_safe
@back_office_view(WRITE)
def texts(request: HttpRequest) -> HttpResponse:
    """List the text that counts in each language, and a next version that is being written."""
    acting.ensure_text(at=timezone.now())
    version = consents.standing_version() or 1
    draft = ConsentText.objects.filter(language=SOURCE, version__gt=version, released_at=None).first()
    context = {
        "version": version,
        "rows": _rows(version),
        "draft": draft,
        "header_title": _("Einwilligung in Aufzeichnungen"),
        "header_icon": ICON,
    }
    return render(request, "live_sessions/admin/consent_texts.html", context)


def _rows(version: int) -> list[dict[str, Any]]:
    found = {text.language: text for text in ConsentText.objects.filter(version=version)}
    return [{"code": code, "name": name, "text": found.get(code)} for code, name in settings.LANGUAGES]


@require_http_methods(["GET", "POST"])
@back_office_view(WRITE)
def write(request: HttpRequest, language: str) -> HttpResponse:
    """Write the next German version, or a translation of the one that counts."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    version = consents.standing_version()
    if version is None:
        return redirect("live_sessions_consent_texts")
    original = get_object_or_404(ConsentText, version=version, language=SOURCE)
    known = ConsentText.objects.filter(language=language, released_at=None, version__gte=version).first()
    begun = known.body if known else original.body if language == SOURCE else ""
    form = ConsentTextForm(request.POST or None, initial={"body": begun})
    if form.is_valid():
        try:
            text = acting.write_text(
                version=None if language == SOURCE else version,
                language=language,
                body=form.cleaned_data["body"],
                by=authenticated_user(request),
                at=timezone.now(),
            )
        except acting.TextIsReleased:
            messages.error(request, _("Diese Übersetzung ist schon freigegeben und wird nicht mehr geändert."))
            return redirect("live_sessions_consent_texts")
        messages.success(request, _("Gespeichert. Gezeigt wird der Text erst, wenn Sie ihn freigeben."))
        return redirect("live_sessions_consent_text", text.public_id)
    context = {
        "form": form,
        "original": None if language == SOURCE else original,
        "header_title": _("Einwilligungstext: %(language)s") % {"language": dict(settings.LANGUAGES)[language]},
        "header_icon": ICON,
        "back": "live_sessions_consent_texts",
    }
    return render(request, "live_sessions/admin/consent_write.html", context)


@require_http_methods(["GET", "POST"])
@back_office_view(WRITE)
def text(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a text; release it when asked to."""
    found = get_object_or_404(ConsentText, public_id=public_id)
    if request.method == "POST":
        acting.release_text(text=found, by=authenticated_user(request), at=timezone.now())
        messages.success(request, _("Freigegeben. Ab jetzt lesen alle diesen Text."))
        return redirect("live_sessions_consent_texts")
    context = {
        "text": found,
        "is_source": found.language == SOURCE,
        "header_title": _("Einwilligungstext, Fassung %(number)s") % {"number": found.version},
        "header_icon": ICON,
    }
    return render(request, "live_sessions/admin/consent_text.html", context)
