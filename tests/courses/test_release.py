"""„Prüfen und veröffentlichen“: a course goes out with its units, or says what is missing."""

from decimal import Decimal

import pytest
from django.urls import reverse
from wagtail.models import Locale

from courses import queries, rules
from courses.actions import publishing, translating
from courses.models import Course, Delivery, Unit
from courses.models.agg import AggContent
from courses.models.content import NotReady
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import CourseFactory, UnitFactory, curriculum_of, live_course, live_unit

pytestmark = pytest.mark.django_db


def course_of(units, **values):
    course = CourseFactory(provider=units[0].provider, **values)
    course.provider.complaint_path = "an die Leitung"
    course.provider.save()
    course.curriculum = curriculum_of(units)
    course.save()
    return course


def fields(faults):
    return [fault.field for fault in faults]


def test_a_course_is_published_with_those_units_that_were_never_public():
    unit = UnitFactory()
    course = publishing.publish_course(course=course_of([unit]), by=None)
    unit.refresh_from_db()
    assert (course.live, unit.live) == (True, True)


def test_newer_drafts_of_public_units_stay_drafts():
    unit = live_unit(title="fertig")
    unit.title = "halb fertig"
    unit.save_revision()
    publishing.publish_course(course=course_of([unit]), by=None)
    unit.refresh_from_db()
    assert (unit.title, unit.has_unpublished_changes) == ("fertig", True)


def test_nothing_is_published_when_one_unit_is_not_ready():
    good, empty = UnitFactory(), UnitFactory(body=[])
    empty.provider = good.provider
    empty.save()
    with pytest.raises(publishing.NotReady) as refusal:
        publishing.publish_course(course=course_of([good, empty]), by=None)
    assert fields(refusal.value.faults) == ["curriculum"]
    assert Unit.objects.filter(live=True).count() == 0
    assert Course.objects.filter(live=True).count() == 0


def test_an_adaptation_course_names_its_occupation_and_a_diversity_training_does_not():
    course = course_of([live_unit()], occupation=None)
    assert fields(queries.course_faults(course)) == ["occupation"]
    course.offer_kind = Course.OfferKind.DIVERSITY_TRAINING
    course.methods = "Übungen"
    assert fields(queries.course_faults(course)) == []


@pytest.mark.parametrize("offer_kind", list(Course.OfferKind))
def test_every_kind_of_offer_says_what_it_requires(offer_kind):
    course = Course(offer_kind=offer_kind)
    assert rules.missing_fields(course) == list(rules.REQUIRED_FIELDS[offer_kind])


def test_goals_that_hold_only_markup_are_empty():
    assert fields(queries.course_faults(course_of([live_unit()], goals="<p> </p>"))) == ["goals"]


def test_a_provider_without_complaint_path_must_name_one_in_the_course():
    course = course_of([live_unit()])
    course.provider.complaint_path = ""
    assert fields(queries.course_faults(course)) == ["complaint_path"]


def plan(*lengths):
    return [Unit(delivery=delivery, teaching_units=Decimal(units)) for delivery, units in lengths]


@pytest.mark.parametrize(
    ("units", "is_paid", "zfu_number", "is_blocked"),
    [
        (plan(("self_study", 6), ("virtual_classroom", 4)), True, "", True),
        (plan(("self_study", 5), ("virtual_classroom", 5)), True, "", False),  # exactly half is not more than half
        (plan(("self_study", 6), ("virtual_classroom", 4)), False, "", False),
        (plan(("self_study", 6), ("virtual_classroom", 4)), True, "7654321", False),
        (plan(("self_study", 2), ("practice", 3), ("on_site", 3)), True, "", False),
        (plan(), True, "", False),
    ],
)
def test_a_paid_course_that_is_mostly_self_study_needs_admission(units, is_paid, zfu_number, is_blocked):
    assert rules.needs_zfu_number(Course(is_paid=is_paid, zfu_number=zfu_number), units) is is_blocked


