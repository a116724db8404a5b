"""Profile, taking data along, erasing oneself."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from privacy.models import AuditEntry
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "richtig-langes-passwort"


@pytest.fixture(autouse=True)
def no_limits_left_from_other_tests():
    cache.clear()


@pytest.fixture
def person():
    return UserFactory(username="amina", email="", full_name="Amina Yılmaz")


@pytest.fixture
def amina(person):
    """A browser in which the person has just signed in with the password."""
    client = Client()
    client.post("/de/konto/login/", {"login": "amina", "password": PASSWORD})
    return client


@pytest.mark.parametrize("path", ["profil/", "daten/", "daten/mitnehmen/", "daten/loeschen/"])
def test_a_stranger_is_led_to_the_sign_in(path):
    response = Client().get(f"/de/konto/{path}")
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/de/konto/login/")


def test_the_profile_changes_names_and_language(amina, person):
    amina.post("/de/konto/profil/", {"full_name": "Amina Öz", "original_name": "أمينة", "preferred_language": "ar"})
    person.refresh_from_db()
    assert (person.full_name, person.original_name, person.preferred_language) == ("Amina Öz", "أمينة", "ar")


def test_an_empty_name_is_told_at_the_field_and_the_old_one_stays(amina, person):
    page = amina.post("/de/konto/profil/", {"full_name": "", "preferred_language": "de"})
    assert list(page.context["form"].errors) == ["full_name"]
    assert "Amina Yılmaz" in page.content.decode()
    person.refresh_from_db()
    assert person.full_name == "Amina Yılmaz"


def test_the_export_is_a_file_of_the_own_data_and_is_recorded(amina, person):
    response = amina.post("/de/konto/daten/mitnehmen/")
    assert response["Content-Disposition"] == 'attachment; filename="meine-daten.json"'
    assert json.loads(response.content)["accounts"]["account"]["full_name"] == "Amina Yılmaz"
    assert AuditEntry.objects.get(action="privacy.exported").actor == person.public_id


def test_the_export_is_not_handed_out_by_a_link(amina):
    assert amina.get("/de/konto/daten/mitnehmen/").status_code == 405


def test_an_old_session_is_asked_for_the_password_before_the_data_go_out(person):
    client = Client()
    client.force_login(person)
    response = client.post("/de/konto/daten/mitnehmen/")
    assert response["Location"].startswith("/de/konto/reauthenticate/")


def test_before_erasing_the_page_says_what_must_stay_and_asks(amina, person):
    page = amina.get("/de/konto/daten/loeschen/")
    assert "Das muss bleiben" in page.content.decode()
    page = amina.post("/de/konto/daten/loeschen/", {})
    assert list(page.context["form"].errors) == ["understood"]
    assert User.objects.get(pk=person.pk).erased_at is None


def test_after_a_clear_yes_the_account_is_empty_and_signed_out(amina, person):
    response = amina.post("/de/konto/daten/loeschen/", {"understood": "on"})
    assert amina.get(response["Location"]).status_code == 200
    assert "_auth_user_id" not in amina.session
    assert User.objects.get(pk=person.pk).full_name == ""


def test_staff_is_told_to_end_their_roles_first(client):
    membership = MembershipFactory()
    client.force_login(membership.user)
    page = client.post("/de/konto/daten/loeschen/", {"understood": "on"})
    assert len(page.context["form"].non_field_errors()) == 1
    assert User.objects.get(pk=membership.user.pk).erased_at is None


@pytest.mark.parametrize("language", ["de", "en", "ar"])
@pytest.mark.parametrize("path", ["profil/", "daten/", "start/", "signup/", "login/"])
def test_every_page_speaks_all_languages(person, client, language, path):
    if path in {"profil/", "daten/"}:
        client.force_login(person)
    page = client.get(f"/{language}/konto/{path}")
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page.content.decode()
