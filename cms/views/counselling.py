"""The finder for counselling centres and the page of each centre. Plain pages: no map, no script, no account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.models import Language
from accounts.queries.centres import public_centres
from cms.counselling_form import FinderForm
from cms.page_cache import cached_page
from cms.queries import counselling

QUESTIONS = ("plz", "sprache", "art")


@cached_page
@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """Ask for postcode, language and way of advising, and show who helps; all centres before anything is asked."""
    reader = get_language() or "de"
    is_asked = any(request.GET.get(name) for name in QUESTIONS)
    form = FinderForm(request.GET if is_asked else None, languages=counselling.offered_languages())
    context: dict[str, object] = {"form": form, "is_asked": is_asked}
    if not is_asked or form.is_valid():
        wishes = form.cleaned_data if is_asked else dict.fromkeys(QUESTIONS, "")
        context["postcode"] = wishes["plz"]
        context["found"] = counselling.find(
            postcode=wishes["plz"], language=wishes["sprache"], mode=wishes["art"], reader=reader
        )
    return render(request, "cms/counselling/finder.html", context)


@cached_page
@require_safe
def centre(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one centre: how to reach it, when, in which languages, and how to begin the call."""
    reader = get_language() or "de"
    found = get_object_or_404(public_centres(), public_id=public_id)
    shown = counselling.shown(found, reader=reader)
    context = {
        "shown": shown,
        "centre": found,
        "funding_provider": found.provider,
        "own_language": _own_language(shown.languages, reader),
    }
    return render(request, "cms/counselling/centre.html", context)


def _own_language(spoken: tuple[Language, ...], reader: str) -> Language | None:
    """Return the reader's language if the centre speaks it and a caller would have to say so."""
    return next((language for language in spoken if language.code == reader and reader != "de"), None)
