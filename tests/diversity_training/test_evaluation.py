"""Reports over several trainings, and one of a booking: nobody finds out what a single person or four said."""

import itertools
import re
from datetime import date

import pytest
from django.urls import reverse

from diversity_training.queries import evaluation
from diversity_training.queries.evaluation import OPEN, Filters
from lms.queries.surveys import context_of
from surveys.actions import rounds
from surveys.models import Round
from surveys.queries.results import report
from tests.factories.accounts import EmployerFactory, MembershipFactory, ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import CourseFactory, RunFactory
from tests.factories.diversity_training import TrainingRequestFactory
from tests.factories.surveys import AFTERWARDS, LEARNT, SAID, answer, closed_survey, open_survey

pytestmark = pytest.mark.django_db

CODES = [f"a{day:02}b" for day in range(1, 10)]


@pytest.fixture
def provider():
    return ProviderFactory()


@pytest.fixture
def courses(provider):
    return [CourseFactory(provider=provider, title=title) for title in ("Basis", "Aufbau")]


def booked(course, *, size, starts_on=date(2026, 3, 16), **values):
    """Return a run that an employer of this size booked."""
    run = RunFactory(course=course, starts_on=starts_on, announced_at=None)
    employer = EmployerFactory(size_class=size)
    TrainingRequestFactory(provider=course.provider, employer=employer, run=run, **values)
    return run


def open_round(run, values, **round_):
    """Return an open round in which so many people answered the first question."""
    survey = open_survey(context_key=context_of(run), provider=run.course.provider, **round_)
    for value in values:
        answer(survey, {LEARNT: value})
    return survey


def count_of(found, which="before"):
    (item,) = found.items or (None,)
    mean = getattr(item, which) if item else None
    return mean.count if mean else 0


def test_each_filter_chooses_whole_runs(provider, courses):
    basic, advanced = courses
    small = booked(basic, size="small")
    large = booked(advanced, size="large", starts_on=date(2026, 4, 13))
    public = RunFactory(course=basic)
    for run, size in ((small, 5), (large, 6), (public, 7)):
        closed_survey([3] * size, context_key=context_of(run), provider=provider)

    runs = evaluation.asked_runs([provider.pk])
    told = {
        filters: count_of(evaluation.report_of(runs, filters, language="de"))
        for filters in (
            Filters(),
            Filters(course=basic.pk),
            Filters(quarter="2026-2"),
            Filters(size="small"),
            Filters(size=OPEN),
            Filters(course=advanced.pk, size="small"),
        )
    }

    assert list(told.values()) == [18, 12, 6, 5, 7, 0]


def test_only_what_there_is_can_be_chosen(provider, courses):
    booked_run = booked(courses[0], size="small")
    booked(courses[1], size="large")  # nobody was asked there
    closed_survey([3] * 5, context_key=context_of(booked_run), provider=provider)

    offered = evaluation.choices(evaluation.asked_runs([provider.pk]))

    assert offered == {
        "course": [(str(courses[0].pk), "Basis")],
        "quarter": [("2026-1", "1. Quartal 2026")],
        "size": [("small", "10 bis 49 Beschäftigte")],
    }


def test_no_two_reports_with_any_filters_at_any_times_differ_by_fewer_than_five(provider, courses):
    """Somebody notes every report there is after each round that is closed, and lays all of them side by side."""
    sizes = [7, 4, 5, 1, 9, 3, 5, 2]
    shapes = itertools.cycle(itertools.product(courses, ("small", "large"), (date(2026, 3, 16), date(2026, 4, 13))))
    world = []
    for people, (course, size, starts_on) in zip(sizes, shapes, strict=False):
        run = booked(course, size=size, starts_on=starts_on)
        world.append((run, open_round(run, [1 + number % 5 for number in range(people)]), people))
    noted = []

    for _run, survey, _people in [(None, None, 0), *world]:
        if survey is not None:
            rounds.close(survey=survey, by=None, at=AFTERWARDS)
        runs = evaluation.asked_runs([provider.pk])
        for course, quarter, size in itertools.product(
            (None, *(course.pk for course in courses)), ("", "2026-1", "2026-2"), ("", "small", "large")
        ):
            chosen = Filters(course=course, quarter=quarter, size=size)
            found = evaluation.report_of(runs, chosen, language="de")
            closed = [one for one in world if type(one[1]).objects.get(pk=one[1].pk).closed_on is not None]
            groups = {
                run.pk: people
                for run, _survey, people in closed
                if people >= 5 and next(r for r in runs if r.context == context_of(run)).fits(chosen)
            }
            assert (count_of(found), sum(found.answers.values())) == (sum(groups.values()),) * 2
            noted.append(groups)

    for one, other in itertools.combinations(noted, 2):
        left = sum(people for run, people in one.items() if run not in other)
        right = sum(people for run, people in other.items() if run not in one)
        assert all(rest == 0 or rest >= 5 for rest in (left, right))


