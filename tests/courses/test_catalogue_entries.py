"""The catalogue knows at once what editors and coordinators decide, whichever way they decide it."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Locale

from courses.actions import catalogue, publishing, runs, translating
from courses.models import CatalogueEntry, Course, Run
from courses.queries.catalogue import Search, search
from courses.rules import RunState
from courses.search import memory
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.courses import CourseFactory, RunFactory, curriculum_of, live_course, live_unit

pytestmark = pytest.mark.django_db


def find(at, text=""):
    return search(Search(text=text), at=at, language="de").hits


def slugs(at, text=""):
    return [hit.slug for hit in find(at, text)]


def test_a_course_is_found_once_it_is_published_and_no_longer_once_it_is_withdrawn(at):
    course = live_course(slug="buero")
    assert slugs(at) == ["buero"]
    course.unpublish(user=None)
    assert slugs(at) == []
    assert CatalogueEntry.objects.count() == 0


def test_a_draft_is_not_found_and_a_newer_draft_changes_nothing(at):
    CourseFactory(title="Entwurf")
    course = live_course(title="Öffentlich")
    course.title = "Geheimes Vorhaben"
    course.save_revision()
    assert (len(find(at)), slugs(at, "Vorhaben")) == (1, [])
    publishing.publish_course(course=course, by=None)
    assert (slugs(at, "Vorhaben"), slugs(at, "Öffentlich")) == ([course.slug], [])


def test_what_is_rolled_back_was_never_in_the_catalogue(at):
    course = live_course(slug="buero")
    with transaction.atomic():
        course.unpublish(user=None)
        transaction.set_rollback(True)
    assert slugs(at) == ["buero"]


def test_a_translation_is_searched_only_while_it_is_public(at):
    course = live_course(slug="buero")
    locale = Locale.objects.get(language_code="en")
    copy = translating.start_translation(source=course, locale=locale, by=UserFactory(), at=at)
    copy.title = "Bookkeeping"
    copy.save_revision()
    assert slugs(at, "Bookkeeping") == []
    copy = publishing.publish_course(course=copy, by=None)
    assert slugs(at, "Bookkeeping") == ["buero"]
    copy.unpublish(user=None)
    assert slugs(at, "Bookkeeping") == []


def test_a_unit_published_anew_changes_words_and_hours_of_its_courses(at):
    provider = ProviderFactory(complaint_path="an die Leitung")
    unit = live_unit(provider, title="Alt")
    live_course(provider, slug="buero", units=[unit])
    unit.title, unit.teaching_units = "Lohnabrechnung", 5
    unit.save_revision()
    publishing.publish_unit(unit=unit, by=None)
    assert slugs(at, "Lohnabrechnung") == ["buero"]
    assert find(at)[0].total_teaching_units == 5


def test_courses_of_a_provider_that_has_left_the_stage_are_gone_and_come_back_with_it(at):
    course = live_course(slug="buero")
    assert slugs(at) == ["buero"]
    course.provider.archived_at = at
    course.provider.save()
    assert slugs(at) == []
    course.provider.archived_at = None
    course.provider.save()
    assert slugs(at) == ["buero"]


def test_a_deleted_course_is_gone(at):
    course = live_course(slug="buero")
    assert slugs(at) == ["buero"]
    Course.objects.filter(pk=course.pk).delete()
    assert slugs(at) == []


PLAN = {
    "starts_on": date(2026, 3, 16),
    "ends_on": date(2026, 6, 26),
    "enrol_from": date(2026, 2, 1),
    "enrol_until": date(2026, 3, 15),
    "capacity": 12,
}


@pytest.fixture
def run(at):
    return runs.plan_run(course=live_course(slug="buero"), by=UserFactory(), at=at, **PLAN)


def next_start(at):
    return find(at)[0].next_start


def test_each_decision_about_a_run_shows_at_once(at, run):
    by = UserFactory()
    assert next_start(at) is None
    runs.announce_run(run=run, by=by, at=at)
    assert next_start(at) == date(2026, 3, 16)
    runs.change_run(run=run, by=by, at=at, trainers=[], plan={**PLAN, "starts_on": date(2026, 3, 23)})
    assert next_start(at) == date(2026, 3, 23)
    runs.hide_run(run=run, by=by, at=at)
    assert next_start(at) is None
    runs.announce_run(run=run, by=by, at=at)
    runs.cancel_run(run=run, reason="zu wenige", by=by, at=at)
    assert next_start(at) is None


def test_a_run_that_was_put_away_is_not_shown(at, run):
    runs.announce_run(run=run, by=UserFactory(), at=at)
    runs.archive_run(run=run, by=UserFactory(), at=at)
    assert find(at)[0].next_run is None


@pytest.mark.parametrize(
    ("day", "state", "start"),
    [
        (date(2026, 1, 20), RunState.ANNOUNCED, date(2026, 3, 16)),
        (date(2026, 2, 10), RunState.OPEN, date(2026, 3, 16)),
        (date(2026, 3, 14), RunState.CLOSING, date(2026, 3, 16)),
        (date(2026, 4, 1), RunState.RUNNING, None),
        (date(2026, 6, 27), None, None),
    ],
)
def test_the_state_follows_the_calendar_without_anybody_writing(run, at, day, state, start):
    runs.announce_run(run=run, by=UserFactory(), at=at)
    hit = find(datetime.combine(day, datetime.min.time(), tzinfo=UTC).replace(hour=11))[0]
    assert (hit.next_state, hit.next_start) == (state, start)


def test_a_closed_run_is_shown_with_its_state_while_it_has_not_begun(at):
    course = live_course()
    run = RunFactory(course=course, enrol_until=date(2026, 2, 20))
    catalogue.refresh(course_ids=[course.pk])
    hit = find(at)[0]
    assert (hit.next_run.pk, hit.next_state) == (run.pk, RunState.CLOSED)


def test_a_run_that_can_be_joined_stands_before_an_earlier_one_that_cannot(at):
    course = live_course()
    closed = RunFactory(course=course, starts_on=date(2026, 3, 9), enrol_until=date(2026, 2, 20))
    joinable = RunFactory(course=course)
    catalogue.refresh(course_ids=[course.pk])
    hit = find(at)[0]
    assert (hit.next_run.pk, [run.pk for run in hit.other_runs]) == (joinable.pk, [closed.pk])


def test_the_command_finds_what_an_import_wrote_past_the_actions(at, capsys):
    course = live_course(slug="buero")
    Course.objects.filter(pk=course.pk).update(title="Importiert")
    CatalogueEntry.objects.all().delete()
    assert slugs(at) == []
    call_command("rebuild_catalogue")
    assert capsys.readouterr().out == "1 courses in the catalogue.\n"
    assert slugs(at, "Importiert") == ["buero"]


def test_what_is_as_it_was_is_not_written_again():
    course = live_course()
    before = CatalogueEntry.objects.get().stamp
    catalogue.refresh(course_ids=[course.pk])
    assert CatalogueEntry.objects.get().stamp == before


def test_one_change_is_read_alone_and_nothing_else_anew(at, django_assert_num_queries):
    courses = [live_course(slug=f"kurs-{number}") for number in range(3)]
    known = memory.current()
    Course.objects.filter(pk=courses[1].pk).update(summary="Ganz neu beschrieben.")
    catalogue.refresh(course_ids=[courses[1].pk])
    with django_assert_num_queries(3):  # whether, which, what
        patched = memory.current()
    assert patched.rows[0] is known.rows[0]
    assert slugs(at, "beschrieben") == ["kurs-1"]


def test_after_many_changes_the_memory_holds_what_the_database_holds(at):
    titles = ["Wundversorgung", "Buchführung", "Messtechnik", "Baurecht", "Elternarbeit", "Statik"]
    courses = {title: live_course(title=title, slug=title.casefold().replace("ü", "ue")) for title in titles}
    find(at)
    for title in titles[:4]:
        courses[title].unpublish(user=None)
        assert slugs(at, title) == []
    assert sorted(slugs(at)) == ["elternarbeit", "statik"]
    publishing.publish_course(course=courses["Baurecht"], by=None)
    assert sorted(slugs(at)) == ["baurecht", "elternarbeit", "statik"]
    assert slugs(at, "Statik") == ["statik"]


def test_drafts_that_name_a_unit_do_not_come_into_the_catalogue(at):
    provider = ProviderFactory(complaint_path="an die Leitung")
    unit = live_unit(provider)
    CourseFactory(provider=provider, curriculum=curriculum_of([unit]))
    publishing.publish_unit(unit=unit, by=None)
    assert (CatalogueEntry.objects.count(), Run.objects.count()) == (0, 0)


def test_a_hit_says_what_the_card_shows_in_the_readers_language_as_it_was_published_last(at):
    course = live_course(title="Büro und Recht", summary="Recht im Büro.", is_paid=False)
    hit = search(Search(), at=at, language="ar").hits[0]
    assert (hit.title, hit.summary, hit.language) == ("Büro und Recht", "Recht im Büro.", "de")
    assert (hit.provider, hit.city) == (course.provider.name, course.provider.city)
    # The same words in another order: what is searched stays as it was, what is read does not.
    Course.objects.filter(pk=course.pk).update(summary="Im Büro: Recht!", is_paid=True)
    catalogue.refresh(course_ids=[course.pk])
    hit = search(Search(), at=at, language="ar").hits[0]
    assert (hit.summary, hit.is_paid) == ("Im Büro: Recht!", True)
    locale = Locale.objects.get(language_code="ar")
    copy = translating.start_translation(source=course, locale=locale, by=UserFactory(), at=at)
    copy.title, copy.summary = "المكتب", "القانون"
    copy.save_revision()
    assert search(Search(), at=at, language="ar").hits[0].language == "de"
    publishing.publish_course(course=copy, by=None)
    shown = [search(Search(), at=at, language=code).hits[0] for code in ("ar", "en")]
    assert [(hit.title, hit.summary, hit.language) for hit in shown] == [
        ("المكتب", "القانون", "ar"),
        ("Büro und Recht", "Im Büro: Recht!", "de"),
    ]
