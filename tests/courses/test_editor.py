"""A trainer writes units and courses in the back office."""

import pytest
from django.urls import reverse

from accounts.models import Region
from courses.models import Course, Occupation, Unit
from privacy.models import AuditEntry
from tests.courses.editing import course_form, module, unit_form
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import UnitFactory, live_course, live_unit

pytestmark = pytest.mark.django_db

COURSES = "wagtailsnippets_courses_course"
UNITS = "wagtailsnippets_courses_unit"


@pytest.fixture
def provider():
    return ProviderFactory(complaint_path="an die Leitung")


@pytest.fixture
def trainer(client, provider):
    person = make_staff("trainer", provider)
    client.force_login(person)
    return person


def errors_of(response):
    form = response.context["form"]
    return {name: [str(error) for error in form.errors.as_data()[name]] for name in form.errors}


def test_the_menu_leads_to_courses_units_and_runs(client, trainer):
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse(f"{COURSES}:list") in html
    assert reverse(f"{UNITS}:list") in html
    assert reverse("runs:index") in html


def test_a_unit_is_saved_as_a_draft_of_the_only_own_provider(client, trainer, provider):
    response = client.post(reverse(f"{UNITS}:add"), unit_form())
    unit = Unit.objects.get()
    assert response.status_code == 302
    assert (unit.provider, unit.live, unit.title) == (provider, False, "Geschäftsbrief")


def test_a_unit_is_published_from_its_editor(client, trainer):
    client.post(reverse(f"{UNITS}:add"), unit_form(action="action-publish"))
    assert Unit.objects.get().live is True


def test_publishing_leaves_an_audit_row_that_names_the_trainer(client, trainer, provider):
    client.post(reverse(f"{UNITS}:add"), unit_form(action="action-publish"))
    row = AuditEntry.objects.get(action="courses.unit_published")
    assert (row.actor, row.provider, row.subject) == (
        trainer.public_id,
        provider.public_id,
        Unit.objects.get().public_id,
    )


def test_a_unit_without_title_is_not_even_a_draft(client, trainer):
    response = client.post(reverse(f"{UNITS}:add"), unit_form(title=""))
    assert list(errors_of(response)) == ["title"]


def test_a_scorm_unit_without_package_is_a_draft_but_not_published(client, trainer):
    response = client.post(reverse(f"{UNITS}:add"), unit_form(kind="scorm", action="action-publish"))
    assert list(errors_of(response)) == ["package"]
    assert client.post(reverse(f"{UNITS}:add"), unit_form(kind="scorm")).status_code == 302


def test_a_course_with_a_curriculum_is_published_and_gets_an_address_without_umlauts(client, trainer, provider):
    unit = live_unit(provider)
    occupation = Occupation.objects.get(key="bueromanagement")
    response = client.post(
        reverse(f"{COURSES}:add"),
        course_form(modules=[module("M1", [unit])], occupation=str(occupation.pk), action="action-publish"),
    )
    assert response.status_code == 302, errors_of(response)
    course = Course.objects.get()
    assert (course.live, course.slug) == (True, "bueromanagement")


def test_the_editor_says_at_the_field_what_a_course_lacks(client, trainer, provider):
    response = client.post(reverse(f"{COURSES}:add"), course_form(modules=[], summary="", action="action-publish"))
    assert sorted(errors_of(response)) == ["curriculum", "occupation", "summary"]
    assert "Der Kurs hat noch keine Einheiten." in response.content.decode()
    assert Course.objects.count() == 0


def test_an_incomplete_course_is_saved_as_a_draft(client, trainer):
    response = client.post(reverse(f"{COURSES}:add"), course_form(modules=[], summary=""))
    assert response.status_code == 302
    assert Course.objects.get().live is False


def test_a_course_with_a_draft_unit_is_not_published_from_the_editor(client, trainer, provider):
    draft = UnitFactory(provider=provider, title="Halb fertig")
    occupation = Occupation.objects.get(key="bueromanagement")
    response = client.post(
        reverse(f"{COURSES}:add"),
        course_form(modules=[module("M1", [draft])], occupation=str(occupation.pk), action="action-publish"),
    )
    assert list(errors_of(response)) == ["curriculum"]
    assert "Halb fertig" in response.content.decode()


def test_a_curriculum_cannot_name_a_unit_of_another_provider(client, trainer):
    foreign = live_unit(title="Geheimes der anderen")
    response = client.post(reverse(f"{COURSES}:add"), course_form(modules=[module("M1", [foreign])]))
    assert response.status_code == 404
    assert "Geheimes" not in response.content.decode()


def test_an_editor_says_whom_where_and_in_which_language_and_a_revision_keeps_it(client, trainer, provider):
    region = Region.objects.create(name="Emsland", land="NI")
    values = {"target_groups": ["new_from_eu", "refugees"], "region": str(region.pk), "teaching_language": "en"}
    client.post(reverse(f"{COURSES}:add"), course_form(modules=[module("M1", [live_unit(provider)])], **values))
    draft = Course.objects.get().get_latest_revision_as_object()
    assert (draft.target_groups, draft.region, draft.teaching_language) == (["refugees", "new_from_eu"], region, "en")


