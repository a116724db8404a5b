import pytest
from django.utils import translation

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
    assert links[0].url == "/de/kurse/"


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
