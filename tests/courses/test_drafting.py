"""Units and courses that start without the editor are drafts like any other."""

from decimal import Decimal

import pytest

from courses import queries
from courses.actions.drafting import DraftModule, draft_course, draft_unit, redraft
from courses.actions.publishing import publish_unit
from courses.models import Course
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return ProviderFactory()


@pytest.fixture
def trainer(provider):
    return make_staff("trainer", provider)


def draft(provider, trainer):
    body = [("heading", "Aufbau"), ("text", "<p>Der Betreff steht fett.</p>")]
    return draft_unit(provider=provider, title="Brief", teaching_units=Decimal("2"), body=body, by=trainer)


def test_a_unit_starts_as_a_draft_with_its_text(provider, trainer):
    unit = draft(provider, trainer)
    assert unit.live is False
    assert (unit.body[0].block_type, str(unit.body[0].value)) == ("heading", "Aufbau")
    assert AuditEntry.objects.filter(action="courses.unit_created", subject=unit.public_id).count() == 1


def test_a_course_starts_with_its_curriculum(provider, trainer):
    unit = draft(provider, trainer)
    modules = [DraftModule("M1", [(unit, False)])]
    course = draft_course(provider=provider, modules=modules, title="Büro", slug="buero", by=trainer)
    stored = Course.objects.get(pk=course.pk)
    assert stored.live is False
    assert [found.pk for found in queries.curriculum(stored).units] == [unit.pk]


def test_a_redraft_adds_a_draft_and_leaves_the_public_text_alone(provider, trainer):
    unit = publish_unit(unit=draft(provider, trainer), by=trainer)
    redraft(content=unit, title="Brief und Mail", by=trainer)
    unit.refresh_from_db()
    assert (unit.title, unit.get_latest_revision_as_object().title) == ("Brief", "Brief und Mail")
