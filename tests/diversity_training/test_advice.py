"""Who does not know yet what they need asks for a talk, and knows by which day somebody answers."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Region
from diversity_training import rules
from diversity_training.actions import analysis, requests, steps
from diversity_training.models import DeskAccess, TrainingRequest
from diversity_training.queries.replies import promised_on
from jobs.actions import run_due
from notifications.models import Letter
from opening_process.queries.trainings import trainings_of
from tests.diversity_training.bookings import hr_of
from tests.factories.accounts import EmployerFactory, ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.diversity_training import TrainingRequestFactory, live_offer

pytestmark = pytest.mark.django_db

ADVICE = "/de/unternehmen/beratung/"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday


def typed(**changes):
    return {
        "form_key": str(uuid4()),
        "organisation": "Metallbau Weser",
        "postcode": "27568",
        "contact_name": "Karin Petersen",
        "contact_email": "karin@example.org",
        "message": "Im Team gibt es Streit.",
        **changes,
    }


def words(day):
    return f"{date_format(day, 'l')}, {date_format(day, 'DATE_FORMAT')}"


def advice(**values):
    values = {"wants": "advice", "people_count": None, "course_title": "Beratung", **values}
    return TrainingRequestFactory(**values)


def test_the_same_promised_day_stands_before_the_form_on_the_page_of_thanks_and_in_the_letter(client):
    offer = live_offer()
    due = promised_on(offer.provider, timezone.localdate())
    assert f"Antwort bis {words(due)}" in client.get(ADVICE).content.decode()
    answer = client.post(ADVICE, typed())
    stored = TrainingRequest.objects.get()
    assert stored.reply_due_on == due
    assert words(due) in client.get(answer["Location"]).content.decode()
    run_due(at=timezone.now())
    letter = next(message for message in mail.outbox if message.to == ["karin@example.org"])
    assert letter.subject == f"Ihre Anfrage nach Beratung: Antwort bis {date_format(due, 'DATE_FORMAT')}"


def test_advice_is_a_request_without_training_and_number(client):
    offer = live_offer()
    client.post(ADVICE, typed(talk="video", period="dienstags"))
    stored = TrainingRequest.objects.get()
    assert (stored.wants, stored.offer, stored.people_count, stored.state) == ("advice", None, None, "requested")
    assert (stored.provider, stored.talk, stored.period) == (offer.provider, "video", "dienstags")


def test_nobody_gets_the_link_to_a_desk_before_there_is_a_booking(client):
    live_offer()
    client.post(ADVICE, typed())
    assert not DeskAccess.objects.exists()


def test_who_asks_beside_a_training_is_answered_by_its_provider(client):
    live_offer()
    offer = live_offer()
    client.post(f"/de/unternehmen/trainings/{offer.course.slug}/beratung/", typed())
    stored = TrainingRequest.objects.get()
    assert (stored.provider, stored.offer) == (offer.provider, offer)


def test_of_several_providers_each_says_its_own_day_and_one_is_chosen(client):
    offers = [
        live_offer(ProviderFactory(name=name, complaint_path="An die Leitung."))
        for name in ("Bildungswerk Nord", "Akademie Süd")
    ]
    page = client.get(ADVICE).content.decode()
    for offer in offers:
        due = promised_on(offer.provider, timezone.localdate())
        assert offer.provider.name in page
        assert f"Antwort bis {words(due)}" in page
    refused = client.post(ADVICE, typed()).content.decode()
    assert "Bitte wählen Sie, wer Sie beraten soll." in refused
    assert "Im Team gibt es Streit." in refused
    client.post(ADVICE, typed(provider=offers[1].provider.public_id))
    assert TrainingRequest.objects.get().provider == offers[1].provider


def test_a_provider_whose_trainings_are_not_public_is_not_named(client):
    live_offer()
    hidden = live_offer(ProviderFactory(name="Geheimer Träger", complaint_path="An die Leitung."))
    hidden.course.unpublish()
    assert "Geheimer Träger" not in client.get(ADVICE).content.decode()
    client.post(ADVICE, typed(provider=hidden.provider.public_id))
    assert TrainingRequest.objects.get().provider != hidden.provider


def test_without_any_training_the_page_says_that_nobody_advises(client):
    assert "Zurzeit berät hier niemand" in client.get(ADVICE).content.decode()
    assert client.post(ADVICE, typed()).status_code == 200
    assert not TrainingRequest.objects.exists()


def test_who_wants_a_call_gives_a_number(client):
    live_offer()
    page = client.post(ADVICE, typed(talk="phone")).content.decode()
    assert "Bitte geben Sie eine Nummer ein, unter der wir Sie anrufen." in page
    assert "Im Team gibt es Streit." in page
    assert client.post(ADVICE, typed(talk="phone", contact_phone="0471 123")).status_code == 302


def test_a_form_sent_twice_is_one_request(client):
    live_offer()
    form = typed()
    assert client.post(ADVICE, form)["Location"] == client.post(ADVICE, form)["Location"]
    assert TrainingRequest.objects.count() == 1


def test_advice_and_trainings_share_the_limit_of_an_address(client, settings):
    settings.FORM_RATES = {"*": "40/h/ip", "training_request": "1/d/key"}
    live_offer()
    assert [client.post(ADVICE, typed()).status_code for _ in range(2)] == [302, 429]


def test_the_way_to_a_talk_stands_on_every_page_for_employers(client):
    basic = live_offer()
    live_offer(basic.provider, topic="advanced")
    for page in ("/de/unternehmen/", "/de/unternehmen/vergleich/", "/de/unternehmen/interkulturelle-oeffnung/"):
        assert f'href="{ADVICE}"' in client.get(page).content.decode(), page
    address = f"/de/unternehmen/trainings/{basic.course.slug}/"
    assert f'href="{address}beratung/"' in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("received", "land", "due"),
    [
        (date(2026, 3, 2), "NI", date(2026, 3, 9)),
        (date(2026, 12, 18), "NI", date(2026, 12, 28)),  # Christmas, then a weekend
        (date(2025, 10, 24), "NI", date(2025, 11, 3)),  # Reformation day
        (date(2025, 10, 24), "NW", date(2025, 10, 31)),
    ],
)
def test_the_answer_is_promised_for_a_working_day_of_the_providers_land(received, land, due):
    provider = ProviderFactory(region=Region.objects.create(name="Region", land=land))
    assert promised_on(provider, received) == due


def test_the_day_before_is_a_working_day():
    assert rules.remind_of_reply_on(date(2026, 12, 28), {date(2026, 12, 25)}) == date(2026, 12, 24)


def test_staff_are_told_once_on_the_last_working_day_before():
    request = advice(received_at=NOW, reply_due_on=date(2026, 3, 9))
    jonas = make_staff("coordinator", request.provider)
    thursday, friday, monday = (NOW + timedelta(days=days) for days in (3, 4, 7))
    steps.remind_all(at=thursday)
    assert not Letter.objects.exists()
    for day in (friday, friday, monday):
        steps.remind_all(at=day)
    assert [(letter.event, letter.recipient) for letter in Letter.objects.all()] == [("reply_due_soon", jonas)]


def test_staff_see_in_their_list_what_is_overdue(client):
    request = advice(reply_due_on=timezone.localdate() - timedelta(days=1))
    client.force_login(make_staff("coordinator", request.provider))
    assert "(überfällig)" in client.get("/admin/trainingsanfragen/?wants=advice").content.decode()
    TrainingRequest.objects.update(reply_due_on=timezone.localdate())
    assert "(überfällig)" not in client.get("/admin/trainingsanfragen/?wants=advice").content.decode()
    page = client.get("/admin/trainingsanfragen/?wants=training").content.decode()
    assert request.organisation not in page


def test_staff_turn_advice_into_a_booking_and_its_desk_opens(client):
    offer = live_offer()
    request = advice(provider=offer.provider)
    client.force_login(make_staff("coordinator", offer.provider))
    address = f"/admin/trainingsanfragen/{request.public_id}/"
    client.post(address, {"act": "make_booking", "offer": offer.pk, "people_count": "14"})
    request.refresh_from_db()
    assert (request.wants, request.offer, request.people_count) == ("training", offer, 14)
    assert (request.state, request.course_title) == ("clarifying", offer.course.title)
    assert (request.takes_analysis, request.is_employers_turn) == (True, True)
    assert DeskAccess.objects.get().request == request
    assert Letter.objects.filter(event="desk_access").count() == 1


def test_a_booking_without_a_number_is_refused_at_the_field(client):
    offer = live_offer()
    request = advice(provider=offer.provider)
    client.force_login(make_staff("coordinator", offer.provider))
    address = f"/admin/trainingsanfragen/{request.public_id}/"
    page = client.post(address, {"act": "make_booking", "offer": offer.pk, "people_count": ""}).content.decode()
    assert "Bitte schätzen Sie, wie viele Personen teilnehmen." in page
    request.refresh_from_db()
    assert request.wants == "advice"


def test_the_training_of_another_provider_makes_no_booking():
    request, foreign = advice(), live_offer()
    jonas = make_staff("coordinator", request.provider)
    with pytest.raises(requests.OfferIsNotTheirs):
        requests.make_booking(request=request, offer=foreign, people_count=14, by=jonas, at=NOW)


def test_a_booking_is_not_made_twice():
    offer = live_offer()
    request = advice(provider=offer.provider)
    jonas = make_staff("coordinator", offer.provider)
    requests.make_booking(request=request, offer=offer, people_count=14, by=jonas, at=NOW)
    with pytest.raises(steps.StepIsNotPossible):
        requests.make_booking(request=request, offer=offer, people_count=8, by=jonas, at=NOW)


def test_advice_that_was_given_waits_for_the_provider_until_it_is_ended_with_a_sentence(client):
    request = advice(received_at=NOW)
    jonas = make_staff("coordinator", request.provider)
    taken = requests.take_up(request=request, by=jonas, at=NOW)
    assert (taken.is_providers_turn, taken.due_on) == (True, date(2026, 3, 16))
    client.force_login(jonas)
    address = f"/admin/trainingsanfragen/{request.public_id}/"
    assert "Verschieben" not in client.get(address).content.decode()
    client.post(address, {"act": "cancel", "stop-reason": "Der Betrieb meldet sich im Herbst."})
    request.refresh_from_db()
    assert (request.state, str(request.state_name), request.due_on) == ("cancelled", "Beratung beendet", None)
    assert client.get(address).status_code == 200


def test_advice_takes_no_analysis_no_offer_and_no_delay():
    employer = EmployerFactory()
    hr, request = hr_of(employer), advice(employer=employer, received_at=NOW)
    jonas = make_staff("coordinator", request.provider)
    requests.take_up(request=request, by=jonas, at=NOW)
    for refused in (
        lambda: analysis.note(booking=request, values={"goals": "Fair"}, by=hr, at=NOW),
        lambda: steps.postpone(booking=request, reason="später", by=jonas, at=NOW),
        lambda: steps.move(steps.locked(request), "offered", "offered", by=jonas, at=NOW),
    ):
        with pytest.raises(steps.StepIsNotPossible), transaction.atomic():
            refused()


@pytest.mark.parametrize(
    "broken",
    [
        {"wants": "advice", "people_count": 14},
        {"wants": "advice", "people_count": None, "state": "postponed", "resumes_to": "clarifying", "reason": "x"},
        {"wants": "training", "people_count": None},
        {"wants": "something"},
    ],
)
def test_the_database_refuses_advice_that_goes_on_like_a_booking(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingRequestFactory(**broken)


def test_hr_finds_its_request_for_advice_at_the_desk_and_cannot_plan_it_as_a_training(client):
    employer = EmployerFactory()
    live_offer()
    client.force_login(hr_of(employer))
    client.post(ADVICE, typed())
    stored = TrainingRequest.objects.get()
    assert stored.employer == employer
    page = client.get(f"/de/betrieb/buchung/{stored.public_id}/").content.decode()
    assert "Beratung" in page
    assert ("Bedarfsanalyse" in page, "Geschult" in page, "IT-Abteilung" in page) == (False, False, False)
    assert list(trainings_of(employer)) == []


def test_free_words_about_the_talk_go_with_the_contact():
    request = advice(period="dienstags, da bin ich im Büro")
    requests.empty_contact(request=request, at=NOW)
    request.refresh_from_db()
    assert (request.period, request.message, request.contact_name) == ("", "", "")
