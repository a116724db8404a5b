"""The start page of the back office says what waits, to whom it concerns, and is silent otherwise."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.actions import runs
from scorm.models import VersionState
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import CourseFactory, RunFactory, UnitFactory, live_course, live_unit
from tests.factories.scorm import PackageFactory, PackageVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return ProviderFactory(complaint_path="an die Leitung")


@pytest.fixture
def trainer(client, provider):
    person = make_staff("trainer", provider)
    client.force_login(person)
    return person


def home(client):
    return client.get(reverse("wagtailadmin_home")).content.decode()


def panels(client):
    html = home(client)
    known = ("first-steps", "runs-at-hand", "refused-packages", "own-drafts")
    return [name for name in known if f'id="{name}' in html]


def draft(content, person):
    content.save_revision(user=person)
    return content


def refused(package):
    return PackageVersionFactory(
        package=package, number=1, state=VersionState.FAILED, zip_key="", unzipped_bytes=None, file_count=None
    )


def run_in(course, *, begins, ends, **values):
    today = timezone.localdate()
    starts_on, ends_on = today + timedelta(days=begins), today + timedelta(days=ends)
    window = {"enrol_from": starts_on - timedelta(days=40), "enrol_until": starts_on - timedelta(days=1)}
    return RunFactory(course=course, starts_on=starts_on, ends_on=ends_on, **window, **values)


def test_a_provider_without_a_course_is_led_from_the_package_to_the_unit_to_the_course(client, trainer):
    assert panels(client) == ["first-steps"]
    html = home(client)
    names = ["scorm_office:upload", "wagtailsnippets_courses_unit:add", "wagtailsnippets_courses_course:add"]
    inside = html[html.index('id="first-steps') :]
    places = [inside.index(f'href="{reverse(name)}"') for name in names]
    assert places == sorted(places)


def test_the_first_steps_are_gone_with_the_first_course_of_the_own_provider(client, trainer, provider):
    CourseFactory()
    assert panels(client) == ["first-steps"]
    CourseFactory(provider=provider)
    assert panels(client) == []


def test_own_drafts_lead_to_the_editor_and_what_is_published_is_not_among_them(client, trainer, provider):
    course = draft(CourseFactory(provider=provider, title="Neuer Kurs"), trainer)
    unit = live_unit(provider, title="Alter Titel")
    unit.title = "Neuer Titel"
    draft(unit, trainer)
    live_unit(provider, title="Ganz fertig")
    html = home(client)
    assert reverse("wagtailsnippets_courses_course:edit", args=[course.pk]) in html
    assert reverse("wagtailsnippets_courses_unit:edit", args=[unit.pk]) in html
    assert "Neuer Titel" in html
    assert "Ganz fertig" not in html


def test_drafts_of_colleagues_and_of_other_providers_are_not_own_drafts(client, trainer, provider):
    draft(CourseFactory(provider=provider, title="Kurs der Kollegin"), make_staff("trainer", provider))
    draft(UnitFactory(title="Einheit anderswo"), trainer)
    assert panels(client) == []


def test_the_five_newest_drafts_are_shown(client, trainer, provider):
    CourseFactory(provider=provider)
    for number in range(6):
        draft(UnitFactory(provider=provider, title=f"Entwurf Nummer {number}"), trainer)
    html = home(client)
    assert [number for number in range(6) if f"Entwurf Nummer {number}" in html] == [1, 2, 3, 4, 5]


def test_a_package_whose_newest_version_failed_is_a_problem_until_a_better_one_comes(client, trainer, provider):
    CourseFactory(provider=provider)
    package = PackageFactory(owner=provider)
    refused(package)
    refused(PackageFactory())
    assert reverse("scorm_office:detail", args=[package.public_id]) in home(client)
    assert panels(client) == ["refused-packages"]
    PackageVersionFactory(package=package, number=2)
    assert panels(client) == []


@pytest.mark.parametrize("role", ["trainer", "coordinator"])
def test_runs_that_are_on_or_begin_soon_lead_to_their_page_and_their_people(client, provider, role):
    client.force_login(make_staff(role, provider))
    course = live_course(provider)
    on, soon = run_in(course, begins=-3, ends=30), run_in(course, begins=14, ends=90)
    html = home(client)
    for run in (on, soon):
        assert f'href="{reverse("runs:manage", args=[run.pk])}"' in html
        assert f'href="{reverse("participants:roster", args=[run.public_id])}"' in html


def test_runs_far_ahead_over_called_off_or_of_others_are_left_out(client, trainer, provider, at):
    course = live_course(provider)
    run_in(course, begins=15, ends=90)
    run_in(course, begins=-30, ends=-1)
    runs.cancel_run(run=run_in(course, begins=1, ends=9), reason="Umbau", by=trainer, at=at)
    run_in(live_course(ProviderFactory(complaint_path="an die Leitung")), begins=1, ends=9)
    assert panels(client) == []


def test_an_administrator_of_the_platform_sees_none_of_it(client, provider):
    client.force_login(make_staff("administrator"))
    run_in(live_course(provider), begins=1, ends=9)
    assert panels(client) == []


@pytest.mark.parametrize("row_count", [1, 3])
def test_the_start_page_costs_the_same_for_one_and_three(
    client, trainer, provider, row_count, django_assert_max_num_queries
):
    course = live_course(provider)
    for number in range(row_count):
        run_in(course, begins=number, ends=30)
        draft(UnitFactory(provider=provider), trainer)
        draft(CourseFactory(provider=provider), trainer)
        refused(PackageFactory(owner=provider))
    assert panels(client) == ["runs-at-hand", "refused-packages", "own-drafts"]
    with django_assert_max_num_queries(21):
        home(client)
