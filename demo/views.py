"""The guided first page of the demo, its one-tap log-ins and its mailbox."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.personas import second_factor_code
from accounts.actions.sign_in import sign_in_persona
from accounts.models import User
from demo import letters, personas


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404


@never_cache
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Show who the visitor may be, and what to try."""
    _only_in_the_demo()
    people = User.objects.in_bulk([persona.username for persona in personas.PERSONAS], field_name="username")
    logins = [
        (persona, second_factor_code(person=people[persona.username]))
        for persona in personas.PERSONAS
        if persona.username in people
    ]
    context = {"personas": personas.PERSONAS, "logins": logins, "password": personas.PASSWORD}
    return render(request, "demo/guide.html", context)


@require_POST
def sign_in(request: HttpRequest, key: str) -> HttpResponse:
    """Sign the visitor in as one of the demo's people; one tap stands for password and second factor."""
    _only_in_the_demo()
    persona = personas.BY_KEY.get(key)
    if persona is None:
        raise Http404
    person = get_object_or_404(User, username=persona.username)
    path = persona.start_path if persona.start_path.startswith("/") else f"/{persona.language}/{persona.start_path}"
    return sign_in_persona(request=request, person=person, at=timezone.now(), redirect_url=path)


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show every letter the demo has sent."""
    _only_in_the_demo()
    return render(request, "demo/mailbox.html", {"letters": letters.sent_letters()[:100]})
