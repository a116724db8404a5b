"""Forms refused before any view saw them: what was typed stays, and nobody else can make use of that."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from cms.models import BarrierReport
from tests.factories.accounts import UserFactory
from ui import typed as typed_forms
from ui.views import errors

OWN = {
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
    "Referer": "http://testserver/de/barriere-melden/",
}
WORDS = "Die Überschrift fehlt.\n<b>Wirklich</b>"


def sent(fields: dict, headers: dict | None = None, path: str = "/de/x/") -> HttpRequest:
    return RequestFactory().post(path, fields, headers=OWN if headers is None else headers)


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))


@pytest.mark.parametrize(
    ("headers", "is_kept"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, False),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Referer": "http://testserver/"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "http://testserver.example"}, False),
        ({"Origin": "http://testserver:8000"}, False),
        ({"Origin": "https://testserver"}, False),
        ({"Origin": "null", "Referer": "http://testserver/de/"}, False),
        ({"Referer": "http://testserver/de/x/"}, True),
        ({"Referer": "http://testserver@evil.example/"}, False),
        ({"Referer": "http://[evil"}, False),
        ({}, False),
    ],
)
def test_only_a_form_of_our_own_pages_is_offered_again(headers: dict, is_kept: bool):
    html = errors.csrf_failure(sent({"text": WORDS}, headers)).content.decode()
    assert ("Noch einmal senden" in html, "Wirklich" in html) == (is_kept, is_kept)


def test_words_are_shown_as_text_and_go_along_whole():
    html = errors.csrf_failure(sent({"text": WORDS, "level": "b1", "days": ["1", "2"]})).content.decode()
    assert '<li dir="auto">Die Überschrift fehlt.\n&lt;b&gt;Wirklich&lt;/b&gt;</li>' in html
    assert hidden(html)["text"] == "Die Überschrift fehlt.\n&lt;b&gt;Wirklich&lt;/b&gt;"
    assert html.count('name="days"') == 2
    assert ">b1<" not in html


@pytest.mark.parametrize(
    "name", ["password", "oldpassword", "password1", "new-password_again", "code", "client_secret", "totp-code", "pin"]
)
def test_secrets_never_come_back(name: str):
    html = errors.csrf_failure(sent({"login": "Amina Haddad", name: "geheim-1234"})).content.decode()
    assert "geheim-1234" not in html
    assert "Passwörter und Codes behalten wir nicht" in html


@pytest.mark.parametrize("name", ["postcode", "passport_name", "form_key", "spinning", "full_name", "note"])
def test_ordinary_names_are_no_secrets(name: str):
    assert not typed_forms.SECRET_NAME.search(name)


def test_every_password_of_the_house_has_a_name_that_is_kept_secret():
    from django import forms

    import accounts.forms.own
    import live_sessions.forms

    def below(kind: type) -> set[type]:
        return {kind}.union(*(below(child) for child in kind.__subclasses__()))

    names = {
        name
        for kind in below(forms.BaseForm)
        for name, field in getattr(kind, "base_fields", {}).items()
        if isinstance(field.widget, forms.PasswordInput) or field.widget.attrs.get("autocomplete") == "one-time-code"
    }
    assert {"password", "code"} <= names
    assert [name for name in names if not typed_forms.SECRET_NAME.search(name)] == []
    assert accounts.forms.own
    assert live_sessions.forms


def test_a_form_with_files_is_kept_to_copy_from_and_not_sent_on_without_them():
    file = SimpleUploadedFile("nachweis.pdf", b"%PDF")
    html = errors.csrf_failure(sent({"text": WORDS, "proof": file})).content.decode()
    assert "Wirklich" in html
    assert "<form" not in html
    assert 'href="/de/barriere-melden/" target="_blank"' in html


def test_nothing_typed_too_much_and_a_broken_body_get_the_plain_page(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
    broken = RequestFactory().post("/de/x/", b"nonsense", "multipart/form-data; boundary=", headers=OWN)
    for request in (
        sent({"csrfmiddlewaretoken": "x" * 32}),
        sent({"password": "geheim-1234"}),
        sent({"text": "x" * typed_forms.MOST_CHARACTERS}),
        broken,
    ):
        html = errors.csrf_failure(request).content.decode()
        assert ("<form" in html, "füllen Sie das Formular noch einmal aus" in html) == (False, True)


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/de/beratung/?plz=30159", "/de/beratung/?plz=30159"),
        ("http://testserver//evil.example/", "/evil.example/"),
        ("https://evil.example/de/", "/de/x/"),
        ("", "/de/x/"),
    ],
)
def test_the_way_back_is_a_page_of_ours(referer: str, back: str):
    assert typed_forms.page_of_form(sent({}, {"Referer": referer})) == back


@pytest.mark.django_db
def test_a_public_form_whose_cookie_is_lost_is_sent_again_with_one_press():
    browser = Client(enforce_csrf_checks=True)
    address = "/de/barriere-melden/"
    data = {"form_key": str(uuid.uuid4()), "description": "Die Überschrift fehlt.", "website": ""}
    refused = browser.post(address, data, headers=OWN)
    assert refused.status_code == 403
    again = browser.post(address, hidden(refused.content.decode()), headers=OWN)
    assert again.status_code == 302
    assert BarrierReport.objects.get().description == "Die Überschrift fehlt."


@pytest.mark.django_db
def test_the_page_names_who_would_send_now():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(UserFactory(full_name="Olena Schewtschenko"))
    html = browser.post("/de/konto/profil/", {"full_name": "Amina Haddad"}, headers=OWN).content.decode()
    assert "Sie sind angemeldet als <bdi>Olena Schewtschenko</bdi>." in html
    assert '<li dir="auto">Amina Haddad</li>' in html


@pytest.mark.django_db
def test_a_form_whose_sender_is_signed_out_waits_for_the_sign_in(client: Client):
    address = reverse("accounts:profile")
    headers = OWN | {"Referer": f"http://testserver{address}?von=tisch"}
    answer = client.post(address, {"full_name": "Amina Haddad", "preferred_language": "ar"}, headers=headers)
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Sie sind nicht mehr angemeldet" in html
    assert hidden(html)["full_name"] == "Amina Haddad"
    assert f"/konto/login/?next={address.replace('/', '%2F')}%3Fvon%3Dtisch" in html
    client.force_login(UserFactory(full_name="Amina"))
    assert client.post(address, hidden(html), headers=headers).status_code == 302


@pytest.mark.django_db
def test_a_screen_of_the_back_office_keeps_its_fields_without_listing_them(client: Client):
    html = client.post("/admin/", {"title": "Fachsprache Pflege"}, headers=OWN).content.decode()
    assert "Sie sind nicht mehr angemeldet" in html
    assert hidden(html)["title"] == "Fachsprache Pflege"
    assert "<h2>" not in html


@pytest.mark.django_db
def test_without_a_word_of_the_browser_a_signed_out_form_leads_to_the_sign_in(client: Client):
    answer = client.post(reverse("accounts:profile"), {"full_name": "Amina Haddad"})
    assert answer.status_code == 302
