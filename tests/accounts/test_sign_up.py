"""Learners make their own account, with or without an e-mail address; nobody learns who is here already."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import User
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
URL = "/de/konto/signup/"
PASSWORD = "drei-kleine-Igel"


def sign_up(client, url=URL, **more):
    data = {"full_name": "Amina Yılmaz", "username": "amina-4827", "password1": PASSWORD, "is_adult": "on", **more}
    return client.post(url, data)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_without_an_address_the_learner_is_in_at_once(client):
    response = sign_up(client, original_name="أمينة")
    person = User.objects.get()
    assert (response.status_code, is_signed_in(client)) == (302, True)
    assert (person.full_name, person.original_name, person.email) == ("Amina Yılmaz", "أمينة", "")
    assert Letter.objects.count() == 0


def test_the_language_of_the_page_becomes_the_language_of_letters(client):
    sign_up(client, "/ar/konto/signup/")
    assert User.objects.get().preferred_language == "ar"


def test_sign_up_leads_back_to_the_course_it_came_from(client):
    response = sign_up(client, f"{URL}?next=/de/kurse/pflege/", next="/de/kurse/pflege/")
    assert response["Location"] == "/de/kurse/pflege/"


def test_with_an_address_the_learner_first_reads_a_letter(client, at, run_jobs):
    response = sign_up(client, email="amina@example.org")
    assert response["Location"] == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    letter = Letter.objects.get()
    assert letter.event == "email_confirmation"
    client.post(letter.context["url"].removeprefix("http://localhost"))
    assert EmailAddress.objects.get().verified is True
    assert is_signed_in(client)


def test_a_known_address_is_answered_exactly_like_a_new_one(client):
    UserFactory(email="known@example.org")
    answers = []
    for number, address in enumerate(["new@example.org", "known@example.org"]):
        client.logout()
        response = sign_up(client, username=f"amina-{number}", email=address)
        page = client.get(response["Location"])
        answers.append((response.status_code, response["Location"], page.status_code, is_signed_in(client)))
    assert answers[0] == answers[1]
    assert [letter.event for letter in Letter.objects.order_by("pk")] == [
        "email_confirmation",
        "account_already_exists",
    ]
    assert User.objects.filter(username="amina-1").count() == 0


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("full_name", "", "Dieses Feld muss ausgefüllt werden."),
        ("is_adult", "", "Die Kurse sind für Erwachsene. Bitte bestätigen Sie Ihr Alter."),
        ("username", "TAKEN", "Diesen Benutzernamen gibt es schon. Bitte wählen Sie einen anderen."),
        ("username", "admin", "Diesen Benutzernamen gibt es schon. Bitte wählen Sie einen anderen."),
        (
            "username",
            "amina@example.org",
            "Erlaubt sind mindestens 3 Buchstaben oder Ziffern, dazu Punkt, Minus und Unterstrich. Keine Leerzeichen.",
        ),
    ],
)
def test_bad_input_is_told_at_its_field_and_everything_typed_stays(client, field, value, error):
    UserFactory(username="taken")
    page = sign_up(client, original_name="أمينة", **{field: value})
    assert page.context["form"].errors[field] == [error]
    assert "أمينة" in page.content.decode()
    assert User.objects.count() == 1


def test_a_password_everybody_uses_is_refused(client):
    assert list(sign_up(client, password1="password1234").context["form"].errors) == ["password1"]


@pytest.mark.parametrize("name", ["Suharto", "محمد عبد الرحمن", "Maria O'Brien-Müller", "A" * 200])
def test_every_name_may_sign_up(client, name):
    sign_up(client, full_name=name)
    assert User.objects.get().full_name == name


def test_a_name_longer_than_its_field_is_told_and_not_cut(client):
    assert list(sign_up(client, full_name="A" * 201).context["form"].errors) == ["full_name"]


def test_a_new_account_is_recorded(client):
    sign_up(client)
    assert AuditEntry.objects.get(action="accounts.signed_up").subject == User.objects.get().public_id


def test_a_short_password_is_refused_in_the_language_of_the_page(client):
    short = sign_up(client, "/ar/konto/signup/", password1="1234567q-")
    assert "استخدم 10 أحرف على الأقل" in short.content.decode()
    assert User.objects.count() == 0


def test_a_common_password_is_refused_with_what_to_take_instead(client):
    common = sign_up(client, password1="1234567890")
    assert "Dieses Passwort ist leicht zu erraten. Nehmen Sie zum Beispiel drei Wörter." in common.content.decode()


def test_the_summary_of_errors_does_not_repeat_the_sentence_of_a_checkbox(client):
    refused = sign_up(client, is_adult="").content.decode()
    assert "Bitte bestätigen Sie Ihr Alter.</a>" in refused
    assert "Ich bin mindestens 18 Jahre alt.:" not in refused
