"""The back office asks nobody for first and last names."""

import pytest
from django.urls import reverse

from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db


def test_the_back_office_settings_ask_for_language_and_not_for_names(client):
    client.force_login(make_staff("trainer"))
    page = client.get(reverse("wagtailadmin_account")).content.decode()
    assert 'name="locale-preferred_language"' in page
    assert "first_name" not in page
    assert 'type="file"' not in page
