"""Every form is sent from our own pages: what asks for no CSRF token is listed here with a reason."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver

EXEMPT = {
    "lms:scorm_replay": "comes from the player's origin; asks for Origin, and for a press on our own page",
    "live_sessions:recording_ready": "a conference server speaks, no person; a token signed with its secret says so",
    "live_sessions:analytics": "a conference server speaks, no person; signed address and token say so",
    "live_sessions:hook": "a conference server speaks, no person; a checksum with its secret says so",
    "wagtailadmin_api": "Wagtail's reading API; the back office's door keeps it shut",
    "wagtail_localize": "its reading API; the back office's door keeps it shut",
    "scorm_commit": "no cookie speaks for anybody on the content host; asks for token and Origin",
    "calls": "no cookie speaks for anybody on the content host; asks for token and Origin",
    "log": "no cookie speaks for anybody on the content host; asks for token and Origin",
}


def views(resolver: URLResolver, namespace: str = ""):
    """Return (name, view) of every pattern below."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield namespace + (entry.name or ""), entry.callback


def is_exempt(view: object) -> bool:
    return bool(getattr(view, "csrf_exempt", False))


def test_no_view_is_exempt_without_a_reason():
    roots = [get_resolver(settings.ROOT_URLCONF), get_resolver(settings.CONTENT_URLCONF)]
    found = {name for root in roots for name, view in views(root) if is_exempt(view)}
    libraries = {name.partition(":")[0] for name in found if name.partition(":")[0] in EXEMPT}
    assert {name for name in found if name.partition(":")[0] not in libraries} | libraries == set(EXEMPT)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/de/konto/login/", "/de/konto/start/", "/de/pruefen/", "/de/demo/anmelden/amina/"])
def test_a_form_without_token_or_from_a_package_does_nothing(path):
    client = Client(enforce_csrf_checks=True)
    client.get("/de/konto/login/")
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    assert client.post(path, {}).status_code == 403
    origin = {"origin": "http://any.scorm.localhost"}
    assert client.post(path, {"csrfmiddlewaretoken": token}, headers=origin).status_code == 403
    assert client.post(path, {"csrfmiddlewaretoken": token}, headers={"origin": "null"}).status_code == 403
