"""What is neither guarded nor listed does not exist in the back office, whoever asks."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import groups
from accounts.models import Membership
from tests.factories.accounts import MembershipFactory, ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db

CLOSED = [
    "wagtailadmin_api:pages:listing",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_workflows:index",
    "wagtailadmin_collections:index",
    "wagtailusers_users:index",
    "wagtailusers_groups:index",
    "wagtailsites:index",
    "wagtaillocales:index",
    "wagtailsnippets:index",
    "wagtaildocs:index",
    "wagtail_localize:translations_report",
]


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("role", ["trainer", "administrator"])
def test_screens_that_ask_only_about_models_are_closed(client, name, role):
    client.force_login(make_staff(role))
    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse(name)).status_code == 404


def test_a_superuser_finds_them_closed_too(client):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(reverse("wagtailusers_groups:index")).status_code == 404


def test_a_stranger_is_led_to_the_sign_in(client):
    response = client.get(reverse("wagtailadmin_home"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_a_role_means_one_group_at_its_provider():
    provider = ProviderFactory()
    trainer = make_staff("trainer", provider)
    assert [group.name for group in trainer.groups.all()] == [f"{provider.public_id}:trainer"]


def test_a_role_that_ended_leaves_its_group():
    trainer = make_staff("trainer")
    Membership.objects.update(ended_at=timezone.now())
    groups.sync(trainer)
    assert trainer.groups.count() == 0


def test_what_was_changed_by_hand_is_derived_anew():
    membership = MembershipFactory(role="trainer")
    groups.sync(membership.user)
    group = membership.user.groups.get()
    group.permissions.clear()
    stray = UserFactory()
    stray.groups.add(group)
    groups.sync_all()
    assert group.permissions.filter(codename="access_admin").exists()
    assert stray.groups.count() == 0


def test_hr_has_no_group_in_the_back_office(client):
    from tests.factories.accounts import EmployerFactory

    membership = MembershipFactory(role="hr", provider=None, employer=EmployerFactory())
    groups.sync(membership.user)
    assert membership.user.groups.count() == 0
