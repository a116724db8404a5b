"""Whatever screen of the viewsets is asked: rows of another provider do not exist."""

import pytest
from django.urls import reverse

from courses.models import Course, Run, Unit
from courses.viewsets import RunViewSet
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import RunFactory, live_course, live_unit

pytestmark = pytest.mark.django_db


def screens():
    """Yield (viewset, pattern) of every registered URL of our viewsets and their choosers."""
    for viewset in (Course.snippet_viewset, Unit.snippet_viewset, RunViewSet()):
        for pattern in viewset.get_urlpatterns():
            yield viewset.url_namespace if hasattr(viewset, "url_namespace") else viewset.name, pattern
    for viewset in (Course.snippet_viewset.chooser_viewset, Unit.snippet_viewset.chooser_viewset):
        for pattern in viewset.get_urlpatterns():
            yield viewset.name, pattern


ROW_SCREENS = sorted(
    {(namespace, pattern.name) for namespace, pattern in screens() if "pk" in pattern.pattern.regex.groupindex}
)


@pytest.fixture
def foreign():
    course = live_course(title="Geheimkurs")
    return {
        "wagtailsnippets_courses_course": course,
        "wagtailsnippetchoosers_courses_course": course,
        "wagtailsnippets_courses_unit": live_unit(title="Geheimeinheit"),
        "wagtailsnippetchoosers_courses_unit": live_unit(title="Geheimeinheit"),
        "runs": RunFactory(course=course, label="Geheimlauf"),
    }


def address(namespace, name, row):
    pattern = next(p for n, p in screens() if (n, p.name) == (namespace, name))
    known = {"pk": row.pk, "action_name": "approve", "revision_id": getattr(row, "latest_revision_id", 1)}
    known["revision_id_a"] = known["revision_id_b"] = known["revision_id"]
    kwargs = {key: known.get(key, 1) for key in pattern.pattern.regex.groupindex}
    return reverse(f"{namespace}:{name}", kwargs=kwargs)


@pytest.mark.parametrize(("namespace", "name"), ROW_SCREENS)
def test_a_row_of_another_provider_does_not_exist(client, foreign, namespace, name):
    client.force_login(make_staff("trainer"))
    url = address(namespace, name, foreign[namespace])
    assert client.get(url).status_code == 404
    assert client.post(url, {}).status_code == 404


@pytest.mark.parametrize(
    ("namespace", "name"),
    sorted({(n, p.name) for n, p in screens() if "pk" not in p.pattern.regex.groupindex}),
)
def test_lists_do_not_tell_of_another_provider(client, foreign, namespace, name):
    client.force_login(make_staff("trainer"))
    ids = {"multiple": "1", "id": str(foreign[namespace].pk), "q": "Geheim"}
    html = client.get(reverse(f"{namespace}:{name}"), ids).content.decode()
    assert "Geheimkurs" not in html
    assert "Geheimeinheit" not in html
    assert "Geheimlauf" not in html


def test_there_are_screens_to_walk():
    assert len(ROW_SCREENS) >= 35


def test_a_coordinator_plans_runs_but_does_not_open_courses(client):
    provider = ProviderFactory(complaint_path="an die Leitung")
    client.force_login(make_staff("coordinator", provider))
    course = live_course(provider)
    assert client.get(reverse("wagtailsnippets_courses_course:edit", args=[course.pk])).status_code == 404
    assert client.get(reverse("runs:add")).status_code == 200


def test_a_run_of_another_provider_is_not_changed(client, foreign):
    client.force_login(make_staff("coordinator"))
    run = foreign["runs"]
    client.post(reverse("runs:manage", args=[run.pk]), {"act": "archive"})
    assert Run.objects.get(pk=run.pk).archived_at is None


def test_the_page_of_a_run_names_its_course_and_leads_only_who_may_to_its_editor(client):
    provider = ProviderFactory(complaint_path="an die Leitung")
    run = RunFactory(course=live_course(provider))
    editor = reverse("wagtailsnippets_courses_course:edit", args=[run.course_id])
    leads = {}
    for role in ("coordinator", "trainer"):
        client.force_login(make_staff(role, provider))
        body = client.get(reverse("runs:manage", args=[run.pk])).content.decode()
        assert run.course.title in body
        leads[role] = f'href="{editor}"' in body
    assert leads == {"coordinator": False, "trainer": True}
