"""What employers see of trainings and seminars."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from diversity_training.actions import offers
from diversity_training.models import Topic, TrainingOffer
from diversity_training.queries.offers import offer_cards
from diversity_training.queries.seminars import seminars
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import RunFactory, live_course
from tests.factories.diversity_training import live_offer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def seminar(**values):
    return live_course(offer_kind="online_seminar", occupation=None, **values)


def test_the_four_trainings_stand_in_the_order_of_their_topics(client):
    for topic in ("health", "gender", "advanced", "basic"):
        live_offer(topic=topic, title=f"Training {topic}")
    assert [card.offer.topic for card in offer_cards("de")] == ["basic", "advanced", "gender", "health"]
    page = client.get("/de/unternehmen/").content.decode()
    assert page.index("Training basic") < page.index("Training health")


def test_a_course_that_is_taken_down_is_offered_no_longer(client):
    offer = live_offer(title="Vielfalt verstehen")
    address = f"/de/unternehmen/trainings/{offer.course.slug}/"
    assert client.get(address).status_code == 200
    offer.course.unpublish()
    assert client.get(address).status_code == 404
    assert "Vielfalt verstehen" not in client.get("/de/unternehmen/").content.decode()


def test_an_offer_says_group_size_what_comes_before_and_what_the_employer_never_sees(client):
    basic = live_offer(title="Vielfalt verstehen")
    advanced = live_offer(basic.provider, topic="advanced", title="Vielfalt gestalten", requires=basic, group_max=14)
    page = client.get(f"/de/unternehmen/trainings/{advanced.course.slug}/").content.decode()
    assert "Für 8 bis 14 Personen" in page
    assert f"/de/unternehmen/trainings/{basic.course.slug}/" in page
    assert "Sie sehen nie: Lernzeiten, Testergebnisse" in page


def test_the_page_of_a_course_leads_to_what_comes_before_and_says_what_to_do_without_it(client):
    basic = live_offer(title="Vielfalt verstehen")
    advanced = live_offer(basic.provider, topic="advanced", title="Vielfalt gestalten", requires=basic)
    seen = []
    for offer in (advanced, basic):
        page = client.get(f"/de/kurse/{offer.course.slug}/").content.decode()
        entry = re.search(r'<section[^>]*aria-labelledby="entry-title".*?</section>', page, re.S)
        seen.append(re.findall(r'href="([^"]+)"', entry.group()) if entry else None)
    assert seen == [[f"/de/kurse/{basic.course.slug}/"], None]
    assert (
        "Laden Sie bei der Anmeldung einen Nachweis hoch"
        in client.get(f"/de/kurse/{advanced.course.slug}/").content.decode()
    )


@pytest.mark.parametrize("address", ["/de/unternehmen/", "/de/unternehmen/trainings/{}/"])
def test_no_page_promises_an_answer_within_a_week_for_holidays_may_make_it_later(client, address):
    page = client.get(address.format(live_offer().course.slug)).content.decode()
    assert ("einer Woche" in page, "im Formular" in page) == (False, True)


def test_only_an_original_diversity_course_is_offered():
    course = live_course()
    with pytest.raises(offers.NotADiversityTraining):
        offers.describe(course=course, topic=Topic.BASIC, group_min=8, group_max=16, requires=None, by=None, at=NOW)


@pytest.mark.parametrize("broken", [{"group_min": 0}, {"group_min": 9, "group_max": 8}])
def test_the_database_refuses_a_group_that_makes_no_sense(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        live_offer(**broken)


def test_a_trainer_offers_an_own_course_and_is_told_what_does_not_fit(client):
    provider = ProviderFactory(complaint_path="An die Leitung.")
    course = live_offer(provider).course
    TrainingOffer.objects.all().delete()
    foreign = live_offer(title="Fremdes Training").course
    client.force_login(make_staff("trainer", provider))
    form = client.get("/admin/trainingsangebote/new/").content.decode()
    assert course.title in form
    assert foreign.title not in form
    typed = {"course": course.pk, "topic": "basic", "group_min": "9", "group_max": "8"}
    assert "Die größte Gruppe ist kleiner" in client.post("/admin/trainingsangebote/new/", typed).content.decode()
    client.post("/admin/trainingsangebote/new/", {**typed, "group_max": "12"})
    assert TrainingOffer.objects.get(course=course).group_max == 12


def test_seminars_are_listed_by_date_and_those_without_one_follow(client):
    late, early, none = seminar(title="Bindung"), seminar(title="Gewinnung"), seminar(title="Onboarding")
    RunFactory(course=late, starts_on=date(2026, 4, 20), ends_on=date(2026, 4, 20), enrol_until=date(2026, 4, 19))
    RunFactory(course=early, starts_on=date(2026, 3, 20), ends_on=date(2026, 3, 20), enrol_until=date(2026, 3, 19))
    RunFactory(course=none, starts_on=date(2026, 3, 20), ends_on=date(2026, 3, 20), announced_at=None)
    found = seminars(language="de", at=NOW)
    assert [row.course.title for row in found.dates] == ["Gewinnung", "Bindung"]
    assert [row.action for row in found.dates] == ["enrol", "enrol"]
    assert [course.title for course in found.without_date] == ["Onboarding"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_seminars_takes_five_statements_however_long_it_is(count, django_assert_num_queries):
    for _ in range(count):
        RunFactory(course=seminar())
    with django_assert_num_queries(5):
        seminars(language="en", at=NOW)


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_pages_for_employers_speak_the_visitors_language(client, language):
    live_offer()
    page = client.get(f"/{language}/unternehmen/").content.decode()
    heading = {
        "de": "Für Unternehmen und Verwaltungen",
        "en": "For employers and public authorities",
        "ar": "للشركات والإدارات",
    }
    assert f"<h1>{heading[language]}</h1>" in page
