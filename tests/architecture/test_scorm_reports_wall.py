"""The crawler of the provider walls meets reports that hold something; without this it could pass on empty pages."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from courses.models import RunUnit
from lms.viewsets.scorm_reports import question_key
from tests.architecture.world import MARK, furnish_other_provider
from tests.clients import SignedInClient
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(ready_fonts):
    provider = ProviderFactory(name="Träger B", complaint_path="An die Leitung.")
    furnish_other_provider(provider, datetime(2026, 3, 2, 9, tzinfo=UTC))
    return RunUnit.objects.select_related("run__course__provider").get(kind="scorm")


def pages(unit):
    key = [unit.run.public_id, unit.item_id]
    names = ("learners", "items", "questions", "sheet")
    found = [reverse(f"scorm_reports:{name}", args=key) for name in names]
    found.append(reverse("scorm_reports:question", args=[*key, question_key("i", f"{MARK}-Frage")]))
    return [*found, reverse("scorm_reports:export", args=[*key, "antworten", "csv"])]


def answers(unit, provider):
    client = SignedInClient()
    client.force_login(make_staff("provider_admin", provider))
    return [client.get(page) for page in pages(unit)]


def test_own_staff_read_the_mark_on_every_page_and_others_find_none(unit):
    own = answers(unit, unit.run.course.provider)
    assert [(one.status_code, f"{MARK}-" in one.content.decode()) for one in own] == [(200, True)] * 6
    assert [one.status_code for one in answers(unit, ProviderFactory())] == [404] * 6
