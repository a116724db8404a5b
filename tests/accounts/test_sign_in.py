"""Sign-in by either name, reset, limits, sessions."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import sign_in
from accounts.actions.personas import NotTheDemo
from accounts.models import User
from notifications import account_adapter, texts
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
URL = "/de/konto/login/"
PASSWORD = "richtig-langes-passwort"


@pytest.fixture(autouse=True)
def no_limits_left_from_other_tests():
    cache.clear()


@pytest.fixture
def person():
    person = UserFactory(username="amina", email="amina@example.org")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def log_in(client, login, password=PASSWORD, **headers):
    return client.post(URL, {"login": login, "password": password}, **headers)


def is_signed_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["amina", "AMINA", " amina ", "amina@example.org", "Amina@Example.ORG"])
def test_either_name_signs_in_whatever_its_case(person, login):
    client = Client()
    log_in(client, login)
    assert is_signed_in(client)


def test_who_has_no_address_signs_in_by_user_name():
    UserFactory(username="sami", email="")
    client = Client()
    log_in(client, "sami")
    assert is_signed_in(client)


def test_an_unconfirmed_address_gets_a_letter_before_anything_else():
    UserFactory(username="sami", email="sami@example.org")
    client = Client()
    log_in(client, "sami")
    assert not is_signed_in(client)
    assert Letter.objects.get().event == "email_confirmation"


@pytest.mark.parametrize("login", ["amina", "nobody"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(person, login):
    page = log_in(Client(), login, "falsch-und-lang-genug")
    assert page.context["form"].non_field_errors() == ["Benutzername oder Passwort stimmt nicht."]


def test_after_five_failures_the_account_rests_and_says_so_plainly(person):
    client = Client()
    for _try in range(5):
        log_in(client, "amina", "falsch-und-lang-genug")
    page = log_in(client, "amina")
    assert page.context["form"].non_field_errors() == ["Zu viele Versuche. Bitte warten Sie fünf Minuten."]


def test_a_classroom_behind_one_address_can_sign_in_at_once():
    for number in range(31):
        UserFactory(username=f"learner-{number}", email="")
        client = Client()
        log_in(client, f"learner-{number}", REMOTE_ADDR="198.51.100.7")
        assert is_signed_in(client)


def test_an_erased_or_blocked_account_cannot_sign_in(person):
    User.objects.update(is_active=False)
    client = Client()
    log_in(client, "amina")
    assert not is_signed_in(client)


@pytest.mark.parametrize(("address", "letters"), [("amina@example.org", 1), ("nobody@example.org", 0)])
def test_asking_for_a_new_password_gets_the_same_answer_for_everybody(person, address, letters):
    response = Client().post("/de/konto/password/reset/", {"email": address})
    assert (response.status_code, response["Location"]) == (302, "/de/konto/password/reset/done/")
    assert Letter.objects.filter(event="password_reset").count() == letters


def test_a_reset_ends_all_sessions_and_tells_the_person(person):
    elsewhere, here = Client(), Client()
    log_in(elsewhere, "amina")
    here.post("/de/konto/password/reset/", {"email": person.email}, HTTP_HOST="localhost")
    url = Letter.objects.get().context["url"]
    assert url.startswith("http://localhost/de/konto/password/reset/key/")
    page = here.get(url.removeprefix("http://localhost"), follow=True)
    here.post(page.redirect_chain[-1][0], {"password1": "drei-kleine-Igel", "password2": "drei-kleine-Igel"})
    assert elsewhere.get("/de/konto/profil/").status_code == 302
    assert UserSession.objects.count() == 0
    assert Letter.objects.filter(event="password_changed").count() == 1
    assert AuditEntry.objects.filter(action="accounts.password_reset").count() == 1


def test_a_link_in_a_letter_never_leads_to_a_host_the_request_claimed(person, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Client().post("/de/konto/password/reset/", {"email": person.email}, HTTP_HOST="evil.example")
    assert Letter.objects.get().context["url"].startswith("http://localhost/")


class TestChangeOfAddress:
    @pytest.fixture
    def here(self, person):
        client = Client()
        log_in(client, "amina")
        return client

    def ask_for(self, client, address):
        return client.post("/de/konto/email/", {"email": address, "action_add": ""})

    def test_a_new_address_counts_once_it_is_confirmed_and_the_old_one_is_told(self, here, person):
        self.ask_for(here, "neu@example.org")
        person.refresh_from_db()
        assert person.email == "amina@example.org"
        letter = Letter.objects.get()
        assert (letter.event, letter.address) == ("email_confirmation", "neu@example.org")
        here.post(letter.context["url"].removeprefix("http://localhost"))
        person.refresh_from_db()
        assert person.email == "neu@example.org"
        assert Letter.objects.get(event="email_changed").address == "amina@example.org"

    def test_an_address_of_somebody_else_gets_the_same_page_and_tells_its_owner(self, here, person):
        other = UserFactory(email="other@example.org")
        fresh = self.ask_for(here, "fresh@example.org")
        taken = self.ask_for(here, "other@example.org")
        assert (taken.status_code, taken["Location"]) == (fresh.status_code, fresh["Location"])
        letter = Letter.objects.get(address="other@example.org")
        assert (letter.event, letter.recipient) == ("account_already_exists", other)


def test_the_session_list_ends_all_other_sessions(person):
    here, there = Client(), Client()
    log_in(here, "amina")
    log_in(there, "amina")
    assert UserSession.objects.count() == 2
    here.post("/de/konto/sessions/")
    assert (is_signed_in(here), there.get("/de/konto/profil/").status_code) == (True, 302)


def test_a_page_asks_the_database_twice_who_is_there_and_whether_they_work_here(person, client):
    client.force_login(person)
    with CaptureQueriesContext(connection) as captured:
        client.get("/de/konto/profil/")
    about_people = [query for query in captured if "session" in query["sql"] or "accounts_user" in query["sql"]]
    assert len(about_people) == 2


def test_every_mail_that_allauth_may_send_is_a_letter_with_a_text():
    assert [event for event, _values in account_adapter.EVENTS.values() if not texts.has_text(event)] == []


def test_one_tap_sign_in_counts_as_both_factors_and_exists_in_the_demo_only(rf, settings, at):
    settings.DEMO = False
    with pytest.raises(NotTheDemo):
        sign_in.sign_in_persona(request=rf.post("/"), person=UserFactory(), at=at)


def test_secrets_of_second_factors_are_encrypted_in_the_database():
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(UserFactory(), "JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get().data)


@pytest.mark.parametrize(
    "target",
    [
        "http://any.scorm.localhost/l/token/c/index.html",  # the content host is allowed to be asked, not to be led to
        "http://scorm.localhost/",
        "http://127.0.0.1/",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
    ],
)
def test_the_way_after_signing_in_stays_in_the_house(client, person, target):
    answer = client.post(URL, {"login": "amina", "password": PASSWORD, "next": target})
    assert answer["Location"] == "/de/lernen/"


def test_the_way_after_signing_in_leads_to_the_page_that_was_asked_for(client, person):
    answer = client.post(URL, {"login": "amina", "password": PASSWORD, "next": "/de/bescheinigungen/"})
    assert answer["Location"] == "/de/bescheinigungen/"
