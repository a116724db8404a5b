"""Who may give and end roles, and what follows."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession

from accounts.actions import access, memberships
from accounts.models import Membership
from privacy.models import AuditEntry
from tests.factories.accounts import MembershipFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return MembershipFactory(role="provider_admin")


def session_of(user):
    return UserSession.objects.create(user=user, ip="127.0.0.1", session_key=f"key-of-{user.username}", user_agent="x")


def test_a_provider_admin_gives_a_role_at_the_own_provider_and_it_is_recorded(admin, at):
    person = UserFactory()
    given = memberships.grant(user=person, role="trainer", provider=admin.provider, by=admin.user, at=at)
    row = AuditEntry.objects.get(action="accounts.role_granted")
    assert (row.subject, row.provider) == (given.public_id, admin.provider.public_id)
    assert row.details == {"role": "trainer", "person": person.public_id}
    assert [group.name for group in person.groups.all()] == [f"{admin.provider.public_id}:trainer"]


@pytest.mark.parametrize("role", ["trainer", "coordinator", "provider_admin"])
def test_a_provider_admin_gives_no_role_at_another_provider(admin, at, role):
    with pytest.raises(memberships.MayNotManageRoles):
        memberships.grant(user=UserFactory(), role=role, provider=ProviderFactory(), by=admin.user, at=at)


def test_a_provider_admin_makes_nobody_administrator_of_the_platform(admin, at):
    with pytest.raises(memberships.MayNotManageRoles):
        memberships.grant(user=admin.user, role="administrator", by=admin.user, at=at)


@pytest.mark.parametrize("role", ["trainer", "coordinator"])
def test_other_staff_gives_no_role_at_all(at, role):
    staff = MembershipFactory(role=role)
    with pytest.raises(memberships.MayNotManageRoles):
        memberships.grant(user=UserFactory(), role="trainer", provider=staff.provider, by=staff.user, at=at)


def test_the_administration_gives_a_provider_its_first_admin(at):
    administrator = MembershipFactory(role="administrator", provider=None)
    provider = ProviderFactory()
    given = memberships.grant(
        user=UserFactory(), role="provider_admin", provider=provider, by=administrator.user, at=at
    )
    assert given.provider == provider


def test_a_role_given_twice_is_one_role(admin, at):
    person = UserFactory()
    once = memberships.grant(user=person, role="trainer", provider=admin.provider, by=admin.user, at=at)
    assert memberships.grant(user=person, role="trainer", provider=admin.provider, by=admin.user, at=at) == once


def test_an_ended_role_leaves_groups_and_sessions(admin, at):
    trainer = MembershipFactory(provider=admin.provider)
    session_of(trainer.user)
    memberships.end(membership=trainer, by=admin.user, at=at)
    assert Membership.objects.get(pk=trainer.pk).ended_at == at
    assert (trainer.user.groups.count(), UserSession.objects.count()) == (0, 0)


def test_the_last_admin_of_a_provider_stays(admin, at):
    with pytest.raises(memberships.LastAdministration):
        memberships.end(membership=admin, by=admin.user, at=at)
    MembershipFactory(role="provider_admin", provider=admin.provider)
    memberships.end(membership=admin, by=admin.user, at=at)
    assert Membership.objects.get(pk=admin.pk).ended_at == at


class TestAccessReset:
    @pytest.fixture
    def coordinator(self):
        return MembershipFactory(role="coordinator")

    def reset(self, coordinator, person, at, **more):
        values = {"provider": coordinator.provider, "by": coordinator.user, "learns_here": True, **more}
        return access.reset_access(person=person, at=at, **values)

    def test_takes_the_password_ends_all_sessions_and_gives_a_code(self, coordinator, at):
        learner = UserFactory(email="")
        session_of(learner)
        issued = self.reset(coordinator, learner, at)
        learner.refresh_from_db()
        assert not learner.has_usable_password()
        assert (issued.person, UserSession.objects.count()) == (learner, 0)
        assert AuditEntry.objects.get(action="accounts.access_reset").provider == coordinator.provider.public_id

    def test_not_for_somebody_who_learns_elsewhere(self, coordinator, at):
        with pytest.raises(access.MayNotReset):
            self.reset(coordinator, UserFactory(), at, learns_here=False)

    @pytest.mark.parametrize("role", ["trainer", "coordinator", "provider_admin"])
    def test_not_for_anybody_with_a_role_even_at_another_provider(self, coordinator, at, role):
        with pytest.raises(access.MayNotReset):
            self.reset(coordinator, MembershipFactory(role=role).user, at)

    def test_not_for_whoever_can_choose_a_password_by_letter(self, coordinator, at):
        """Else a coordinator admits anybody by e-mail address, resets, and signs in as them."""
        known = UserFactory(email="amina@example.org")
        EmailAddress.objects.create(user=known, email=known.email, verified=True, primary=True)
        with pytest.raises(access.MayNotReset):
            self.reset(coordinator, known, at)
        known.refresh_from_db()
        assert known.has_usable_password()

    def test_not_for_a_superuser(self, coordinator, at):
        with pytest.raises(access.MayNotReset):
            self.reset(coordinator, UserFactory(is_superuser=True), at)

    def test_not_by_a_coordinator_of_another_provider_nor_by_a_trainer(self, coordinator, at):
        trainer = MembershipFactory(provider=coordinator.provider)
        for by in (MembershipFactory(role="coordinator").user, trainer.user):
            with pytest.raises(access.MayNotReset):
                self.reset(coordinator, UserFactory(), at, by=by)
