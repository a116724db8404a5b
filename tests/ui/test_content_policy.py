"""Inline scripts run in Wagtail's editor and nowhere else; nothing comes from another host anywhere."""

import pytest
from django.urls import reverse

from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db


def policy(response) -> dict[str, list[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";") if part.strip()]
    return {name: sources for name, *sources in parts}


def test_the_site_runs_no_inline_script(client):
    assert policy(client.get(reverse("account_login")))["script-src"] == ["'self'"]


def test_the_back_office_runs_wagtails_inline_scripts(client):
    client.force_login(make_staff("trainer"))
    assert policy(client.get(reverse("wagtailadmin_home")))["script-src"] == ["'self'", "'unsafe-inline'"]
