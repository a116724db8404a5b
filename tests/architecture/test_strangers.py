"""A stranger may open what is listed here with a reason, and nothing else."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

SHUT = {301, 302, 303, 403, 404, 405}
STRANGERS_MAY = {
    "operations:robots": "tells search engines what is public",
    # URL name -> why it is open
    "account_login": "the door itself",
    "account_signup": "the door itself",
    "account_reset_password": "who cannot sign in must be able to ask",
    "account_reset_password_done": "says that a letter is on its way, whoever asked",
    "account_reset_password_from_key": "opened by the secret in the letter",
    "account_reset_password_from_key_done": "says that the new password holds",
    "account_email_verification_sent": "says that a letter is on its way, whoever asked",
    "account_confirm_email": "opened by the secret in the letter",
    "account_inactive": "says that the account is closed, to nobody in particular",
    "account_confirm_login_code": "opened by the code in the letter",
    "accounts:start": "opened by the start code on paper; rate limited",
    "accounts:erased": "says that the account is gone, to nobody in particular",
    "lms:seat_code": "opens what an employer keeps for its staff, by the code they were given; rate limited",
    "certificates:lookup": "anybody may verify a certificate",
    "wagtailadmin_login": "leads to the door",
    "wagtailadmin_javascript_catalog": "words of the editor, the same for everybody",
    "wagtailadmin_sprite": "icons",
    "diversity_training:employers": "what employers can book",
    "diversity_training:who_sees_what": "the rules must be open before anybody books or takes part; names nobody",
    "diversity_training:council_sheet": "the same rules as a sheet for works councils; names nobody",
    "diversity_training:comparison": "basic and advanced training side by side",
    "diversity_training:advice": "an employer asks for a talk; rate limited, names providers of public trainings only",
    "diversity_training:seminars": "dates of online seminars",
    "opening_process:about": "how an employer opens itself, explained; shows no process",
    "diversity_training:network_test": "the IT of an employer tries its network; names our own hosts only",
    "cms:home": "the start page with the courses",
    "cms:counselling": "anybody may find counselling; shows public centres only",
    "cms:catalogue": "anybody may look for a course",
    "cms:catalogue_month": "anybody may see what begins when",
    "cms:enrolment_opening": "the first day of enrolment in a run that the course's page announces; names nobody",
    "sitemap": "tells search engines what strangers may read",
    "front": "leads to the start page in the visitor's language",
    "choose_language": "remembers a language in the visitor's own cookie",
    "cms:news_feed": "the news, for feed readers",
    "cms:report_barrier": "who cannot use the site must be able to say so; rate limited",
    "cms:page": "what editors have published is for everybody; everything else is not found",
    "live_sessions:recording_ready": "conference servers tell of recordings; says 400 to whoever brings no token",
    "demo:guide": "first page of the demo, which exists under its settings only",
    "demo:walk": "a guided walk of the demo",
    "demo:begin": "makes the visitor the person of a walk, in the demo only",
    "demo:second-device": "a guest of a walk goes on learning elsewhere, by a signed key, in the demo only",
    "demo:switch": "cuts the line of the visitor's own player, in the demo only",
    "demo:sample-package": "a SCORM package of our own to try uploading with, in the demo only",
    "demo:sign-in": "one-tap log-in of the demo",
    "demo:mailbox": "letters of the demo's invented people",
    "ui:gallery": "the pattern gallery, in the demo and in development only",
    "ui:error_page": "an error page in the gallery",
}
SAMPLE = {"int": "1", "slug": "x", "str": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000000"}


def _routes(resolver: URLResolver, before: str = "", namespace: str = "") -> list[tuple[str, str]]:
    """Return (name with namespace, sample path) of every pattern below."""
    found = []
    for entry in resolver.url_patterns:
        route = before + _sample(entry.pattern)
        if isinstance(entry, URLResolver):
            found += _routes(entry, route, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            found.append((namespace + (entry.name or ""), route))
    return found


def _sample(pattern: object) -> str:
    if isinstance(pattern, LocalePrefixPattern):
        return "de/"
    if isinstance(pattern, RoutePattern):
        text = str(pattern)
        for name, converter in pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            for spelled in (f"<{kind}:{name}>", f"<{name}>"):
                text = text.replace(spelled, SAMPLE.get(kind, "x"))
            if f":{name}>" in text:
                head, _, tail = text.partition(f":{name}>")
                text = head[: head.rindex("<")] + SAMPLE.get(kind, "x") + tail
        return text
    return _sample_of_regex(str(pattern))


def _sample_of_regex(regex: str) -> str:
    """Return a path for the plain regular expressions that Wagtail and allauth still write."""
    text, depth, out = regex.removeprefix("^").removesuffix("$").removesuffix(r"\Z"), 0, ""
    for character in text:
        if character == "(":
            if depth == 0:
                out += "1"
            depth += 1
        elif character == ")":
            depth -= 1
        elif depth == 0 and character not in "\\?*+":
            out += character
    return out


PLATFORM = sorted(set(_routes(get_resolver(settings.ROOT_URLCONF))))
CONTENT = sorted(set(_routes(get_resolver(settings.CONTENT_URLCONF))))


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "path"), PLATFORM, ids=[f"/{path}" for _, path in PLATFORM])
def test_a_stranger_is_turned_away_or_the_page_is_listed(name: str, path: str, strangers_may):
    for method in ("get", "post"):
        answer = getattr(Client(raise_request_exception=False), method)(f"/{path}")
        if answer.status_code not in SHUT:
            assert name in strangers_may, f"{method} /{path} ({name}) answers {answer.status_code}"
            assert answer.status_code in {200, 400}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "path"), CONTENT, ids=[f"/{path}" for _, path in CONTENT])
def test_the_content_host_answers_nothing_without_a_launch(name: str, path: str):
    for method in ("get", "post"):
        client = Client(raise_request_exception=False, headers={"host": "any.scorm.localhost"})
        answer = getattr(client, method)(f"/{path}")
        assert answer.status_code in SHUT | {400, 401, 409, 410}, f"{method} /{path} answers {answer.status_code}"
        assert not answer.cookies


@pytest.fixture
def strangers_may() -> dict[str, str]:
    return STRANGERS_MAY


def test_no_reason_outlives_its_page():
    names = {name for name, _ in PLATFORM}
    assert set(STRANGERS_MAY) - names == set()
