"""Anybody can verify, and learns no more than they must."""

import pytest
from django.urls import reverse

from certificates import actions, rules
from tests.factories.accounts import UserFactory
from tests.factories.certificates import facts, issue_certificate, request_certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    return issue_certificate(facts=facts(original_name="Олена Коваленко"))


def page(client, certificate, **data):
    url = reverse("certificates:verify", args=[certificate.public_id])
    return client.post(url, data) if data else client.get(url)


def test_the_address_in_the_code_says_valid_and_what_was_certified(client, certificate):
    response = page(client, certificate)
    shown = response.content.decode()
    assert response.status_code == 200
    for expected in [
        "Diese Bescheinigung ist echt und gültig.",
        certificate.number,
        "Teilnahmebescheinigung",
        "Anpassungsqualifizierung Büromanagement",
        "12. Januar 2026",
        "148 von 160 Unterrichtseinheiten",
        "Bildungswerk Beispiel gGmbH",
        "O. K.",
    ]:
        assert expected in shown
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("typed", ["", "Jemand Anderes", "Kovalenko", "O. K.", "Olena"])
def test_the_name_is_not_shown_to_who_does_not_know_it(client, certificate, typed):
    answers = [page(client, certificate)]
    if typed:
        answers.append(page(client, certificate, name=typed))
    for answer in answers:
        assert "Olena Kovalenko" not in answer.content.decode()
        assert "Олена" not in answer.content.decode()


@pytest.mark.parametrize("typed", ["Olena Kovalenko", "  KOVALENKO,  olena ", "олена коваленко"])
def test_who_types_the_name_sees_that_it_is_right(client, certificate, typed):
    shown = page(client, certificate, name=typed).content.decode()
    assert "Der Name stimmt mit der Bescheinigung überein." in shown
    assert "Olena Kovalenko" in shown


def test_a_wrong_name_gets_the_same_status_and_the_same_page(client, certificate):
    right, wrong = (page(client, certificate, name=name) for name in ("Olena Kovalenko", "Olena Kowalenko"))
    assert (right.status_code, right.templates[0].name) == (wrong.status_code, wrong.templates[0].name)
    assert "Auf dieser Bescheinigung steht ein anderer Name." in wrong.content.decode()


def test_guessing_names_ends_soon(client, certificate):
    answers = [page(client, certificate, name=f"Name {n}").status_code for n in range(11)]
    assert answers == [200] * 10 + [429]
    blocked = page(client, certificate, name="Olena Kovalenko").content.decode()
    assert "Das waren zu viele Versuche." in blocked
    assert "stimmt mit der Bescheinigung überein" not in blocked


def test_a_revoked_certificate_says_since_when_and_never_why(client, certificate, at):
    actions.revoke(certificate=certificate, reason="Geheimer Grund", by=UserFactory(), at=at)
    shown = page(client, certificate).content.decode()
    assert "Diese Bescheinigung wurde widerrufen." in shown
    assert "2. März 2026" in shown
    assert "Geheimer Grund" not in shown
    assert "echt und gültig" not in shown


def test_what_was_never_issued_cannot_be_verified(client):
    response = page(client, request_certificate())
    assert response.status_code == 404
    assert "Keine Bescheinigung gefunden" in response.content.decode()


def test_a_number_from_paper_leads_to_its_page(client, certificate):
    response = client.post(reverse("certificates:lookup"), {"number": certificate.number.lower().replace("-", " ")})
    assert response.status_code == 302
    assert response["Location"] == reverse("certificates:verify", args=[certificate.public_id])


@pytest.mark.parametrize("number", ["", "IQ-NI-2026-000001-AAAAAAAA", "Hallo"])
def test_a_number_that_is_not_ours_gets_a_sentence_at_the_field_and_stays_typed(client, number):
    response = client.post(reverse("certificates:lookup"), {"number": number})
    assert response.status_code == 200
    assert response.context["form"].errors["number"]
    assert number in response.content.decode()


def test_guessing_numbers_ends_soon(client):
    statuses = [client.post(reverse("certificates:lookup"), {"number": f"IQ {n}"}).status_code for n in range(31)]
    assert statuses == [200] * 30 + [429]


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_the_check_speaks_the_visitors_language(client, certificate, language):
    response = client.get(f"/{language}/pruefen/{certificate.public_id}/")
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "matches"),
    [
        ("Seyda Yildirimoglu", True),
        ("YILDIRIMOĞLU ŞEYDA", True),
        ("Seyda", False),
        ("Seyda Seyda Yildirimoglu", False),
        ("", False),
        ("., -", False),
    ],
)
def test_names_are_compared_as_people_type_them(typed, matches):
    assert rules.name_matches(typed, facts(holder_name="Şeyda Yıldırımoğlu")) is matches


@pytest.mark.parametrize(("name", "expected"), [("Zahra", "Z."), ("Al-Ahmad, Samira", "A. A. S."), ("سميرة", "س.")])
def test_initials_suit_any_name(name, expected):
    assert rules.initials(name) == expected
