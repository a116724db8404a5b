from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from wagtail.models import Locale

from ui import devices, languages


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/de/kurse/pflege/?seite=2", "/ar/kurse/pflege/?seite=2"),
        ("/en/", "/ar/"),
        ("/admin/", "/ar/"),
        ("/", "/ar/"),
        ("/de", "/ar/"),
        ("//evil.example/de/", "/ar/"),
        ("/design/x/", "/ar/"),
    ],
)
def test_the_switch_keeps_the_page_and_never_leaves_the_platform(path: str, expected: str):
    assert languages.in_language(path, "ar") == expected


def test_the_switch_names_each_language_in_itself_and_marks_the_current_one():
    with translation.override("ar"):
        links = languages.language_links("/ar/kurse/")
    assert [(link.code, link.direction, link.is_current) for link in links] == [
        ("de", "ltr", False),
        ("en", "ltr", False),
        ("ar", "rtl", True),
    ]
    assert links[0].name == "Deutsch"
    assert links[0].url == "/sprache/de/?weiter=/ar/kurse/"


def test_a_chosen_language_is_remembered_and_the_page_kept(client: Client):
    answer = client.get("/sprache/ar/?weiter=/de/kurse/%3Fsuche%3Dpflege%26seite%3D2")
    assert (answer.status_code, answer["Location"]) == (302, "/ar/kurse/?suche=pflege&seite=2")
    assert client.get("/")["Location"] == f"/ar/{settings.FRONT_PATH}"


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/de/", "javascript:alert(1)"])
def test_the_choice_of_a_language_leads_nowhere_else(client: Client, onward: str):
    assert client.get("/sprache/en/", {"weiter": onward})["Location"] == "/en/"


@pytest.mark.django_db
def test_a_language_that_is_not_spoken_cannot_be_chosen(client: Client):
    answer = client.get("/sprache/xx/")
    assert answer.status_code == 404
    assert answer.cookies == {}


@pytest.mark.parametrize(
    ("wished", "expected"), [("ar,en;q=0.5", "ar"), ("en-GB", "en"), ("ti", "de"), ("", "de"), ("<kaputt>", "de")]
)
def test_the_bare_address_follows_the_browser_until_somebody_chooses(client: Client, wished: str, expected: str):
    answer = client.get("/", headers={"accept-language": wished})
    assert answer["Location"] == f"/{expected}/{settings.FRONT_PATH}"
    assert answer["Vary"] == "Accept-Language, Cookie"


def test_search_engines_are_told_of_every_language_without_the_state_of_the_page():
    found = [(page.code, page.url) for page in languages.alternates("/ar/kurse/")]
    assert found == [
        ("de", f"{settings.SITE_ORIGIN}/de/kurse/"),
        ("en", f"{settings.SITE_ORIGIN}/en/kurse/"),
        ("ar", f"{settings.SITE_ORIGIN}/ar/kurse/"),
        ("x-default", f"{settings.SITE_ORIGIN}/de/kurse/"),
    ]
    assert languages.alternates("/admin/") == []


@pytest.mark.django_db
def test_a_public_page_names_its_other_languages_and_an_error_page_does_not(client: Client):
    page = client.get("/en/pruefen/?nummer=1").content.decode()
    assert f'<link rel="alternate" hreflang="ar" href="{settings.SITE_ORIGIN}/ar/pruefen/">' in page
    assert 'hreflang="ar" href' not in client.get("/en/gibt-es-nicht/").content.decode().partition("</head>")[0]


@pytest.mark.django_db
def test_editors_can_write_in_every_language_of_the_settings(settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("uk", "Українська")]
    call_command("prepare_languages", stdout=StringIO())
    call_command("prepare_languages", stdout=StringIO())
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"de", "en", "ar", "uk"}


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
        ("curl/8.0", "Unbekanntes Gerät"),
        ("", "Unbekanntes Gerät"),
    ],
)
def test_a_device_is_named_as_people_know_it(user_agent: str, expected: str):
    with translation.override("de"):
        assert devices.describe(user_agent) == expected


@pytest.mark.django_db
def test_an_address_without_a_language_is_tried_with_one_only_if_nothing_here_knows_it(client: Client):
    assert client.get("/pruefen/", headers={"accept-language": "ar"})["Location"] == "/ar/pruefen/"
    assert client.get("/sprache/xx/").status_code == 404
