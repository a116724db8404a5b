"""An employer asks: once stored, both sides told, and nobody else."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction

from diversity_training import rules, subject_data
from diversity_training.actions import requests, steps
from diversity_training.models import TrainingRequest
from jobs.actions import run_due
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.diversity_training import TrainingRequestFactory, live_offer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def typed(**changes):
    return {
        "form_key": str(uuid4()),
        "organisation": "Metallbau Weser",
        "postcode": "27568",
        "people_count": "14",
        "format": "blended",
        "contact_name": "Karin Petersen",
        "contact_email": "karin@example.org",
        "target_groups": ["managers", "team"],
        "works_council": "involved",
        "message": "Wir stellen zehn Kolleg*innen aus Indien ein.",
        **changes,
    }


def form_address(offer):
    return f"/de/unternehmen/trainings/{offer.course.slug}/anfragen/"


def test_a_request_is_stored_and_leads_to_a_page_that_says_what_happens_next(client):
    offer = live_offer()
    answer = client.post(form_address(offer), typed())
    stored = TrainingRequest.objects.get()
    assert answer["Location"] == f"/de/unternehmen/anfrage/{stored.public_id}/"
    assert (stored.provider, stored.offer, stored.course_title) == (offer.provider, offer, offer.course.title)
    assert (stored.people_count, stored.target_groups, stored.state) == (14, ["managers", "team"], "requested")
    assert AuditEntry.objects.filter(action="diversity_training.requested", subject=stored.public_id).count() == 1
    page = client.get(answer["Location"]).content.decode()
    assert stored.public_id in page
    assert "Karin" not in page
    assert "karin@" not in page


def test_the_provider_reads_in_which_sector_the_employer_works(client):
    client.post(form_address(live_offer()), typed(sector="Metallbau"))
    stored = TrainingRequest.objects.get()
    assert stored.sector == "Metallbau"
    client.force_login(make_staff("coordinator", stored.provider))
    page = client.get(f"/admin/trainingsanfragen/{stored.public_id}/").content.decode()
    assert "<bdi>Metallbau Weser</bdi>, 27568, <bdi>Metallbau</bdi>" in page


def test_a_form_sent_twice_is_one_request_and_one_letter(client):
    offer, form = live_offer(), typed()
    addresses = [client.post(form_address(offer), form)["Location"] for _ in range(2)]
    assert addresses[0] == addresses[1]
    assert TrainingRequest.objects.count() == 1
    assert Letter.objects.count() == 1


def test_the_employer_and_the_coordination_are_written_to_and_other_providers_are_not(client):
    offer = live_offer()
    coordinator = make_staff("coordinator", offer.provider, email="jonas@example.org")
    make_staff("trainer", offer.provider, email="petra@example.org")
    make_staff("coordinator", ProviderFactory(), email="fremd@example.org")
    client.post(form_address(offer).replace("/de/", "/en/"), typed())
    run_due(at=datetime.now(UTC))
    assert {message.to[0] for message in mail.outbox} == {"karin@example.org", coordinator.email}
    to_employer = next(message for message in mail.outbox if message.to == ["karin@example.org"])
    assert to_employer.extra_headers["Content-Language"] == "en"
    assert "Karin Petersen" in to_employer.body
    to_staff = next(message for message in mail.outbox if message.to == [coordinator.email])
    assert TrainingRequest.objects.get().public_id in to_staff.body
    assert "karin@example.org" not in to_staff.body


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("postcode", "2756", "Eine Postleitzahl hat fünf Ziffern, zum Beispiel 30159."),
        ("people_count", "0", "Es muss mindestens eine Person teilnehmen."),
        ("people_count", "viele", "Bitte geben Sie eine Zahl ein, zum Beispiel 14."),
        ("contact_email", "karin", "Diese E-Mail-Adresse ist nicht vollständig. Sie hat die Form name@firma.de."),
        ("organisation", " ", "Bitte nennen Sie Ihr Unternehmen, Ihre Verwaltung oder Einrichtung."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_everything_typed_stays(client, field, value, sentence):
    offer = live_offer()
    page = client.post(form_address(offer), typed(**{field: value})).content.decode()
    assert sentence in page
    assert "Wir stellen zehn Kolleg*innen aus Indien ein." in page
    assert TrainingRequest.objects.count() == 0


def test_one_address_cannot_be_flooded_with_confirmations(client, settings):
    settings.FORM_RATES = {"*": "40/h/ip", "training_request": "2/d/key"}
    offer = live_offer()
    codes = [client.post(form_address(offer), typed()).status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    assert TrainingRequest.objects.count() == 2


def test_a_training_that_is_not_public_cannot_be_asked_for(client):
    offer = live_offer()
    offer.course.unpublish()
    assert client.get(form_address(offer)).status_code == 404


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 3, 2), date(2026, 3, 9)),
        (date(2026, 3, 6), date(2026, 3, 13)),
        (date(2026, 3, 7), date(2026, 3, 16)),
        (date(2026, 3, 8), date(2026, 3, 16)),
    ],
)
def test_the_answer_is_promised_for_a_working_day_about_a_week_later(received, due):
    assert rules.reply_due_on(received) == due


def test_a_request_moves_on_once_and_says_who_answered():
    request = TrainingRequestFactory()
    jonas = make_staff("coordinator", request.provider)
    taken = requests.take_up(request=request, by=jonas, at=NOW)
    assert (taken.state, taken.taken_up_by, taken.taken_up_at) == ("clarifying", jonas, NOW)
    with pytest.raises(steps.StepIsNotPossible):
        requests.take_up(request=request, by=jonas, at=NOW)
    assert steps.cancel(booking=request, reason="kein Bedarf", by=jonas, at=NOW).state == "cancelled"
    with pytest.raises(steps.StepIsNotPossible):
        steps.cancel(booking=request, reason="kein Bedarf", by=jonas, at=NOW)


def test_the_coordination_answers_in_the_back_office_and_another_provider_finds_nothing(client):
    request = TrainingRequestFactory()
    address = f"/admin/trainingsanfragen/{request.public_id}/"
    client.force_login(make_staff("coordinator", ProviderFactory()))
    assert client.get(address).status_code == 404
    assert "Metallbau" not in client.get("/admin/trainingsanfragen/").content.decode()
    client.force_login(make_staff("trainer", request.provider))
    assert client.get(address).status_code == 404
    client.force_login(make_staff("coordinator", request.provider))
    assert "Metallbau" in client.get("/admin/trainingsanfragen/").content.decode()
    assert "karin" in client.get(address).content.decode()
    client.post(address, {"act": "take_up"})
    request.refresh_from_db()
    assert request.state == "clarifying"


def test_the_contact_is_removed_a_year_after_the_last_step_and_the_count_stays(settings):
    old, young = TrainingRequestFactory(received_at=NOW), TrainingRequestFactory(received_at=NOW + timedelta(days=10))
    answered = TrainingRequestFactory(state="clarifying", taken_up_at=NOW + timedelta(days=10))
    assert requests.remove_old_contacts(at=NOW + timedelta(days=366)) == 1
    for request in (old, young, answered):
        request.refresh_from_db()
    assert (old.contact_name, old.contact_email, old.people_count) == ("", "", 14)
    assert young.contact_name == answered.contact_name == "Karin Petersen"
    assert requests.remove_old_contacts(at=NOW + timedelta(days=366)) == 0


def test_a_person_gets_and_removes_their_own_requests_by_a_confirmed_address_only():
    request = TrainingRequestFactory(contact_email="Karin@example.org")
    karin, stranger = UserFactory(email="karin@example.org"), UserFactory()
    assert subject_data.export(person=karin) == {}
    EmailAddress.objects.create(user=karin, email="karin@example.org", verified=True, primary=True)
    exported = subject_data.export(person=karin)["training_requests"]
    assert [row["organisation"] for row in exported] == ["Metallbau Weser"]
    subject_data.erase(person=stranger, at=NOW)
    subject_data.erase(person=karin, at=NOW)
    request.refresh_from_db()
    assert (request.contact_email, request.organisation) == ("", "Metallbau Weser")


@pytest.mark.parametrize(
    "broken", [{"people_count": 0}, {"state": "clarifying"}, {"contact_email": ""}, {"contact_name": ""}]
)
def test_the_database_refuses_a_request_that_makes_no_sense(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingRequestFactory(**broken)


def test_the_form_is_never_cached_and_carries_a_fresh_key_each_time(client):
    address = form_address(live_offer())
    pages = [client.get(address) for _ in range(2)]
    keys = [re.search(r'name="form_key" value="([^"]+)"', page.content.decode()).group(1) for page in pages]
    assert keys[0] != keys[1]
    assert "no-store" in pages[0]["Cache-Control"]
