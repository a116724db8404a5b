"""An archived provider, employer or network: its people lose their rights there, and nothing else is lost."""

from datetime import UTC, datetime

import pytest

from accounts import queries, rules
from accounts.actions import changing, erase, memberships
from accounts.back_office import provider_keys, visible
from accounts.models import Membership, Provider, User
from accounts.roles import Permission
from media.models import Image
from privacy.models import AuditEntry
from tests.factories.accounts import EmployerFactory, MembershipFactory, NetworkFactory, ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def administrator() -> User:
    return make_staff("administrator")


@pytest.fixture
def provider() -> Provider:
    return ProviderFactory()


def again(person: User) -> User:
    """Return the person as the next request loads them."""
    return User.objects.get(pk=person.pk)


def test_staff_of_an_archived_provider_hold_no_right_there(administrator, provider):
    staff = make_staff("provider_admin", provider)
    changing.archive(subject=provider, by=administrator, at=NOW)
    staff = again(staff)
    assert provider_keys(staff, list(Permission)) == set()
    assert {permission for permission in Permission if queries.provider_ids(staff, permission)} == set()
    assert {permission for permission in Permission if rules.may(staff, permission, provider=provider)} == set()
    assert not rules.is_staff(staff)
    assert staff.groups.count() == 0
    assert not visible(staff, Image).exists()


def test_staff_of_an_archived_provider_keep_their_rights_elsewhere(administrator, provider):
    staff, elsewhere = make_staff("trainer", provider), ProviderFactory()
    MembershipFactory(user=staff, provider=elsewhere)
    changing.archive(subject=provider, by=administrator, at=NOW)
    assert provider_keys(again(staff), [Permission.EDIT_COURSES]) == {elsewhere.pk}


def test_an_open_session_of_theirs_finds_the_back_office_shut(client, administrator, provider):
    staff = make_staff("provider_admin", provider)
    client.force_login(staff)
    assert client.get("/admin/").status_code == 200
    changing.archive(subject=provider, by=administrator, at=NOW)
    assert client.get("/admin/").status_code == 404


def test_a_session_that_survived_would_be_shut_out_all_the_same(client, administrator, provider):
    staff = make_staff("provider_admin", provider)
    changing.archive(subject=provider, by=administrator, at=NOW)
    client.force_login(staff)
    assert client.get("/admin/traeger/").status_code in {302, 404}


def test_bringing_a_provider_back_brings_its_roles_back(administrator, provider):
    staff = make_staff("trainer", provider)
    changing.archive(subject=provider, by=administrator, at=NOW)
    changing.bring_back(subject=Provider.objects.get(pk=provider.pk), by=administrator, at=NOW)
    assert provider_keys(again(staff), [Permission.EDIT_COURSES]) == {provider.pk}
    assert again(staff).groups.count() == 1


def test_the_trail_tells_who_archived_and_who_brought_back(administrator, provider):
    changing.archive(subject=provider, by=administrator, at=NOW)
    changing.archive(subject=provider, by=administrator, at=NOW)
    changing.bring_back(subject=provider, by=administrator, at=NOW)
    rows = AuditEntry.objects.filter(subject=provider.public_id).order_by("pk").values_list("action", "actor")
    assert list(rows) == [
        ("accounts.provider_archived", administrator.public_id),
        ("accounts.provider_brought_back", administrator.public_id),
    ]


@pytest.mark.parametrize("role", ["provider_admin", "trainer", "coordinator"])
def test_only_the_administration_archives(provider, role):
    with pytest.raises(changing.MayNotChange):
        changing.archive(subject=provider, by=make_staff(role, provider), at=NOW)


@pytest.mark.parametrize(
    ("role", "place", "factory"),
    [("hr", "employer", EmployerFactory), ("network_coordinator", "network", NetworkFactory)],
)
def test_roles_at_an_archived_employer_or_network_rest_too(administrator, role, place, factory):
    where = factory()
    held = MembershipFactory(role=role, provider=None, **{place: where})
    changing.archive(subject=where, by=administrator, at=NOW)
    assert not Membership.objects.active().filter(pk=held.pk).exists()


def test_nobody_gets_a_role_at_an_archived_provider(administrator, provider):
    changing.archive(subject=provider, by=administrator, at=NOW)
    with pytest.raises(memberships.MayNotManageRoles):
        memberships.grant(
            user=UserFactory(), role="trainer", by=administrator, at=NOW, provider=Provider.objects.get(pk=provider.pk)
        )


def test_the_administration_can_end_the_last_role_at_an_archived_provider(administrator, provider):
    held = Membership.objects.get(user=make_staff("provider_admin", provider))
    changing.archive(subject=provider, by=administrator, at=NOW)
    assert queries.managed_memberships(administrator).filter(pk=held.pk).exists()
    memberships.end(membership=held, by=administrator, at=NOW)
    held.refresh_from_db()
    assert held.ended_at == NOW


def test_who_worked_at_an_archived_provider_only_may_have_their_account_erased(administrator, provider):
    staff = make_staff("trainer", provider)
    with pytest.raises(erase.HoldsRoles):
        erase.erase(person=staff, by=staff, at=NOW)
    changing.archive(subject=provider, by=administrator, at=NOW)
    erase.erase(person=staff, by=staff, at=NOW)
    assert Membership.objects.get(user=staff).ended_at == NOW
    assert again(staff).erased_at == NOW


def test_a_network_with_providers_or_networks_below_it_stays(administrator, provider):
    with pytest.raises(changing.StillInUse):
        changing.archive(subject=provider.network, by=administrator, at=NOW)
    below = NetworkFactory(parent=NetworkFactory())
    with pytest.raises(changing.StillInUse):
        changing.archive(subject=below.parent, by=administrator, at=NOW)
    changing.archive(subject=below, by=administrator, at=NOW)
    changing.archive(subject=below.parent, by=administrator, at=NOW)
