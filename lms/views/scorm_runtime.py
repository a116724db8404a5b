"""
What a playing SCORM package sends: commits on the content host, late ones on the platform.

The engine stores its rows, this floor takes over the outcome, and both happen in one transaction. "Saved" is said
only after COMMIT.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lms.actions import progress
from scorm import origins, receiving
from scorm.outcome import Applied

scorm_commit = receiving.commit_view(record=progress.record)


@csrf_exempt  # comes from the player's page as a form of another origin; `Origin` is checked instead
@require_POST
def scorm_replay(request: HttpRequest) -> HttpResponse:
    """
    Take what a device kept while it was offline or its launch had ended.

    Cookies do not travel with a form of another site (SameSite=Lax), so the player's form gets a page that sends the
    same journal again from here, by a press of its button. Only then somebody is signed in, and only commits of
    the own launches are taken.
    """
    origin = request.headers.get("Origin", "")
    is_own = origin in {origins.own_origin(request), settings.SITE_ORIGIN}
    if not is_own and not origins.is_content_origin(origin):
        return render(request, "lms/replay.html", {"problem": "origin"}, status=403)
    journal = request.POST.get("journal", "")
    entries = receiving.entries_of(journal)
    if entries is None:
        return render(request, "lms/replay.html", {"problem": "unreadable"}, status=422)
    if not is_own or not request.user.is_authenticated:
        return render(request, "lms/replay.html", {"journal": journal, "must_sign_in": is_own})
    counts = {"applied": 0, "late": 0, "refused": 0}
    for entry in entries:
        applied = receiving.hand_in(entry, user=request.user, at=timezone.now(), record=progress.record)
        counts[_kind_of(applied)] += 1
    return render(request, "lms/replay.html", {"counts": counts, "total": len(entries)})


def _kind_of(applied: Applied) -> str:
    if applied.status_code == 200:
        return "applied" if applied.answer["need"] is None else "refused"
    return "late" if applied.status_code == 409 else "refused"
