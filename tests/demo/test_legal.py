"""The sample of a privacy notice tells every cookie that the platform sets, and how long it lives."""

import ast
import re

import pytest
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import RequestFactory

from accounts import sign_in_limits
from demo.content import legal
from demo.content.organisations import PROVIDERS
from demo.content.website import PLATFORM
from lms.views import guests
from tests.architecture.house import product_modules, tree
from ui.views import language

# Where our code sets a cookie itself -> its name.
SET_BY = {
    "accounts/sign_in_limits.py": settings.KNOWN_DEVICE_COOKIE_NAME,
    "lms/views/guests.py": guests.COOKIE.format("…"),
    "ui/views/language.py": settings.LANGUAGE_COOKIE_NAME,
}
# Set by what Django brings along.
BY_MIDDLEWARE = {
    "django.contrib.sessions.middleware.SessionMiddleware": settings.SESSION_COOKIE_NAME,
    "django.middleware.csrf.CsrfViewMiddleware": settings.CSRF_COOKIE_NAME,
    "django.contrib.messages.middleware.MessageMiddleware": CookieStorage.cookie_name,
}


def test_the_notice_names_every_cookie_and_no_other():
    in_code = {
        path.as_posix()
        for path in product_modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"set_cookie", "set_signed_cookie"}
    }
    assert in_code == set(SET_BY)
    told = [cookie.name for cookie in legal.COOKIES]
    assert sorted(told) == sorted([*SET_BY.values(), *BY_MIDDLEWARE.values()])


def test_what_sets_a_cookie_along_the_way_is_known():
    """A further middleware that is not ours is looked at for cookies before this list grows."""
    foreign = {name for name in settings.MIDDLEWARE if name.split(".")[0] not in settings.HOUSE_APPS}
    without_cookies = {
        "allauth.account.middleware.AccountMiddleware",
        "allauth.usersessions.middleware.UserSessionsMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.gzip.GZipMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
    }
    assert {name for name in foreign - without_cookies if not name.startswith("lms.config")} == set(BY_MIDDLEWARE)


@pytest.mark.parametrize("name", ["language", "device"])
def test_the_lives_it_tells_are_those_in_the_code(name):
    response, request = HttpResponse(), RequestFactory().get("/")
    if name == "language":
        response, cookie = language.choose(request, "de"), settings.LANGUAGE_COOKIE_NAME
    else:
        sign_in_limits.remember(request, response, ["amina"])
        cookie = settings.KNOWN_DEVICE_COOKIE_NAME
    told = next(one for one in legal.COOKIES if one.name == cookie)
    assert told.seconds == response.cookies[cookie]["max-age"]
    assert f"({told.seconds // legal.DAY} Tage)" in told.line()


def test_the_device_is_remembered_for_180_days_and_the_session_for_14_if_asked():
    lines = {cookie.name: cookie.line() for cookie in legal.COOKIES}
    assert "(180 Tage)" in lines[settings.KNOWN_DEVICE_COOKIE_NAME]
    assert "„Angemeldet bleiben“ wählen, 14 Tage" in lines[settings.SESSION_COOKIE_NAME]


@pytest.mark.parametrize(("language", "note"), [("de", "! Muster für die Demo"), ("en", "! Sample"), ("ar", "! نموذج")])
@pytest.mark.parametrize("kind", ["imprint", "privacy", "accessibility"])
@pytest.mark.parametrize("owner", [PLATFORM, *PROVIDERS], ids=lambda owner: owner.slug)
def test_every_legal_text_is_a_sample_in_the_owners_name(owner, kind, language, note):
    text = legal.text(kind, owner, is_platform=owner is PLATFORM, language=language)
    assert text.startswith(note)
    assert owner.name in text
    assert kind != "privacy" or all(cookie.line(language) in text for cookie in legal.COOKIES)


@pytest.mark.parametrize(
    ("language", "word"), [("en", "binding is the German"), ("ar", "النص الملزم فهو النص الألماني")]
)
def test_a_translated_legal_text_says_that_the_german_one_is_binding(language, word):
    first_line = legal.text("privacy", PLATFORM, is_platform=True, language=language).splitlines()[0]
    assert word in first_line


@pytest.mark.parametrize("kind", ["imprint", "privacy", "accessibility"])
@pytest.mark.parametrize("is_platform", [True, False])
def test_each_paragraph_of_an_arabic_text_begins_with_an_arabic_word(kind, is_platform):
    """By the first letter browsers decide where a paragraph begins; a Latin one would turn it around."""
    lines = legal.text(kind, PLATFORM, is_platform=is_platform, language="ar").splitlines()
    firsts = [
        re.search(r"[^\W\d_]", line)
        for line, before in zip(lines, ["", *lines], strict=False)
        if not before or line[:2] == "- "
    ]
    assert [found[0] for found in firsts if found and found[0].isascii()] == []


@pytest.mark.parametrize("kind", ["imprint", "privacy", "accessibility"])
def test_a_translated_legal_text_names_the_same_addresses(kind):
    """An address that one language lacks is a right that its readers cannot use."""
    for is_platform in (True, False):
        found = {
            language: set(
                re.findall(r"\S+@\S+\.example", legal.text(kind, PLATFORM, is_platform=is_platform, language=language))
            )
            for language in legal.TEXTS
        }
        assert found["en"] == found["ar"] == found["de"]
