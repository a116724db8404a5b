"""Planning, announcing, calling off and putting away a run, in the back office and by action."""

import pytest
from django.urls import reverse

from courses.actions import runs
from courses.models import Run
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import RunFactory, live_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return ProviderFactory(complaint_path="an die Leitung")


@pytest.fixture
def coordinator(client, provider):
    person = make_staff("coordinator", provider)
    client.force_login(person)
    return person


def form(course, **values):
    return {
        "course": course.pk,
        "label": "Herbst",
        "starts_on": "2026-09-01",
        "ends_on": "2026-12-18",
        "enrol_from": "2026-06-01",
        "enrol_until": "2026-08-31",
        "capacity": "12",
        "schedule": "",
        **values,
    }


def test_a_run_is_planned_from_the_menu_and_is_not_public_yet(client, coordinator, provider):
    response = client.post(reverse("runs:add"), form(live_course(provider)))
    run = Run.objects.get()
    assert response["Location"] == reverse("runs:manage", args=[run.pk])
    assert (run.capacity, run.announced_at, run.opened_at) == (12, None, None)
    assert AuditEntry.objects.get(action="courses.run_planned").actor == coordinator.public_id


def test_a_run_says_at_which_times_of_day_it_is(client, coordinator, provider):
    client.post(reverse("runs:add"), form(live_course(provider), times_of_day=["weekend", "evening"]))
    assert Run.objects.get().times_of_day == ["evening", "weekend"]
    assert "abends" in client.get(reverse("runs:edit", args=[Run.objects.get().pk])).content.decode()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("times_of_day", {"times_of_day": ["midnight"]}),
        ("ends_on", {"ends_on": "2026-08-01", "enrol_until": "2026-07-01"}),
        ("enrol_until", {"enrol_until": "2026-05-01"}),
        ("enrol_until", {"enrol_until": "2027-01-01"}),
        ("capacity", {"capacity": "0"}),
    ],
)
def test_impossible_plans_are_refused_at_the_field(client, coordinator, provider, field, values):
    response = client.post(reverse("runs:add"), form(live_course(provider), **values))
    assert list(response.context["form"].errors) == [field]
    assert Run.objects.count() == 0


def test_a_course_of_another_provider_is_not_offered(client, coordinator):
    response = client.post(reverse("runs:add"), form(live_course()))
    assert list(response.context["form"].errors) == ["course"]


def test_only_trainers_of_the_provider_teach(client, coordinator, provider):
    own, foreign = make_staff("trainer", provider), make_staff("trainer")
    course = live_course(provider)
    refused = client.post(reverse("runs:add"), form(course, trainers=[foreign.pk]))
    assert list(refused.context["form"].errors) == ["trainers"]
    client.post(reverse("runs:add"), form(course, trainers=[own.pk]))
    assert list(Run.objects.get().trainers.all()) == [own]


def test_a_run_is_changed_and_the_audit_names_the_fields(client, coordinator, provider):
    run = RunFactory(course=live_course(provider))
    client.post(reverse("runs:edit", args=[run.pk]), form(run.course, capacity="20"))
    run.refresh_from_db()
    assert run.capacity == 20
    assert "capacity" in AuditEntry.objects.get(action="courses.run_changed").details["fields"]


def test_the_page_of_a_run_announces_hides_opens_cancels_and_archives(client, coordinator, provider):
    run = RunFactory(course=live_course(provider), announced_at=None)
    page = reverse("runs:manage", args=[run.pk])
    for act in ("announce", "hide", "open"):
        client.post(page, {"act": act})
    client.post(page, {"act": "cancel", "reason": "Zu wenige Anmeldungen"})
    client.post(page, {"act": "archive"})
    run.refresh_from_db()
    assert run.run_units.count() == 2
    assert run.cancel_reason == "Zu wenige Anmeldungen"
    assert run.archived_at is not None
    assert sorted(AuditEntry.objects.filter(subject=run.public_id).values_list("action", flat=True)) == [
        "courses.run_announced",
        "courses.run_archived",
        "courses.run_cancelled",
        "courses.run_hidden",
        "courses.run_opened",
    ]


def test_a_run_is_not_called_off_without_a_reason(client, coordinator, provider):
    run = RunFactory(course=live_course(provider))
    response = client.post(reverse("runs:manage", args=[run.pk]), {"act": "cancel", "reason": " "}, follow=True)
    run.refresh_from_db()
    assert run.cancelled_at is None
    assert "Bitte nennen Sie einen Grund" in response.content.decode()


def test_a_cancelled_run_is_not_changed_any_more(at, provider):
    person = UserFactory()
    run = runs.cancel_run(run=RunFactory(), reason="Umbau", by=person, at=at)
    with pytest.raises(runs.RunIsOver):
        runs.change_run(run=run, by=person, at=at, trainers=[], plan={"capacity": 3})
    with pytest.raises(runs.RunIsOver):
        runs.open_run(run=run, by=person, at=at)


def test_calling_off_twice_keeps_the_first_reason(at):
    person = UserFactory()
    run = runs.cancel_run(run=RunFactory(), reason="Umbau", by=person, at=at)
    assert runs.cancel_run(run=run, reason="anders", by=person, at=at).cancel_reason == "Umbau"


@pytest.mark.parametrize("row_count", [1, 3])
def test_the_list_of_runs_costs_the_same_for_one_and_three(
    client, coordinator, provider, row_count, django_assert_max_num_queries
):
    course = live_course(provider)
    RunFactory.create_batch(row_count, course=course)
    client.get(reverse("runs:index"))
    with django_assert_max_num_queries(16):
        assert client.get(reverse("runs:index")).status_code == 200


def test_the_list_of_runs_names_days_and_leaves_out_what_was_put_away(client, coordinator, provider, at):
    course = live_course(provider)
    RunFactory(course=course, label="Abendkurs")
    runs.archive_run(run=RunFactory(course=course, label="Frühkurs"), by=coordinator, at=at)
    html = client.get(reverse("runs:index")).content.decode()
    assert "16. März 2026" in html
    assert "Abendkurs" in html
    assert "Frühkurs" not in html
