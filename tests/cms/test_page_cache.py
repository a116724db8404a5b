"""Pages for strangers are kept whole, and nothing in them was made for anybody."""

from itertools import count

import pytest
from django.contrib import messages
from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, override_settings
from django.urls import path
from redis.exceptions import ConnectionError as RedisConnectionError

from cms import page_cache
from lms.config import urls as house
from tests.factories.accounts import UserFactory
from tests.factories.courses import live_course

pytestmark = pytest.mark.django_db
PAGES = ["/de/", "/de/kurse/{slug}/"]
NUMBERS = count(1)


@page_cache.cached_page
def with_token(request):
    return HttpResponse(get_token(request))


@page_cache.cached_page
def with_message(request):
    messages.info(request, "nur für Sie")
    return HttpResponse("mit Meldung")


@page_cache.cached_page
def with_cookie(request):
    answer = HttpResponse("mit Keks")
    answer.set_cookie("vorliebe", "1")
    return answer


def unmarked(request):
    return HttpResponse(f"made {next(NUMBERS)} times")


urlpatterns = [
    path("token", with_token),
    path("message", with_message),
    path("cookie", with_cookie),
    path("unmarked", unmarked),
    *house.urlpatterns,
]


@pytest.fixture(autouse=True)
def keeping(settings):
    settings.PAGE_CACHE_SECONDS = 60


@pytest.fixture
def course():
    return live_course()


@pytest.mark.parametrize("address", PAGES)
def test_a_kept_page_costs_no_statement_and_is_the_same(client, course, address, django_assert_num_queries):
    address = address.format(slug=course.slug)
    first = client.get(address)
    with django_assert_num_queries(0):
        again = client.get(address)
    assert again.content == first.content
    own = {"X-Request-ID"}
    assert {name: again[name] for name in again.headers if name not in own} == {
        name: first[name] for name in first.headers if name not in own
    }
    assert again["X-Request-ID"] != first["X-Request-ID"]
    assert course.title in again.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_gets_no_cookie_and_no_token(course, address):
    for _ in range(2):
        answer = Client().get(address.format(slug=course.slug))
        assert not answer.cookies
        assert b"csrf" not in answer.content
        assert "nonce" not in answer["Content-Security-Policy"]


def test_a_kept_page_has_the_headers_that_guard_it(client, course):
    client.get("/de/")
    kept = client.get("/de/")
    assert kept["X-Frame-Options"] == "SAMEORIGIN"
    assert kept["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in kept["Content-Security-Policy"]
    assert "Cookie" in kept["Vary"]
    assert kept["Cache-Control"] == "private, no-cache"


def test_each_language_has_its_own_page(client, course):
    german, english = client.get("/de/"), client.get("/en/")
    assert 'lang="de"' in german.content.decode()
    assert 'lang="en"' in english.content.decode()
    assert client.get("/en/").content == english.content


def test_a_signed_in_person_neither_gets_nor_leaves_a_kept_page(client, course):
    stranger = Client()
    person = UserFactory(full_name="Amina Haddad")
    client.force_login(person)
    assert "Amina Haddad" in client.get("/de/").content.decode()
    assert "Amina Haddad" not in stranger.get("/de/").content.decode()
    assert "Amina Haddad" in client.get("/de/").content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_waiting_message_reaches_its_person_and_nobody_else(client):
    assert client.get("/message").cookies["messages"].value
    assert "nur für Sie" in client.get("/de/").content.decode()
    assert "nur für Sie" not in Client().get("/de/").content.decode()


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("address", ["/token", "/cookie", "/message", "/unmarked", "/de/gibt-es-nicht/"])
def test_what_was_made_for_one_visitor_or_is_no_page_is_not_kept(client, address):
    for _ in range(2):
        assert not client.get(address).has_header("ETag")  # every kept page carries one


def test_a_publication_shows_at_once(client, course, django_capture_on_commit_callbacks):
    client.get("/de/")
    with django_capture_on_commit_callbacks(execute=True):
        live_course(title="Ganz neu")
    assert "Ganz neu" in client.get("/de/").content.decode()


def test_a_page_made_while_the_content_changed_is_not_kept_under_the_new_version(client, course, monkeypatch):
    made = page_cache.KeptPage.made_from

    def change_meanwhile(answer, version):
        page_cache.bump()
        return made(answer, version)

    monkeypatch.setattr(page_cache.KeptPage, "made_from", change_meanwhile)
    client.get("/de/")
    monkeypatch.setattr(page_cache.KeptPage, "made_from", made)
    live_course(title="Eben erst veröffentlicht")
    assert "Eben erst veröffentlicht" in client.get("/de/").content.decode()


@pytest.mark.parametrize(("address", "ends"), [("/admin/login/", True), ("/de/konto/login/", False)])
def test_a_successful_post_in_the_back_office_ends_the_version(client, address, ends):
    client.get("/de/")
    before = caches["pages"].get(page_cache.VERSION_KEY)
    answer = client.post(address)
    assert answer.status_code < 400
    assert (caches["pages"].get(page_cache.VERSION_KEY) != before) is ends


def test_a_browser_that_has_the_page_is_told_so(client, course):
    first = client.get("/de/")
    again = client.get("/de/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_the_page_travels_compressed_to_whoever_can_read_it(client, course):
    import gzip

    plain = client.get("/de/")
    zipped = client.get("/de/", headers={"accept-encoding": "gzip, br"})
    assert zipped["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert gzip.decompress(zipped.content) == plain.content


def test_without_the_cache_pages_are_made_anew(client, course, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise RedisConnectionError("no Redis")

    for name in ("get_many", "add", "get", "set"):
        monkeypatch.setattr(type(caches["pages"]), name, refuse)
    assert client.get("/de/").status_code == 200
    page_cache.bump()