def test_the_page_of_staff_shows_filters_and_no_run_of_another_provider(client, provider, courses):
    run = booked(courses[0], size="small")
    closed_survey([2] * 6, context_key=context_of(run), provider=provider)
    stranger = RunFactory(course=CourseFactory(title="Fremder Kurs"))
    closed_survey([4] * 6, context_key=context_of(stranger), provider=stranger.course.provider)
    client.force_login(make_staff("trainer", provider))

    page = client.get(reverse("evaluation_office:page")).content.decode()

    assert ("Ein Durchgang mit Befragung." in page, "Basis" in page, "Fremder Kurs" in page) == (True, True, False)
    assert "Zufriedenheit ist noch keine Wirkung." in page


def test_a_filter_that_is_not_offered_counts_for_nothing(client, provider, courses):
    run = booked(courses[0], size="small")
    closed_survey([2] * 6, context_key=context_of(run), provider=provider)
    client.force_login(make_staff("trainer", provider))

    page = client.get(reverse("evaluation_office:page"), {"course": "987654", "quarter": "x", "size": "y"})

    assert "Ein Durchgang mit Befragung." in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_many_runs_as_for_few(
    client, provider, courses, django_assert_max_num_queries, count
):
    for _ in range(count):
        closed_survey([3] * 5, context_key=context_of(booked(courses[0], size="small")), provider=provider)
    client.force_login(make_staff("trainer", provider))

    with django_assert_max_num_queries(16):
        client.get(reverse("evaluation_office:page"))


def test_who_plans_no_runs_has_no_such_page(client):
    client.force_login(MembershipFactory(role="hr", provider=None, employer=EmployerFactory()).user)

    assert client.get(reverse("evaluation_office:page")).status_code == 404


@pytest.fixture
def hr(client, courses):
    """Return a booking at whose desk the client sits."""
    run = booked(courses[0], size="small")
    client.force_login(MembershipFactory(role="hr", provider=None, employer=run.booking.employer).user)
    return run.booking


def desk(client, booking):
    return client.get(f"/de/betrieb/buchung/{booking.public_id}/").content.decode()


def test_hr_is_told_that_four_answers_are_too_few(client, hr):
    closed_survey([2, 3, 4, 5], context_key=context_of(hr.run), provider=hr.provider)

    page = desk(client, hr)

    assert "Weniger als fünf Personen haben geantwortet." in page
    assert ("<svg viewBox" in page, "Ich kann drei Merkmale nennen." in page) == (False, False)


def test_hr_reads_what_seven_people_said_before_and_after_but_no_words_of_anybody(client, hr):
    context = {"context_key": context_of(hr.run), "provider": hr.provider}
    closed_survey([2] * 7, codes=CODES[:7], **context)
    end = open_survey(round_=Round.END, **context)
    for code in CODES[:7]:
        answer(end, {LEARNT: 4}, code=code, text="Mein Chef Bernd hört nie zu.")
    rounds.close(survey=end, by=None, at=AFTERWARDS)

    page = desk(client, hr)

    assert "Ich kann drei Merkmale nennen." in page
    assert 'aria-label="vor dem Training (T0): 2,0; am Ende (T1): 4,0"' in page
    assert "Zufriedenheit ist noch keine Wirkung." in page
    assert "Bernd" not in page


def test_hr_does_not_read_that_one_of_its_fourteen_people_skipped_a_question(client, hr):
    survey = open_survey(context_key=context_of(hr.run), provider=hr.provider)
    for number in range(14):
        answer(survey, {LEARNT: 3, **({SAID: 3} if number else {})})
    rounds.close(survey=survey, by=None, at=AFTERWARDS)
    section = desk(client, hr).split('id="evaluation"')[1].split("</section>")[0]

    assert {key: item.before.count for key, item in by_key(hr).items()} == {LEARNT: 14, SAID: 13}
    assert set(re.findall(r"\w* ?\d+ (?:Antworten|Personen)", section)) == {
        "mindestens 10 Antworten",
        "mindestens 10 Personen",
    }


def by_key(booking):
    """Return what staff read, by question."""
    return {item.key: item for item in report([context_of(booking.run)], language="de").items}


def test_nothing_is_told_while_people_answer(client, hr):
    open_round(hr.run, [3] * 7)

    assert "Noch gibt es keine Ergebnisse." in desk(client, hr)


def test_a_booking_without_a_survey_says_so(client, courses):
    run = booked(courses[0], size="small", wants_survey=False)
    client.force_login(MembershipFactory(role="hr", provider=None, employer=run.booking.employer).user)

    assert "keine Befragung vereinbart" in desk(client, run.booking)
