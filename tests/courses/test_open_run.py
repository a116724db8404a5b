"""What a run teaches is pinned once, and stays."""

from uuid import UUID

import pytest
from wagtail.models import Locale

from courses import queries
from courses.actions import publishing, runs, translating
from courses.models import RunUnit, RunUnitTranslation, Unit
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.courses import RunFactory, live_course, live_unit, text_body

pytestmark = pytest.mark.django_db


def publish_new_text(unit: Unit, text: str) -> Unit:
    draft = Unit.objects.get(pk=unit.pk)
    draft.body = text_body(text)
    draft.save_revision()
    return publishing.publish_unit(unit=draft, by=None)


def test_every_place_of_the_curriculum_becomes_a_run_unit_in_order(at):
    run = runs.open_run(run=RunFactory(course=live_course(unit_count=3)), by=None, at=at)
    planned = queries.curriculum(run.course)
    assert [(row.item_id, row.position, row.module_title, row.minutes) for row in run.run_units.all()] == [
        (planned.items[0].item_id, 0, "Modul 1", 45),
        (planned.items[1].item_id, 1, "Modul 1", 45),
        (planned.items[2].item_id, 2, "Modul 2", 45),
    ]


def test_opening_twice_is_opening_once(at):
    person = UserFactory()
    run = RunFactory()
    first = runs.open_run(run=run, by=person, at=at)
    second = runs.open_run(run=run, by=person, at=at)
    assert second.opened_at == first.opened_at == at
    assert RunUnit.objects.filter(run=run).count() == 2
    assert AuditEntry.objects.filter(action="courses.run_opened").count() == 1


def test_a_run_keeps_the_text_it_was_opened_with(at):
    unit = live_unit(body=text_body("alt"))
    run = runs.open_run(run=RunFactory(course=live_course(units=[unit])), by=None, at=at)
    publish_new_text(unit, "neu")
    body = queries.unit_body(run.run_units.get(), "de")
    assert str(body.body[0].value) == "<p>alt</p>"


def test_a_run_keeps_its_units_when_the_course_gets_others(at):
    course = live_course(unit_count=2)
    run = runs.open_run(run=RunFactory(course=course), by=None, at=at)
    course.curriculum = []
    course.save()
    assert len(queries.outline(run, "de").items) == 2


def test_a_course_that_was_withdrawn_cannot_open_a_run(at):
    course = live_course()
    run = RunFactory(course=course)
    course.unpublish()
    run.refresh_from_db()
    with pytest.raises(runs.CourseIsNotPublished):
        runs.open_run(run=run, by=None, at=at)
    assert RunUnit.objects.count() == 0


def test_a_purged_live_revision_is_made_again_before_it_is_pinned(at):
    unit = live_unit(body=text_body("lebt"))
    course = live_course(units=[unit])
    Unit.objects.filter(pk=unit.pk).update(live_revision=None)
    run = runs.open_run(run=RunFactory(course=course), by=None, at=at)
    assert str(queries.unit_body(run.run_units.get(), "de").body[0].value) == "<p>lebt</p>"


def test_a_published_translation_is_read_in_its_language_and_the_source_elsewhere(at):
    unit = live_unit(body=text_body("Guten Tag"))
    arabic = translating.start_translation(
        source=unit, locale=Locale.objects.get(language_code="ar"), by=UserFactory(), at=at
    )
    run = runs.open_run(run=RunFactory(course=live_course(units=[unit])), by=None, at=at)
    assert queries.unit_body(run.run_units.get(), "ar").language == "de"

    arabic.title, arabic.body = "رسالة", text_body("مرحبا")
    arabic.save_revision()
    publishing.publish_unit(unit=arabic, by=None)

    shown = queries.unit_body(run.run_units.get(), "ar")
    assert (shown.title, shown.language, shown.direction) == ("رسالة", "ar", "rtl")
    assert queries.outline(run, "ar").items[0].title == "رسالة"
    assert queries.unit_body(run.run_units.get(), "en").language == "de"


def test_a_run_that_has_a_translation_keeps_it_when_the_translator_goes_on(at):
    unit = live_unit()
    arabic = translating.start_translation(
        source=unit, locale=Locale.objects.get(language_code="ar"), by=UserFactory(), at=at
    )
    publishing.publish_unit(unit=arabic, by=None)
    run = runs.open_run(run=RunFactory(course=live_course(units=[unit])), by=None, at=at)
    before = RunUnitTranslation.objects.get(run_unit__run=run).revision_id
    publish_new_text(arabic, "جديد")
    assert RunUnitTranslation.objects.get(run_unit__run=run).revision_id == before


@pytest.mark.parametrize("unit_count", [1, 3])
def test_an_outline_costs_two_queries(at, unit_count, django_assert_num_queries):
    run = runs.open_run(run=RunFactory(course=live_course(unit_count=unit_count)), by=None, at=at)
    with django_assert_num_queries(2):
        assert len(queries.outline(run, "ar").items) == unit_count


@pytest.mark.parametrize("unit_count", [1, 3])
def test_a_curriculum_costs_one_query(unit_count, django_assert_num_queries):
    course = live_course(unit_count=unit_count)
    course.refresh_from_db()
    with django_assert_num_queries(1):
        assert len(queries.curriculum(course).units) == unit_count


def test_a_unit_body_costs_at_most_two_queries(at, django_assert_max_num_queries):
    run = runs.open_run(run=RunFactory(), by=None, at=at)
    row = run.run_units.all()[0]
    with django_assert_max_num_queries(2):
        assert len(queries.unit_body(row, "ar").body) == 1


def test_runs_that_begin_today_are_opened_by_the_clock(at):
    due = RunFactory(starts_on="2026-03-02")
    later = RunFactory()
    assert runs.open_due_runs(at=at) == 1
    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.opened_at, later.opened_at) == (at, None)


def test_item_ids_are_the_ids_of_the_blocks(at):
    course = live_course(unit_count=1)
    raw = course.curriculum.get_prep_value()[0]["value"]["items"][0]["id"]
    run = runs.open_run(run=RunFactory(course=course), by=None, at=at)
    assert run.run_units.get().item_id == UUID(raw)
