"""Whoever works here gets nowhere with a password alone."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse

from accounts import second_factor
from accounts.actions import personas
from accounts.actions import second_factor as removing
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "richtig-langes-passwort"


@pytest.fixture(autouse=True)
def no_limits_left_from_other_tests():
    cache.clear()


def staff(role="trainer", **more):
    provider = {"provider": None} if role == "administrator" else {}
    person = MembershipFactory(role=role, **provider, **more).user
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def log_in(person):
    client = Client()
    client.post("/de/konto/login/", {"login": person.username, "password": PASSWORD})
    return client


def code_of(secret):
    counters = list(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counters[len(counters) // 2]))


@pytest.mark.parametrize("role", ["trainer", "coordinator", "provider_admin", "administrator"])
@pytest.mark.parametrize("path", ["/admin/", "/de/konto/profil/", "/de/konto/2fa/", "/ar/konto/email/"])
def test_staff_without_app_is_led_to_set_it_up_from_everywhere(role, path):
    response = log_in(staff(role)).get(path)
    assert response.status_code == 302
    assert response["Location"].endswith("/konto/2fa/totp/activate/")


def test_so_is_a_superuser():
    person = UserFactory(is_superuser=True, email="")
    assert log_in(person).get("/admin/")["Location"].endswith("/konto/2fa/totp/activate/")


def test_sending_a_form_is_refused_as_well():
    assert log_in(staff()).post("/de/konto/profil/", {"full_name": "x"}).status_code == 403


def test_staff_may_still_sign_out():
    client = log_in(staff())
    client.post("/de/konto/logout/")
    assert "_auth_user_id" not in client.session


def test_a_learner_is_not_asked():
    person = UserFactory(email="")
    assert log_in(person).get("/de/konto/profil/").status_code == 200


def test_a_role_given_in_the_middle_of_a_session_asks_at_the_next_click():
    person = UserFactory(email="")
    client = log_in(person)
    MembershipFactory(user=person)
    assert client.get("/de/konto/profil/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_app_right_after_the_sign_in_opens_the_back_office_with_no_further_question():
    person = staff()
    client = log_in(person)
    url = reverse("mfa_activate_totp")
    page = client.get(url)
    assert page.status_code == 200
    client.post(url, {"code": code_of(page.context["form"].secret)})
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert client.get("/de/konto/profil/").status_code == 200


def test_with_an_app_the_sign_in_asks_for_a_code_and_is_none_before():
    person = staff()
    secret = "JBSWY3DPEHPK3PXP"
    totp.TOTP.activate(person, secret)
    client = log_in(person)
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get("/de/konto/profil/").status_code == 200


def test_a_session_with_one_factor_of_somebody_with_an_app_is_asked_for_a_code():
    person = staff()
    totp.TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(person)  # Django's own: the first factor alone
    assert client.get("/de/konto/profil/")["Location"].startswith(reverse("mfa_reauthenticate"))


def test_taking_the_app_away_closes_the_door_again(client):
    person = staff()
    totp.TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    client.force_login(person)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert client.get("/de/konto/profil/")["Location"].endswith("/konto/2fa/totp/activate/")


def test_only_the_administration_takes_away_a_lost_factor_and_nobody_their_own(at):
    person, administrator = staff(), staff("administrator")
    totp.TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    for by in (staff("provider_admin"), person):
        with pytest.raises(removing.MayNotRemoveFactor):
            removing.remove(person=person, by=by, at=at)
    removing.remove(person=person, by=administrator, at=at)
    assert not Authenticator.objects.exists()


def test_a_persona_of_the_demo_passes_the_door_by_one_tap(at):
    person = personas.create_persona(
        username="petra", password=PASSWORD, full_name="Petra", language="de", with_second_factor=True, at=at
    )
    MembershipFactory(user=person)
    client = Client()
    client.post("/de/konto/login/", {"login": "petra", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_what_is_allowed_without_a_second_factor_shows_no_data():
    assert second_factor.ALLOWED & {"wagtailadmin_home", "accounts:profile", "accounts:data", "account_email"} == set()


def test_the_deploy_check_refuses_the_demo():
    with pytest.raises(SystemCheckError, match=r"accounts\.E001"):
        call_command("check", "--deploy", "--tag", "security")
