"""Translations are drafts made from an original that they remember."""

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Locale

from courses import queries
from courses.actions import publishing, translating
from courses.models import Course, Unit
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import live_course, live_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def arabic():
    return Locale.objects.get(language_code="ar")


def test_a_translation_is_a_draft_copy_with_an_id_of_its_own(at, arabic):
    unit = live_unit()
    copy = translating.start_translation(source=unit, locale=arabic, by=UserFactory(), at=at)
    assert (copy.live, copy.language, copy.text_direction) == (False, "ar", "rtl")
    assert copy.translation_key == unit.translation_key
    assert copy.public_id != unit.public_id
    assert (copy.translation_of, copy.made_from) == (unit, unit.live_revision)


def test_there_is_one_translation_per_language(at, arabic):
    unit = live_unit()
    copy = translating.start_translation(source=unit, locale=arabic, by=UserFactory(), at=at)
    with pytest.raises(translating.AlreadyTranslated) as known:
        translating.start_translation(source=unit, locale=arabic, by=UserFactory(), at=at)
    assert known.value.translation == copy


def test_a_translation_notices_that_its_original_moved_on_until_somebody_confirms(at, arabic):
    unit = live_unit()
    copy = translating.start_translation(source=unit, locale=arabic, by=UserFactory(), at=at)
    assert queries.source_has_moved_on(copy) is False
    unit.save_revision()
    publishing.publish_unit(unit=unit, by=None)
    copy = Unit.objects.get(pk=copy.pk)
    assert queries.source_has_moved_on(copy) is True
    translating.confirm_translation(translation=copy, by=UserFactory(), at=at)
    assert queries.source_has_moved_on(Unit.objects.get(pk=copy.pk)) is False


def test_saving_a_translation_keeps_what_it_was_made_from(at, arabic):
    unit = live_unit()
    copy = translating.start_translation(source=unit, locale=arabic, by=UserFactory(), at=at)
    copy.title = "رسالة"
    copy.save_revision()
    published = publishing.publish_unit(unit=copy, by=None)
    assert (published.title, published.translation_of, published.made_from) == ("رسالة", unit, unit.live_revision)


def test_the_editor_of_a_translation_says_that_the_original_changed(client, at, arabic):
    provider = ProviderFactory()
    client.force_login(make_staff("trainer", provider))
    unit = live_unit(provider)
    copy = translating.start_translation(source=unit, locale=arabic, by=UserFactory(), at=at)
    unit.save_revision()
    publishing.publish_unit(unit=unit, by=None)
    html = client.get(reverse("wagtailsnippets_courses_unit:edit", args=[copy.pk])).content.decode()
    assert "Das Original wurde geändert" in html


def test_a_translation_is_begun_and_confirmed_by_buttons(client, arabic):
    provider = ProviderFactory()
    trainer = make_staff("trainer", provider)
    client.force_login(trainer)
    unit = live_unit(provider)
    page = reverse("wagtailsnippets_courses_unit:translate", args=[unit.pk])
    assert "Übersetzung beginnen" in client.get(page).content.decode()
    client.post(page, {"language": "ar"})
    copy = Unit.objects.get(locale=arabic)
    unit.save_revision()
    publishing.publish_unit(unit=unit, by=None)
    assert "Übersetzung passt zum Original" in client.get(page).content.decode()
    client.post(page, {"language": "ar", "act": "confirm"})
    assert queries.source_has_moved_on(Unit.objects.get(pk=copy.pk)) is False
    assert AuditEntry.objects.filter(action="courses.unit_translation_started", actor=trainer.public_id).count() == 1


def test_a_translated_course_is_found_under_its_sources_address(at, arabic):
    course = live_course()
    copy = translating.start_translation(source=course, locale=arabic, by=UserFactory(), at=at)
    copy.title = "إدارة المكتب"
    copy.save_revision()
    publishing.publish_course(course=copy, by=None)
    assert queries.localized(course, "ar").title == "إدارة المكتب"
    assert queries.localized(course, "en") == course
    assert list(queries.published()) == [course]
    assert Course.objects.get(pk=copy.pk).slug == course.slug


def test_units_offered_to_a_curriculum_are_originals(client, at, arabic):
    provider = ProviderFactory()
    client.force_login(make_staff("trainer", provider))
    unit = live_unit(provider, title="Der Brief")
    translating.start_translation(source=unit, locale=arabic, by=UserFactory(), at=at)
    chooser = reverse("wagtailsnippetchoosers_courses_unit:choose_results")
    assert client.get(chooser).content.decode().count("Der Brief") == 1


