"""The shell on real pages: language switch, tokens, error pages, gallery, allauth's pages."""

import re

import pytest
import redis
from django.db import OperationalError
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from tests.architecture.house import ROOT
from tests.factories.accounts import UserFactory
from ui.views import errors

LANGUAGES = ("de", "en", "ar")
DOORS = ("account_login", "account_signup", "account_reset_password", "account_reset_password_done")
OWN = ("account_email", "account_change_password", "mfa_index", "mfa_activate_totp", "usersessions_list")


def address(name: str, language: str) -> str:
    with translation.override(language):
        return reverse(name)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DOORS)
def test_a_page_at_the_door_speaks_the_language_of_its_address(client: Client, name: str, language: str):
    html = client.get(address(name, language)).content.decode()
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert html.count("<h1>") == 1
    assert '<main class="main" id="inhalt"' in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", OWN)
def test_a_page_of_the_own_account_marks_where_one_is(client: Client, name: str):
    client.force_login(UserFactory())
    answer = client.get(address(name, "de"), follow=True)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("<h1>") == 1
    assert 'class="side-nav"' in html or "Bitte bestätigen Sie, dass Sie es sind" in html


@pytest.mark.django_db
def test_a_stranger_gets_no_token_outside_a_form_that_needs_one(client: Client):
    answer = client.get("/de/gibt-es-nicht/")
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert not answer.cookies


@pytest.mark.django_db
def test_only_who_is_signed_in_can_sign_out_and_by_post(client: Client):
    client.force_login(UserFactory(full_name="Amina Haddad"))
    html = client.get("/de/gibt-es-nicht/").content.decode()
    assert '<form method="post" action="/de/konto/logout/">' in html
    assert "<bdi>Amina Haddad</bdi>" in html


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("de", "nicht gefunden"), ("en", "did not find"), ("ar", "لم نجد")])
def test_a_page_that_is_not_there_says_so_in_the_readers_language(client: Client, language: str, word: str):
    answer = client.get(f"/{language}/gibt-es-nicht/")
    assert answer.status_code == 404
    html = answer.content.decode()
    assert word in html
    assert f'href="/sprache/en/?weiter=/{language}/gibt-es-nicht/"' in html


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.server_error, 500),
        (errors.unavailable, 503),
        (errors.csrf_failure, 403),
    ],
)
def test_a_page_for_trouble_needs_no_database(view, status: int):
    # No django_db mark: touching the database would raise.
    answer = view(RequestFactory().get("/ar/lernen/"))
    html = answer.content.decode()
    assert answer.status_code == status
    assert '<html lang="ar" dir="rtl">' in html
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("away", [OperationalError, redis.ConnectionError, redis.TimeoutError])
def test_a_database_or_cache_that_is_away_is_a_pause_and_not_a_fault(away):
    request = RequestFactory().get("/de/lernen/")
    try:
        raise away
    except away:
        answer = errors.server_error(request)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "120"


@pytest.mark.django_db
def test_a_form_without_its_token_is_explained():
    answer = Client(enforce_csrf_checks=True).post("/de/konto/login/", {"login": "amina"})
    assert answer.status_code == 403
    assert "Bitte senden Sie das Formular noch einmal" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gallery_shows_everything_in_every_language(client: Client, language: str):
    assert client.get(f"/{language}/ui/").status_code == 200


@pytest.mark.django_db
def test_the_gallery_shows_the_dark_scheme_on_a_light_device(client: Client):
    assert 'data-scheme="dark"' in client.get("/de/ui/?scheme=dark").content.decode()
    assert "data-scheme" not in client.get('/de/ui/?scheme="><x').content.decode()


@pytest.mark.django_db
@override_settings(DEBUG=False, DEMO=False)
@pytest.mark.parametrize("path", ["/de/ui/", "/de/ui/500/"])
def test_production_has_no_gallery(client: Client, path: str):
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_the_device_list_names_devices_and_not_raw_browser_lines(client: Client):
    person = UserFactory(email="")
    headers = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Safari/537.36"}
    client.post(
        address("account_login", "de"),
        {"login": person.username, "password": "richtig-langes-passwort"},
        headers=headers,
    )
    html = client.get(address("usersessions_list", "de"), headers=headers).content.decode()
    assert "Chrome, Android" in html
    assert "Mozilla" not in html


@pytest.mark.parametrize(("name", "status"), [("too_large", "413"), ("not_understood", "400"), ("fault", "500")])
@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_the_web_server_in_front_says_of_a_trouble_what_the_house_says(name, status, language):
    page = " ".join((ROOT / "docker" / "nginx" / f"{name}.html").read_text(encoding="utf-8").split())
    template = (ROOT / "ui" / "templates" / "ui" / "errors" / f"{status}.html").read_text(encoding="utf-8")
    said = [
        words for words in re.findall(r'{% translate "([^"]+)" %}', template) if words != "Seite noch einmal öffnen"
    ]
    assert len(said) >= 3
    with translation.override(language):
        own = [gettext(words) for words in (said[1:] if language != "de" else said)]
    assert [words for words in own if words not in page] == []
