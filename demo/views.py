"""The guided first page of the demo, its walks, one-tap log-ins, mailbox, and the switch that cuts a line."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.personas import second_factor_code
from accounts.actions.sign_in import sign_in_persona
from accounts.models import User
from courses.models import RunSession
from demo import evening_walk, guests, letters, line, packages, personas, services, specimens, standin, walks

SAMPLE = "isbar"  # the package that visitors upload as a trainer


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404


@never_cache
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Show the walks, who the visitor may be, and what a real installation needs."""
    _only_in_the_demo()
    people = User.objects.in_bulk([persona.username for persona in personas.PERSONAS], field_name="username")
    logins = [
        (persona, second_factor_code(person=people[persona.username]))
        for persona in personas.PERSONAS
        if persona.username in people
    ]
    context = {
        "walks": walks.WALKS,
        "personas": personas.PERSONAS,
        "logins": logins,
        "password": personas.PASSWORD,
        "services": services.SERVICES,
    }
    return render(request, "demo/guide.html", context)


@never_cache
@require_safe
def walk(request: HttpRequest, key: str) -> HttpResponse:
    """Show one walk: its steps and, beside them, what the visitor needs for it."""
    _only_in_the_demo()
    found = _walk(key)
    place = walks.WALKS.index(found)
    context = {
        "walk": found,
        "number": place + 1,
        "count": len(walks.WALKS),
        "next_walk": walks.WALKS[place + 1] if place + 1 < len(walks.WALKS) else None,
        "specimens": specimens.all_three() if key == "bescheinigung" else [],
        "course": walks.COURSE,
    }
    return render(request, "demo/walk.html", context)


@require_POST
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Make the visitor the person of the walk, and lead to where it begins."""
    _only_in_the_demo()
    at = timezone.now()
    person, path = _walk(key).begin(at)
    return _become(request, person, path, at)


@never_cache
@require_safe
def evening(request: HttpRequest, session_id: str) -> HttpResponse:
    """Show the stations of a live session of the visitor's own."""
    _only_in_the_demo()
    session = _evening(session_id)
    found = _walk("live")
    context = {
        "walk": found,
        "number": walks.WALKS.index(found) + 1,
        "count": len(walks.WALKS),
        "session": session,
        "stations": evening_walk.STATIONS,
    }
    return render(request, "demo/evening.html", context)


@require_POST
def station(request: HttpRequest, session_id: str, key: str) -> HttpResponse:
    """Make the visitor who they are at this station, and lead there."""
    _only_in_the_demo()
    found = evening_walk.BY_KEY.get(key)
    if found is None:
        raise Http404
    person, path = evening_walk.go_to(_evening(session_id), found)
    return _become(request, person, path, timezone.now())


@never_cache
@require_safe
def recording(request: HttpRequest, session_id: str) -> HttpResponse:
    """Lead to the recording of the visitor's own evening; until it is there, say what it waits for and look again."""
    _only_in_the_demo()
    session = _evening(session_id)
    found = evening_walk.recording_of(session)
    if found is not None:
        return redirect("recording_office:detail", found.public_id)
    context = {
        "session": session,
        "has_ended": evening_walk.has_ended(session),
        "is_recorded": standin.is_there(),
        "station": evening_walk.BY_KEY["leiten"],
    }
    return render(request, "demo/recording.html", context)


def _become(request: HttpRequest, person: User, path: str, at: datetime) -> HttpResponse:
    """Sign in as this person and go there; what the next page greets with is in that page's language."""
    with translation.override(translation.get_language_from_path(path) or person.preferred_language):
        return sign_in_persona(request=request, person=person, at=at, redirect_url=path)


def _evening(session_id: str) -> RunSession:
    found = evening_walk.find(session_id)
    if found is None:
        raise Http404
    return found


def _walk(key: str) -> walks.Walk:
    found = walks.BY_KEY.get(key)
    if found is None:
        raise Http404
    return found


@require_POST
def sign_in(request: HttpRequest, key: str) -> HttpResponse:
    """Sign the visitor in as one of the demo's people; one tap stands for password and second factor."""
    _only_in_the_demo()
    persona = personas.BY_KEY.get(key)
    if persona is None:
        raise Http404
    person = get_object_or_404(User, username=persona.username)
    path = persona.start_path if persona.start_path.startswith("/") else f"/{persona.language}/{persona.start_path}"
    return _become(request, person, path, timezone.now())


@never_cache
@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """Cut or mend the line between the visitor's own player and the platform."""
    _only_in_the_demo()
    if not isinstance(request.user, User):
        return render(request, "demo/switch.html", {})
    at = timezone.now()
    if request.method == "POST":
        if request.POST.get("line") == "cut":
            line.cut(request.user, at=at)
        else:
            line.mend(request.user)
        return redirect("demo:switch")
    shown: dict[str, object] = {"is_cut": line.is_cut(request.user.public_id, at=at)}
    if guests.place_of(request.user):
        path = reverse("demo:second-device", args=[guests.second_device_key(request.user)])
        shown["second_device"] = request.build_absolute_uri(path)
    return render(request, "demo/switch.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def second_device(request: HttpRequest, key: str) -> HttpResponse:
    """Let the guest of a walk go on learning on a further device: one tap, and they are where they were."""
    _only_in_the_demo()
    guest = guests.by_key(key)
    path = guests.place_of(guest) if guest else None
    if guest is None or path is None:
        raise Http404
    if request.method == "POST":
        return _become(request, guest, path, timezone.now())
    return render(request, "demo/second_device.html", {"guest": guest})


@require_safe
def sample_package(request: HttpRequest) -> HttpResponse:
    """Hand out a SCORM package of our own, to be uploaded as a trainer."""
    _only_in_the_demo()
    content = packages.build_named(SAMPLE)
    name = f"{SAMPLE}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show every letter the demo has sent."""
    _only_in_the_demo()
    return render(request, "demo/mailbox.html", {"letters": letters.sent_letters()[:100]})