def test_the_zfu_rule_speaks_at_the_number():
    course = course_of([live_unit(delivery=Delivery.SELF_STUDY)], is_paid=True)
    faults = queries.course_faults(course)
    assert fields(faults) == ["zfu_number"]
    assert "100 %" in str(faults[0].text)


def test_addresses_do_not_collide_across_providers():
    first, second = live_course(title="Büro & Öffentliches", slug=""), live_course(title="Büro & Öffentliches", slug="")
    assert (first.slug, second.slug) == ("buero-oeffentliches", "buero-oeffentliches-2")


def test_the_page_lists_what_is_missing_and_publishes_what_is_ready(client):
    provider = ProviderFactory(complaint_path="an die Leitung")
    client.force_login(make_staff("trainer", provider))
    course = course_of([UnitFactory(provider=provider)], occupation=None)
    url = reverse("wagtailsnippets_courses_course:release", args=[course.pk])
    assert "Referenzberuf" in client.get(url).content.decode()
    client.post(url)
    course.refresh_from_db()
    assert course.live is False
    course.offer_kind = Course.OfferKind.DIVERSITY_TRAINING
    course.methods = "Übungen"
    course.save()
    client.post(url)
    course.refresh_from_db()
    assert course.live is True


def test_a_translated_course_shows_translated_units_where_there_are_some(at, django_assert_num_queries):
    translated, plain = live_unit(title="Der Brief"), live_unit(title="Das Telefon")
    plain.provider = translated.provider
    plain.save()
    course = publishing.publish_course(course=course_of([translated, plain]), by=None)
    arabic = Locale.objects.get(language_code="ar")
    unit_copy = translating.start_translation(source=translated, locale=arabic, by=UserFactory(), at=at)
    unit_copy.title = "الرسالة"
    unit_copy.save_revision()
    publishing.publish_unit(unit=unit_copy, by=None)
    copy = Course.objects.select_related("translation_of").get(
        pk=translating.start_translation(source=course, locale=arabic, by=UserFactory(), at=at).pk
    )
    with django_assert_num_queries(2):
        plan = queries.curriculum(copy)
    assert [item.shown.title for item in plan.items] == ["الرسالة", "Das Telefon"]
    assert [item.unit for item in plan.items] == [translated, plain]


def test_a_module_title_left_as_it_was_keeps_the_language_of_the_source(client, at):
    course = live_course()
    arabic = Locale.objects.get(language_code="ar")
    copy = translating.start_translation(source=course, locale=arabic, by=UserFactory(), at=at)
    publishing.publish_course(course=copy, by=None)
    page = client.get(f"/ar/kurse/{course.slug}/").content.decode()
    assert '<strong lang="de" dir="ltr">' in page
    copy = Course.objects.get(pk=copy.pk)
    raw = list(copy.curriculum.get_prep_value())
    raw[0]["value"]["title"] = "الأسبوع الأول"
    copy.curriculum = raw
    copy.save_revision()
    publishing.publish_course(course=copy, by=None)

    page = client.get(f"/ar/kurse/{course.slug}/?neu").content.decode()
    assert '<strong lang="ar" dir="rtl">الأسبوع الأول</strong>' in page


@pytest.mark.parametrize(
    ("values", "faulty"),
    [
        ({"agg_contents": [one.value for one in AggContent]}, []),
        ({"agg_contents": [one.value for one in AggContent if one != AggContent.CASES]}, ["agg_contents"]),
        ({"agg_contents": [], "names_agg": False}, []),
        ({"agg_contents": [one.value for one in AggContent], "offer_kind": "language_course"}, ["names_agg"]),
    ],
)
def test_a_certificate_names_the_law_only_when_the_training_covers_all_of_it(values, faulty):
    training = {"offer_kind": "diversity_training", "methods": "Gespräch", "names_agg": True, "cefr_goal": "B2"}
    course = course_of([live_unit()], **{**training, **values})
    assert fields(queries.course_faults(course)) == faulty
    if faulty:  # not by another door either
        with pytest.raises(NotReady):
            course.save_revision().publish()
