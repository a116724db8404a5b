"""Staff fit a run to an employer in the back office."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses import queries
from courses.actions import tailoring
from courses.models import RunUnit
from lms.actions import progress
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import RunFactory, live_course, live_unit
from tests.factories.lms import enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    provider = ProviderFactory(complaint_path="Beschwerden an die Leitung.")
    units = [live_unit(provider, title=title) for title in ("Begriffe", "Recht", "Fälle", "Zusatz")]
    today = timezone.localdate()
    return RunFactory(
        course=live_course(provider, units=units, optional=units[3:]),
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=60),
        enrol_from=today - timedelta(days=30),
        enrol_until=today + timedelta(days=20),
    )


@pytest.fixture
def trainer(run, client):
    trainer = make_staff("trainer", run.course.provider)
    client.force_login(trainer)
    return trainer


def url(run, name="page", *args):
    return reverse(f"tailoring_office:{name}", args=[run.public_id, *args])


def item(run, title):
    run.refresh_from_db()
    return next(found.item_id for found in queries.tailored(run).items if found.title == title)


def sentences(run):
    run.refresh_from_db()
    return [found.sentence for found in queries.adaptations(run)]


def post(client, run, act, version=0, **values):
    return client.post(url(run), {"act": act, "version": version, **values})


def test_the_page_of_a_run_leads_to_tailoring_it(client, run, trainer):
    page = client.get(reverse("runs:manage", args=[run.pk]))

    assert url(run) in page.content.decode()


def test_a_unit_is_moved_left_out_and_brought_back_without_dragging(client, run, trainer):
    zusatz = item(run, "Zusatz")

    post(client, run, f"up:{zusatz}")
    post(client, run, f"up:{zusatz}", version=1)
    assert sentences(run) == ["Die Reihenfolge ist eine andere."]
    post(client, run, f"leave_out:{zusatz}", version=2)
    assert "Wieder aufnehmen" in client.get(url(run)).content.decode()
    post(client, run, f"put_back:{zusatz}", version=3)

    assert sentences(run) == []


def test_a_unit_is_swapped_on_a_page_of_its_own(client, run, trainer):
    other = live_unit(run.course.provider, title="Recht für HR")
    stranger = live_unit(title="Fremde Einheit")
    there = url(run, "swap", item(run, "Recht"))
    page = client.get(there).content.decode()
    assert ("Recht für HR (Text, 45 Minuten)" in page, stranger.title in page) == (True, False)

    client.post(there, {"version": 0, "unit": other.pk, "minutes": "60"})

    assert sentences(run) == ["„Recht für HR“ statt „Recht“ (60 statt 45 Minuten)"]


def test_too_many_minutes_are_refused_with_the_limits_and_what_was_typed_stays(client, run, trainer):
    values = {str(one.item_id): "45" for one in queries.tailored(run).items}

    answer = post(client, run, "minutes", **{**values, str(item(run, "Recht")): "200"})

    page = answer.content.decode()
    assert (answer.status_code, 'value="200"' in page) == (400, True)
    assert "So dauert der Durchgang 335 Minuten. Erlaubt sind 135 bis 225" in page
    assert sentences(run) == []


def test_minutes_are_stored(client, run, trainer):
    values = {str(one.item_id): "45" for one in queries.tailored(run).items}

    post(client, run, "minutes", **{**values, str(item(run, "Recht")): "60"})

    assert sentences(run) == ["„Recht“ dauert 60 statt 45 Minuten"]


def test_an_own_case_is_written_changed_and_deleted(client, run, trainer):
    case = {"title": "Am Empfang", "text": "Wort", "minutes": "30", "after": item(run, "Begriffe")}
    client.post(url(run, "new_case"), {"version": 0, **case})
    assert sentences(run) == ["Eigener Fall: „Am Empfang“ (30 Minuten)"]
    there = url(run, "case", item(run, "Am Empfang"))
    assert "Wort</textarea>" in client.get(there).content.decode()

    client.post(there, {"version": 1, **case, "title": "Im Lager"})
    assert sentences(run) == ["Eigener Fall: „Im Lager“ (30 Minuten)"]
    post(client, run, f"leave_out:{item(run, 'Im Lager')}", version=2)

    assert sentences(run) == []


def test_whoever_comes_second_is_told_and_keeps_what_was_typed(client, run, trainer):
    tailoring.note(run=run, known_version=0, target_group="Team A", language_needs="", by=trainer, at=timezone.now())

    answer = post(client, run, "note", target_group="Team B", language_needs="")

    page = answer.content.decode()
    assert "Inzwischen hat jemand anderes diesen Durchgang angepasst." in page
    assert "Team B</textarea>" in page
    assert 'name="version" value="1"' in page
    assert sentences(run) == ["Für: Team A"]


def test_what_somebody_has_begun_offers_no_change(client, run, trainer):
    learner = enrolled(run, at=timezone.now())
    unit = RunUnit.objects.get(run=run, item_id=item(run, "Zusatz"))
    progress.touch(enrolment=learner, run_unit=unit, at=timezone.now())

    page = client.get(url(run)).content.decode()

    assert "schon begonnen, bleibt" in page
    assert f"leave_out:{unit.item_id}" not in page
    post(client, run, f"leave_out:{unit.item_id}")
    assert "Jemand hat schon damit begonnen" in client.get(url(run)).content.decode()


def test_a_called_off_run_is_only_read(client, run, trainer):
    run.cancelled_at, run.cancel_reason = timezone.now(), "Niemand"
    run.save()

    page = client.get(url(run)).content.decode()

    assert ("wird nicht mehr angepasst" in page, "Minuten speichern" in page) == (True, False)
    assert client.get(url(run, "new_case")).status_code == 404


def test_another_provider_s_run_is_not_found(client, run):
    client.force_login(make_staff("trainer", ProviderFactory()))

    assert client.get(url(run)).status_code == 404
    assert client.get(url(run, "new_case")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_many_units_as_for_few(client, django_assert_max_num_queries, count):
    provider = ProviderFactory(complaint_path="Beschwerden an die Leitung.")
    today = timezone.localdate()
    units = [live_unit(provider) for _ in range(count * 2)]
    run = RunFactory(
        course=live_course(provider, units=units),
        starts_on=today,
        ends_on=today + timedelta(days=60),
        enrol_from=today - timedelta(days=30),
        enrol_until=today + timedelta(days=20),
    )
    trainer = make_staff("trainer", provider)
    tailoring.note(run=run, known_version=0, target_group="A", language_needs="", by=trainer, at=timezone.now())
    client.force_login(trainer)

    with django_assert_max_num_queries(32):
        assert client.get(url(run)).status_code == 200