def test_the_unit_written_last_is_offered_first(client):
    provider = ProviderFactory()
    client.force_login(make_staff("trainer", provider))
    live_unit(provider, title="Zuletzt im Alphabet")
    live_unit(provider, title="Angebote")
    body = client.get(reverse("wagtailsnippetchoosers_courses_unit:choose_results")).content.decode()
    assert body.index("Angebote") < body.index("Zuletzt im Alphabet")
    live_unit(provider, title="Zum Schluss")
    body = client.get(reverse("wagtailsnippetchoosers_courses_unit:choose_results")).content.decode()
    assert body.index("Zum Schluss") < body.index("Angebote")


FACTS_CHANGED = {"is_paid": True, "zfu_number": "7412345", "cefr_entry": "B2", "format": "blended", "number": "N-7"}


def translated(course, at, arabic, **values):
    """Return a published Arabic version of the course."""
    copy = translating.start_translation(source=course, locale=arabic, by=UserFactory(), at=at)
    for name, value in {"title": "إدارة المكاتب", "slug": f"{course.slug}-ar", **values}.items():
        setattr(copy, name, value)
    copy.save_revision()
    return publishing.publish_course(course=copy, by=None)


def test_what_is_no_text_is_the_originals_in_every_language(client, at, arabic):
    course = live_course()
    copy = translated(course, at, arabic)
    for name, value in FACTS_CHANGED.items():
        setattr(course, name, value)
    course.save_revision()
    publishing.publish_course(course=course, by=None)
    shown = queries.localized(Course.objects.get(pk=course.pk), "ar")
    assert (shown.pk, shown.title) == (copy.pk, "إدارة المكاتب")
    assert {name: getattr(shown, name) for name in FACTS_CHANGED} == FACTS_CHANGED
    assert shown.occupation == course.occupation
    body = client.get(f"/ar/kurse/{course.slug}/").content.decode()
    with translation.override("ar"):
        assert (gettext("kostenpflichtig") in body, gettext("kostenfrei") in body) == (True, False)


def test_an_older_version_of_a_translation_comes_back_with_todays_facts(at, arabic):
    course = live_course()
    copy = translated(course, at, arabic)
    Course.objects.filter(pk=course.pk).update(cefr_entry="C1")
    again = Course.objects.get(pk=copy.pk).latest_revision.as_object()
    assert (again.cefr_entry, again.title) == ("C1", "إدارة المكاتب")
    assert publishing.publish_course(course=again, by=None).cefr_entry == "C1"


def test_the_editor_of_a_translation_asks_for_texts_only_and_keeps_the_rest(client, at, arabic):
    provider = ProviderFactory(complaint_path="Brief an die Leitung.")
    client.force_login(make_staff("trainer", provider))
    course = live_course(provider)
    copy = translated(course, at, arabic)
    page = client.get(reverse("wagtailsnippets_courses_course:edit", args=[copy.pk]))
    form = page.context["form"]
    assert set(Course.FACTS) & set(form.fields) == set()
    assert {"title", "summary", "goals", "cost_note", "contact_email", "curriculum"} <= set(form.fields)
    html = page.content.decode()
    assert "Sie bearbeiten eine Übersetzung" in html
    assert "Legen Sie zuerst Einheiten an" not in html
    original = client.get(reverse("wagtailsnippets_courses_course:edit", args=[course.pk]))
    assert set(Course.FACTS) <= set(original.context["form"].fields)
    assert "Sie bearbeiten eine Übersetzung" not in original.content.decode()
    assert "Legen Sie zuerst Einheiten an" in original.content.decode()


def test_a_translation_that_lacks_what_its_original_gained_can_be_published(at, arabic):
    course = live_course(offer_kind="online_seminar", occupation=None, cefr_entry="")
    copy = translating.start_translation(source=course, locale=arabic, by=UserFactory(), at=at)
    values = {"offer_kind": "language_course", "cefr_entry": "B1", "cefr_goal": "B2"}
    Course.objects.filter(pk=course.pk).update(**values)
    assert queries.course_faults(Course.objects.get(pk=copy.pk).latest_revision.as_object()) == []
