"""The catalogue finds courses as people spell what they look for."""

from datetime import date

import pytest

from courses.models import Occupation
from courses.queries.catalogue import Search, search
from tests.factories.courses import RunFactory, live_course

pytestmark = pytest.mark.django_db


def slugs(at, text="", language="de", **chosen):
    return [hit.slug for hit in search(Search(text=text, order="fit", **chosen), at=at, language=language).hits]


def nursing(**values):
    return live_course(
        title="Fachsprache in der Klinik",
        slug="klinik",
        occupation=Occupation.objects.get(key="pflege"),
        summary="Wir üben die Übergabe.",
        **values,
    )


@pytest.mark.parametrize(
    "text",
    [
        "медсестра",
        "ممرضة",
        "الممرضات",
        "hemşire",
        "hemsire",
        "پرستار",
        "nurses",
        "infirmière",
        "pielęgniarka",
        "asistenta medicala",
        "Krankenschwester",
        "Pflege",
        "медсестры",
    ],
)
def test_nursing_is_found_by_its_names_in_other_languages(at, text):
    nursing()
    live_course(title="Büro", slug="buero")
    assert slugs(at, text) == ["klinik"]


def test_a_course_without_a_run_is_found(at):
    live_course(title="Büro", slug="buero")
    hit = search(Search(), at=at, language="de").hits[0]
    assert (hit.slug, hit.next_run_id, hit.next_start) == ("buero", None, None)


def test_the_next_run_is_the_one_that_can_be_entered(at):
    course = live_course(slug="buero")
    RunFactory(course=course, starts_on=date(2026, 2, 1), enrol_from=date(2026, 1, 1), enrol_until=date(2026, 1, 20))
    run = RunFactory(course=course)
    from courses.actions import catalogue

    catalogue.refresh(course_ids=[course.pk])
    hit = search(Search(), at=at, language="de").hits[0]
    assert (hit.next_run_id, hit.next_start) == (run.pk, run.starts_on)
