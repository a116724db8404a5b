"""The search field of the menu leads somewhere, for everybody who sees it."""

import re

import pytest
from django.urls import reverse

from tests.factories.accounts_staff import make_staff
from tests.factories.courses import CourseFactory

pytestmark = pytest.mark.django_db


def field_of(client) -> str | None:
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    found = re.search(r"wagtail\.sidebar\.SearchModule[^\[]*\[(?:&quot;|\")(/[^\"&]*)", page)
    return found[1] if found else None


def test_a_trainer_searches_courses(client):
    trainer = make_staff("trainer")
    CourseFactory(provider=trainer.memberships.get().provider, title="Pflege auf Deutsch")
    client.force_login(trainer)
    answer = client.get(field_of(client), {"q": "Pflege"})
    assert answer.status_code == 200


def test_a_coordinator_who_writes_no_courses_has_no_field(client):
    client.force_login(make_staff("coordinator"))
    assert field_of(client) is None
