"""The page of a course: runs that do not take place, related offers, and what search engines and messengers read."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from courses.actions import catalogue, drafting, publishing, translating
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.courses import RunFactory, live_course, live_unit

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TODAY = timezone.localdate(NOW)


def day(offset):
    return TODAY + timedelta(days=offset)


def a_run(course, **values):
    plan = {"starts_on": day(14), "ends_on": day(90), "enrol_from": day(-5), "enrol_until": day(13), **values}
    run = RunFactory(course=course, **plan)
    catalogue.refresh(course_ids=[course.pk])
    return run


def look(client, course, language="de"):
    answer = client.get(f"/{language}/kurse/{course.slug}/")
    assert answer.status_code == 200
    return answer


def data_of(answer):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode(), re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0])


CALLED_OFF = {"cancelled_at": NOW, "cancel_reason": "Zu wenige Anmeldungen"}
OVER = {"starts_on": day(-90), "ends_on": day(-2), "enrol_from": day(-120), "enrol_until": day(-91)}


@pytest.mark.parametrize(
    ("plan", "words"), [(CALLED_OFF, "findet nicht statt"), (OVER, "Der letzte Durchgang endete am")]
)
def test_a_run_that_is_called_off_or_over_says_so_and_names_a_person(client, plan, words):
    run = a_run(live_course(), **plan)
    body = look(client, run.course).content.decode()
    assert words in body
    assert body.count('class="next"') == 1
    assert "mailto:kurse@example.org" in body
    assert "Zu wenige Anmeldungen" not in body
    assert reverse("lms:enrol", args=[run.public_id]) not in body


def test_a_run_with_places_wins_over_one_that_is_called_off_and_hides_one_that_is_over(client):
    course = live_course()
    a_run(course, **CALLED_OFF)
    over, open_ = a_run(course, **OVER), a_run(course, starts_on=day(40), enrol_until=day(30))
    answer = look(client, course)
    assert answer.context["leading"].run == open_
    assert over not in [found.run for found in answer.context["runs"]]


def test_search_engines_read_course_price_length_and_dates_and_no_person(client):
    provider = ProviderFactory(name="Bildungswerk Leine", complaint_path="Brief an die Leitung.")
    units = [live_unit(provider, teaching_units=40), live_unit(provider, teaching_units=10)]
    course = live_course(provider, units=units, contact_name="Petra Beispiel")
    run = a_run(course)
    a_run(course, starts_on=day(20), **CALLED_OFF)
    data, crumbs = data_of(look(client, course))
    assert (data["@type"], data["name"], data["provider"]["name"]) == ("Course", course.title, "Bildungswerk Leine")
    assert data["isAccessibleForFree"] is True
    assert data["offers"] == {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "EUR"}
    assert [instance["startDate"] for instance in data["hasCourseInstance"]] == [run.starts_on.isoformat()]
    assert data["hasCourseInstance"][0]["courseWorkload"] == "PT37H30M"
    assert data["hasCourseInstance"][0]["courseMode"] == "online"
    assert "Petra" not in json.dumps([data, crumbs])
    assert [step["item"] for step in crumbs["itemListElement"]][1] == "http://localhost/de/kurse/"


def test_a_title_cannot_end_the_data_block(client):
    course = live_course(title="</script><script>alert(1)</script>", slug="boese")
    answer = look(client, course)
    assert data_of(answer)[0]["name"] == course.title
    assert "<script>alert" not in answer.content.decode()


def test_a_paid_course_names_no_price_that_nobody_told(client):
    data, _ = data_of(look(client, live_course(is_paid=True, zfu_number="7412345", cost_note="480 Euro")))
    assert data["offers"] == {"@type": "Offer", "category": "Paid"}


@pytest.mark.usefixtures("ready_fonts")
def test_a_messenger_gets_a_picture_of_the_right_size(client):
    course = live_course()
    body = look(client, course).content.decode()
    address = re.search(r'<meta property="og:image" content="http://localhost([^"]+)">', body)
    assert address
    picture = client.get(address[1])
    assert picture["Content-Type"] == "image/png"
    width, height = picture.content[16:20], picture.content[20:24]
    assert (int.from_bytes(width, "big"), int.from_bytes(height, "big")) == (1200, 630)


def test_without_fonts_there_is_no_picture_and_no_address_of_one(client, settings, tmp_path):
    settings.FONT_DIR = tmp_path
    course = live_course()
    assert "og:image" not in look(client, course).content.decode()
    assert client.get(f"/de/kurse/{course.slug}/bild.png").status_code == 404


def test_the_canonical_address_is_that_of_the_language(client):
    course = live_course()
    body = look(client, course, "ar").content.decode()
    assert f'<link rel="canonical" href="http://localhost/ar/kurse/{course.slug}/">' in body


def test_other_offers_for_the_same_occupation_are_shown(client):
    course, other = live_course(title="Büro eins"), live_course(title="Büro zwei")
    assert [card.title for card in look(client, course).context["related"]] == [other.title]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_as_much_with_many_runs_and_offers(client, count):
    course = live_course()
    for number in range(count):
        a_run(course, starts_on=day(14 + number))
        a_run(live_course())
    look(client, course)
    with CaptureQueriesContext(connection) as captured:
        look(client, course)
    assert len(captured) <= 16


def test_the_page_tells_the_next_dates_of_a_run_and_how_many_more_there_are(client):
    from datetime import timedelta

    from django.urls import reverse
    from django.utils import timezone

    from courses.models import Run
    from tests.factories.sessions import planned, run_in, trainer_of

    today = timezone.localdate()
    run = run_in("NI", ends_on=today + timedelta(days=60))
    Run.objects.filter(pk=run.pk).update(enrol_until=today + timedelta(days=10))
    trainer = trainer_of(run)
    for step in range(1, 8):
        planned(run, trainer, day=today + timedelta(days=step))
    text = client.get(reverse("cms:course", args=[run.course.slug])).content.decode()
    assert text.count("19:00–20:30") == 5
    assert "und 2 weitere Termine" in text


def test_what_a_translation_still_has_in_german_is_said_and_set_as_german(client):
    course = live_course(slug="kurs", methods="Abende am Bildschirm.", equipment="Ein Telefon.")
    by = UserFactory()
    arabic = Locale.objects.get_or_create(language_code="ar")[0]
    copy = translating.start_translation(source=course, locale=arabic, by=by, at=NOW)
    drafting.redraft(content=copy, by=by, title="دورة", methods="أمسيات على الشاشة.")
    publishing.publish_course(course=copy, by=by)
    page = look(client, course, "ar").content.decode()
    assert '<p lang="ar" dir="rtl">أمسيات على الشاشة.</p>' in page
    assert '<p lang="de" dir="ltr">Ein Telefon.</p>' in page
