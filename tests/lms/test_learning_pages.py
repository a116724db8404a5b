"""Desk, outline and unit pages as learners meet them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.actions import enrolments, progress
from lms.models import Enrolment, UnitResult
from tests.factories.accounts import EmployerFactory, MembershipFactory, UserFactory
from tests.factories.courses import live_course, live_unit
from tests.factories.lms import complete_units, enrolled, run_units, running_run
from tests.factories.media import keep_foot

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def day(offset):
    return date.fromordinal(timezone.localdate(NOW).toordinal() + offset)


def current_run(unit_count=2, **values):
    plan = {"starts_on": day(-10), "ends_on": day(60), "enrol_from": day(-40), "enrol_until": day(30), **values}
    return running_run(unit_count=unit_count, **plan)


@pytest.fixture
def enrolment():
    return enrolled(current_run(), at=NOW - timedelta(days=5))


@pytest.fixture
def learner_client(client, enrolment):
    client.force_login(enrolment.learner)
    return client


def unit_url(enrolment, index=0, name="unit"):
    return reverse(f"lms:{name}", args=[enrolment.public_id, run_units(enrolment.run)[index].item_id])


def test_an_empty_desk_leads_to_the_courses(client):
    client.force_login(UserFactory())
    body = client.get(reverse("lms:desk")).content.decode()
    assert "Sie haben noch keinen Kurs." in body
    assert f'href="{reverse("cms:home")}"' in body


def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_the_desk(client):
    answer = client.get(reverse("lms:desk"))
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/de/lernen/")


def test_weiter_on_the_desk_opens_the_first_unit_at_first_and_then_the_exact_place(learner_client, enrolment):
    assert unit_url(enrolment, 0) in learner_client.get(reverse("lms:desk")).content.decode()
    learner_client.get(unit_url(enrolment, 1))
    body = learner_client.get(reverse("lms:desk")).content.decode()
    assert unit_url(enrolment, 1) in body
    assert run_units(enrolment.run)[1].unit.title in body
    answer = learner_client.get(reverse("lms:go_on", args=[enrolment.public_id]))
    assert answer["Location"] == unit_url(enrolment, 1)


def test_a_run_that_has_not_begun_waits_on_the_desk_and_opens_no_unit(client):
    waiting = enrolled(current_run(starts_on=day(5), enrol_until=day(4)), at=NOW)
    client.force_login(waiting.learner)
    assert "Beginnt bald" in client.get(reverse("lms:desk")).content.decode()
    outline = reverse("lms:course", args=[waiting.public_id])
    assert client.get(unit_url(waiting))["Location"] == outline
    assert unit_url(waiting) not in client.get(outline).content.decode()
    assert client.post(unit_url(waiting, name="complete")).status_code == 400


def test_a_cancelled_run_says_so_with_its_reason(client, enrolment):
    type(enrolment.run).objects.filter(pk=enrolment.run_id).update(cancelled_at=NOW, cancel_reason="Zu wenige Leute")
    client.force_login(enrolment.learner)
    body = client.get(reverse("lms:desk")).content.decode()
    assert "Dieser Durchgang findet nicht statt." in body
    assert "Zu wenige Leute" in body


def test_erledigt_leads_to_the_next_unit_and_after_the_last_one_to_the_finished_course(learner_client, enrolment):
    assert learner_client.post(unit_url(enrolment, 0, "complete"))["Location"] == unit_url(enrolment, 1)
    answer = learner_client.post(unit_url(enrolment, 1, "complete"), follow=True)
    body = answer.content.decode()
    assert "Sie haben den Kurs abgeschlossen." in body
    assert "Ihre Teilnahmebescheinigung wird gerade ausgestellt." in body
    assert Enrolment.objects.get().state == Enrolment.State.COMPLETED
    assert "abgeschlossen" in learner_client.get(reverse("lms:desk")).content.decode()


def test_pressing_erledigt_twice_is_pressing_once(learner_client, enrolment):
    for _ in range(2):
        learner_client.post(unit_url(enrolment, 0, "complete"))
    assert UnitResult.objects.filter(state="completed").count() == 1


def test_the_text_of_a_unit_is_shown_with_the_way_to_its_neighbours(learner_client, enrolment):
    body = learner_client.get(unit_url(enrolment, 1)).content.decode()
    assert "Ein Geschäftsbrief hat einen Betreff." in body
    assert f'rel="prev" href="{unit_url(enrolment, 0)}"' in body
    assert 'rel="next"' not in body


def test_where_the_reader_stopped_is_remembered(learner_client, enrolment):
    learner_client.get(unit_url(enrolment))
    answer = learner_client.post(unit_url(enrolment, name="position"), {"y": 0.5}, content_type="application/json")
    assert answer.status_code == 204
    assert UnitResult.objects.get().position == {"y": 0.5}
    body = learner_client.get(unit_url(enrolment)).content.decode()
    assert '<script id="position-share" type="application/json">0.5</script>' in body


@pytest.mark.parametrize("sent", ['{"y": 2}', '{"y": "far"}', "[]", "", '{"y": NaN}'])
def test_a_position_that_is_none_is_refused(learner_client, enrolment, sent):
    learner_client.get(unit_url(enrolment))
    answer = learner_client.post(unit_url(enrolment, name="position"), sent, content_type="application/json")
    assert answer.status_code == 400
    assert UnitResult.objects.get().position == {}


@pytest.mark.parametrize("name", ["course", "go_on", "enrolled"])
def test_another_persons_enrolment_does_not_exist(client, enrolment, name):
    provider = enrolment.run.course.provider
    others = {
        UserFactory(): 404,
        MembershipFactory(role="trainer", provider=provider).user: 404,  # staff look at the roster, not into the desk
        MembershipFactory(role="hr", provider=None, employer=EmployerFactory()).user: 403,  # and is told why
    }
    for other, expected in others.items():
        client.force_login(other)
        assert client.get(reverse(f"lms:{name}", args=[enrolment.public_id])).status_code == expected


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("unit", "get"),
        ("back", "get"),
        ("complete", "post"),
        ("position", "post"),
        ("launch", "post"),
        ("decide_late", "post"),
    ],
)
def test_another_persons_units_do_not_exist(client, enrolment, name, method):
    client.force_login(enrolled(enrolment.run, at=NOW).learner)
    assert getattr(client, method)(unit_url(enrolment, name=name)).status_code == 404


def test_who_has_left_finds_nothing_any_more(learner_client, enrolment):
    enrolments.withdraw(enrolment=enrolment, reason="Umzug", by=enrolment.learner, at=NOW)
    assert learner_client.get(unit_url(enrolment)).status_code == 404
    assert "Sie haben noch keinen Kurs." in learner_client.get(reverse("lms:desk")).content.decode()


def test_a_unit_of_another_run_does_not_exist(learner_client, enrolment):
    other = enrolled(current_run(), at=NOW)
    address = reverse("lms:unit", args=[enrolment.public_id, run_units(other.run)[0].item_id])
    assert learner_client.get(address).status_code == 404


def test_the_outline_tells_what_is_done_and_how_long_things_take(learner_client, enrolment):
    complete_units(enrolment, count=1, at=NOW)
    body = learner_client.get(reverse("lms:course", args=[enrolment.public_id])).content.decode()
    assert "1 von 2 Einheiten erledigt" in body
    assert body.count("45 Minuten") == 2


@pytest.mark.parametrize("unit_count", [1, 30])
def test_a_unit_page_costs_at_most_twelve_statements(client, unit_count, django_assert_max_num_queries):
    enrolment = enrolled(current_run(unit_count), at=NOW)
    client.force_login(enrolment.learner)
    keep_foot(enrolment.run.course.provider)
    with django_assert_max_num_queries(12):
        assert client.get(unit_url(enrolment)).status_code == 200


@pytest.mark.parametrize("run_count", [1, 3])
def test_the_desk_costs_ten_statements(client, run_count, django_assert_num_queries):
    learner = UserFactory()
    for _ in range(run_count):
        enrolled(current_run(), learner, at=NOW)
    client.force_login(learner)
    with django_assert_num_queries(10):
        client.get(reverse("lms:desk"))


@pytest.mark.parametrize("unit_count", [1, 3])
def test_the_outline_costs_thirteen_statements(client, unit_count, django_assert_max_num_queries):
    enrolment = enrolled(current_run(unit_count), at=NOW)
    client.force_login(enrolment.learner)
    with django_assert_max_num_queries(13):
        client.get(reverse("lms:course", args=[enrolment.public_id]))


def test_the_page_of_a_unit_without_translation_is_german_inside_an_arabic_page(learner_client, enrolment):
    body = learner_client.get(unit_url(enrolment).replace("/de/", "/ar/")).content.decode()
    assert '<html lang="ar" dir="rtl"' in body
    assert '<h1 lang="de" dir="ltr">' in body


def test_a_voluntary_unit_says_so(client):
    course = live_course(units=[live_unit()])
    enrolment = enrolled(current_run(course=course), at=NOW)
    progress.touch(enrolment=enrolment, run_unit=run_units(enrolment.run)[0], at=NOW)
    client.force_login(enrolment.learner)
    assert "freiwillig" not in client.get(unit_url(enrolment)).content.decode()
