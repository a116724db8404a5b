"""A trainer sets how a SCORM package is treated."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from privacy.models import AuditEntry
from scorm.actions import packages
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.scorm import PackageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def package():
    return PackageFactory(owner=ProviderFactory())


@pytest.fixture
def trainer(client, package):
    person = make_staff("trainer", package.owner)
    client.force_login(person)
    return person


def address(package):
    return reverse("scorm_office:switches", args=[package.public_id])


def test_the_page_says_of_each_switch_what_it_does(client, trainer, package):
    text = client.get(address(package)).content.decode()
    helps = [str(package._meta.get_field(name).help_text) for name in package.SWITCHES]
    for name, said in zip(package.SWITCHES, helps, strict=True):
        assert f'name="{name}"' in text
        assert escape(said) in text
    assert len({*helps, ""}) == len(package.SWITCHES) + 1  # each has one, and its own
    assert "Das Ergebnis bleibt „nicht bestanden“." in text


def test_switches_are_set_and_written_down(client, trainer, package):
    answer = client.post(address(package), {"overrides_by_mastery": "on", "allows_downgrade": "on"})
    assert answer.status_code == 302
    package.refresh_from_db()
    assert (package.overrides_by_mastery, package.allows_downgrade, package.hides_menu) == (True, True, False)
    entry = AuditEntry.objects.get(action="scorm.package_configured")
    assert entry.details == {"allows_downgrade": True}


def test_setting_the_same_again_writes_nothing_down(client, trainer, package):
    client.post(address(package), {"overrides_by_mastery": "on"})
    assert AuditEntry.objects.filter(action="scorm.package_configured").count() == 0


def test_the_switches_of_another_provider_do_not_exist(client, trainer):
    other = PackageFactory(owner=ProviderFactory())
    assert client.get(address(other)).status_code == 404
    assert client.post(address(other), {"hides_menu": "on"}).status_code == 404
    other.refresh_from_db()
    assert other.hides_menu is False


def test_who_uploads_no_packages_sets_none(package):
    with pytest.raises(PermissionDenied):
        packages.configure(package=package, switches={"hides_menu": True}, by=UserFactory(), at=timezone.now())