def test_a_target_group_that_is_not_on_the_list_is_refused(client, trainer, provider):
    answer = client.post(reverse(f"{COURSES}:add"), course_form(target_groups=["millionaires"]))
    assert answer.status_code == 200
    assert Course.objects.count() == 0


def test_the_editor_opens_again_with_its_curriculum(client, trainer, provider):
    course = live_course(provider)
    response = client.get(reverse(f"{COURSES}:edit", args=[course.pk]))
    assert response.status_code == 200
    assert "Angaben nach DIN ISO 29993" in response.content.decode()


def test_a_unit_that_a_course_names_is_not_deleted(client, trainer, provider):
    unit = live_unit(provider)
    live_course(provider, units=[unit])
    client.post(reverse(f"{UNITS}:delete", args=[unit.pk]))
    assert Unit.objects.filter(pk=unit.pk).exists()


def test_a_unit_that_nobody_names_is_deleted_with_an_audit_row(client, trainer, provider):
    unit = UnitFactory(provider=provider)
    client.post(reverse(f"{UNITS}:delete", args=[unit.pk]))
    assert not Unit.objects.filter(pk=unit.pk).exists()
    assert AuditEntry.objects.filter(action="courses.unit_deleted", subject=unit.public_id).count() == 1


def test_a_unit_of_a_published_course_stays_public(client, trainer, provider):
    unit = live_unit(provider)
    live_course(provider, units=[unit])
    client.post(reverse(f"{UNITS}:unpublish", args=[unit.pk]))
    unit.refresh_from_db()
    assert unit.live is True


def test_a_course_with_a_run_is_not_deleted_and_says_so(client, trainer, provider):
    from tests.factories.courses import RunFactory

    course = live_course(provider)
    RunFactory(course=course)
    response = client.post(reverse(f"{COURSES}:delete", args=[course.pk]))
    assert response.status_code in (200, 302, 403)
    assert Course.objects.filter(pk=course.pk).exists()


def test_wagtails_copy_view_does_not_exist():
    from django.urls import NoReverseMatch

    with pytest.raises(NoReverseMatch):
        reverse(f"{COURSES}:copy", args=[1])


def test_the_preview_shows_the_unit_as_a_learner_reads_it(client, trainer, provider):
    unit = live_unit(provider, title="Der Betreff")
    url = reverse(f"{UNITS}:preview_on_edit", args=[unit.pk])
    assert client.post(url, unit_form(title="Der neue Betreff")).json() == {"is_valid": True, "is_available": True}
    html = client.get(url).content.decode()
    assert "Der neue Betreff" in html
    assert "Ein Brief hat einen Betreff." in html


def test_the_preview_shows_the_course_with_its_modules(client, trainer, provider):
    unit = live_unit(provider, title="Der Betreff")
    course = live_course(provider)
    url = reverse(f"{COURSES}:preview_on_edit", args=[course.pk])
    assert client.post(url, course_form(modules=[module("Neues Modul", [unit])])).json()["is_available"]
    html = client.get(url).content.decode()
    assert "Neues Modul" in html
    assert "Der Betreff" in html


@pytest.mark.parametrize("row_count", [1, 3])
def test_the_list_of_courses_costs_the_same_for_one_and_three(
    client, trainer, provider, row_count, django_assert_max_num_queries
):
    for _ in range(row_count):
        live_course(provider, unit_count=1)
    client.get(reverse(f"{COURSES}:list"))
    with django_assert_max_num_queries(20):
        response = client.get(reverse(f"{COURSES}:list"))
    assert response.status_code == 200


def test_one_button_saves_and_leads_to_the_check(client, trainer):
    response = client.post(reverse(f"{UNITS}:add"), unit_form(action="action-release"))
    unit = Unit.objects.get()
    assert (response["Location"], unit.live) == (reverse(f"{UNITS}:release", args=[unit.pk]), False)
    response = client.post(
        reverse(f"{UNITS}:edit", args=[unit.pk]), unit_form(title="Neu", action="action-release"), follow=True
    )
    assert "Alle Angaben sind vollständig." in response.content.decode()
    client.post(response.request["PATH_INFO"])
    unit.refresh_from_db()
    assert (unit.title, unit.live) == ("Neu", True)


def test_an_autosave_of_a_stale_tab_leaves_the_published_revision_alone(client, trainer):
    client.post(reverse(f"{UNITS}:add"), unit_form(title="Entwurf"))
    unit = Unit.objects.get()
    edit = reverse(f"{UNITS}:edit", args=[unit.pk])
    held = unit.latest_revision_id
    client.post(edit, unit_form(title="Live", overwrite_revision_id=str(held), action="action-publish"))
    unit.refresh_from_db()
    live = unit.live_revision
    client.post(
        edit,
        unit_form(title="aus dem alten Tab", overwrite_revision_id=str(live.pk)),
        headers={"accept": "application/json"},
    )
    live.refresh_from_db()
    assert live.content["title"] == "Live"
    assert Unit.objects.get().title == "Live"
    assert Unit.objects.get().latest_revision_id != live.pk
