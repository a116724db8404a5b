"""What visitors find, and the one thing they can do."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import FundingPeriod
from cms import queries
from courses.queries import NextAction
from tests.factories.accounts import UserFactory
from tests.factories.courses import CourseFactory, RunFactory, live_course
from tests.factories.lms import enrolled

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def day(offset):
    return date.fromordinal(TODAY.toordinal() + offset)


def a_run(course=None, **values):
    """A run that can be entered today and begins in two weeks."""
    plan = {"starts_on": day(14), "ends_on": day(90), "enrol_from": day(-5), "enrol_until": day(13), **values}
    return RunFactory(course=course or live_course(), **plan)


def page_of(client, course, **query):
    return client.get(reverse("cms:course", args=[course.slug]), query)


def test_the_start_page_lists_published_courses_only(client):
    shown, draft = live_course(title="Büro und Recht"), CourseFactory(title="Noch geheim")
    body = client.get("/de/").content.decode()
    assert shown.title in body
    assert draft.title not in body


def test_the_start_page_without_courses_says_so(client):
    assert "Zurzeit gibt es keine Kurse" in client.get("/de/").content.decode()


@pytest.mark.parametrize("course_count", [1, 3])
def test_the_start_page_costs_at_most_ten_statements(client, course_count, django_assert_max_num_queries):
    for _ in range(course_count):
        a_run()
    client.get("/en/")  # the process learns the catalogue
    with django_assert_max_num_queries(10):  # page, its version, menu, version of the catalogue, cards, news, funding
        client.get("/ar/")


def test_a_draft_has_no_public_page(client):
    assert page_of(client, CourseFactory(slug="geheim")).status_code == 404


def test_an_open_run_leads_a_stranger_to_enrolling_and_nowhere_else(client):
    run = a_run(capacity=1)
    body = page_of(client, run.course).content.decode()
    assert reverse("lms:enrol", args=[run.public_id]) in body
    assert "Noch 1 Platz frei." in body
    assert body.count('class="next"') == 1


def test_a_run_that_has_begun_and_is_still_open_says_since_when_it_runs(client):
    begun = a_run(starts_on=day(-3), enrol_until=day(20))
    body = page_of(client, begun.course).content.decode()
    assert "Der Kurs läuft seit dem" in body
    assert "Sie können noch einsteigen." in body
    assert "Beginn am" not in body


@pytest.mark.parametrize(
    ("plan", "action", "words"),
    [
        ({"enrol_from": day(3)}, NextAction.WAIT, "Anmeldung ab"),
        ({"starts_on": day(-3), "enrol_until": day(-3)}, NextAction.CONTINUE, "Der Kurs läuft schon"),
        ({"enrol_from": day(-9), "enrol_until": day(-1)}, NextAction.ASK, "Die Anmeldung ist beendet"),
    ],
)
def test_each_state_has_its_one_next_action(client, plan, action, words):
    run = a_run(**plan)
    answer = page_of(client, run.course)
    assert answer.context["leading"].action == action
    assert words in answer.content.decode()
    assert reverse("lms:enrol", args=[run.public_id]) not in answer.content.decode()


def test_a_full_run_says_so_and_names_a_person_to_write_to(client):
    run = a_run(capacity=1)
    enrolled(run, at=datetime.now(UTC))
    body = page_of(client, run.course).content.decode()
    assert "Alle Plätze sind vergeben" in body
    assert "mailto:kurse@example.org" in body


def test_a_course_without_runs_is_no_dead_end(client):
    body = page_of(client, live_course()).content.decode()
    assert "Zurzeit ist kein Termin geplant" in body
    assert "mailto:kurse@example.org" in body


def test_the_earliest_run_that_can_be_entered_leads_and_another_can_be_chosen(client):
    course = live_course()
    closed = a_run(course, starts_on=day(2), enrol_until=day(-1))
    late = a_run(course, starts_on=day(40))
    early = a_run(course, starts_on=day(20))
    assert page_of(client, course).context["leading"].run == early
    assert page_of(client, course, termin=late.public_id).context["leading"].run == late
    assert closed in [found.run for found in page_of(client, course).context["runs"]]


def test_who_is_enrolled_is_led_to_the_own_course(client):
    enrolment = enrolled(a_run(), at=datetime.now(UTC))
    client.force_login(enrolment.learner)
    body = page_of(client, enrolment.run.course).content.decode()
    assert reverse("lms:course", args=[enrolment.public_id]) in body
    assert reverse("lms:enrol", args=[enrolment.run.public_id]) not in body


def test_a_run_that_is_not_announced_is_not_shown(client):
    run = a_run(announced_at=None)
    assert page_of(client, run.course).context["runs"] == []


def test_the_course_page_shows_everything_iso_29993_asks_for(client):
    course = live_course(
        methods="Aufgaben und Beispiele",
        cost_note="Gefördert, für Sie ohne Kosten.",
        data_protection="Wir sind sparsam.",
    )
    body = page_of(client, course).content.decode()
    told = [
        course.target_group,
        course.prerequisites,
        course.assessment,
        course.equipment,
        course.cancellation,
        course.methods,
        course.cost_note,
        course.data_protection,
        course.provider.complaint_path,
        course.provider.name,
        course.contact_email,
        "B1",
        "B2",
    ]
    assert [text for text in told if text not in body] == []


def test_the_funders_statement_stands_on_every_public_page(client):
    course = live_course()
    FundingPeriod.objects.create(
        network=course.provider.network, starts_on=day(-10), ends_on=day(10), statement="Gefördert durch die Union."
    )
    assert "Gefördert durch die Union." in client.get("/de/").content.decode()
    assert "Gefördert durch die Union." in page_of(client, course).content.decode()


def test_the_page_is_the_same_course_in_arabic_from_right_to_left(client):
    course = live_course()
    body = client.get(f"/ar/kurse/{course.slug}/").content.decode()
    assert '<html lang="ar" dir="rtl"' in body
    assert course.title in body


def test_leading_prefers_what_can_be_done(at):
    course = live_course()
    waiting = RunFactory(course=course, enrol_from=date(2026, 3, 10))
    open_ = RunFactory(course=course, starts_on=date(2026, 4, 1))
    assert queries.leading(queries.public_runs([waiting, open_], at=at)).run == open_
    assert queries.leading([]) is None


def test_who_left_may_enrol_again(client, at):
    from lms.actions import enrolments

    enrolment = enrolled(a_run(), at=datetime.now(UTC))
    enrolments.withdraw(enrolment=enrolment, reason="Umzug", by=UserFactory(), at=datetime.now(UTC))
    client.force_login(enrolment.learner)
    assert (
        reverse("lms:enrol", args=[enrolment.run.public_id]) in page_of(client, enrolment.run.course).content.decode()
    )
