"""The matrix of roles and permissions, walked cell by cell, and printed in the docs as it is."""

from pathlib import Path

import pytest

from accounts import queries, rules
from accounts.models import Membership
from accounts.roles import BY_KEY, ROLES, Permission, Scope, matrix_markdown
from tests.factories.accounts import (
    EmployerFactory,
    MembershipFactory,
    NetworkFactory,
    ProviderFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
STAFFED = [role for role in ROLES if role.scope != Scope.SELF]


def holder(role, provider):
    place = {
        Scope.PROVIDER: {"provider": provider},
        Scope.EMPLOYER: {"provider": None, "employer": EmployerFactory()},
        Scope.NETWORK: {"provider": None, "network": provider.network},
        Scope.PLATFORM: {"provider": None},
    }[role.scope]
    return MembershipFactory(role=role.key, **place).user


@pytest.mark.parametrize("role", STAFFED, ids=lambda role: role.key)
def test_a_role_opens_its_permissions_at_its_place_and_nothing_else_anywhere(role):
    own, foreign = ProviderFactory(), ProviderFactory()
    user = holder(role, own)
    for permission in Permission:
        is_held = permission in role.permissions
        at_own = is_held and role.scope in (Scope.PROVIDER, Scope.PLATFORM)
        at_foreign = is_held and role.scope == Scope.PLATFORM
        found = (
            rules.may(user, permission),
            rules.may(user, permission, provider=own),
            rules.may(user, permission, provider=foreign),
        )
        assert (permission, *found) == (permission, is_held, at_own, at_foreign)


@pytest.mark.parametrize("role", STAFFED, ids=lambda role: role.key)
def test_an_ended_role_and_a_blocked_person_open_nothing(role):
    provider = ProviderFactory()
    ended, blocked = holder(role, provider), holder(role, provider)
    Membership.objects.filter(user=ended).update(ended_at="2026-03-02T09:00Z")
    blocked.is_active = False
    blocked.save()
    assert [rules.may(user, permission) for user in (ended, blocked) for permission in Permission] == (
        [False] * 2 * len(Permission)
    )


def test_a_learner_holds_no_permission_at_all():
    user = UserFactory()
    assert [rules.may(user, permission) for permission in Permission] == [False] * len(Permission)


def test_nobody_but_provider_roles_sees_learners():
    people_permissions = {Permission.SEE_ROSTER, Permission.EXPORT_ROSTER, Permission.SEE_CERTIFICATES}
    seeing = {role.key for role in ROLES if role.permissions & people_permissions}
    assert seeing == {"trainer", "coordinator", "provider_admin"}


def test_providers_of_a_permission_are_those_of_the_role_and_no_archived_ones():
    membership = MembershipFactory(role="coordinator")
    MembershipFactory(user=membership.user, role="trainer")
    archived = MembershipFactory(user=membership.user, role="coordinator").provider
    archived.archived_at = "2026-03-02T09:00Z"
    archived.save()
    assert list(queries.providers_for(membership.user, Permission.ADMIT_LEARNERS)) == [membership.provider]


def test_roles_in_the_database_are_the_roles_of_the_code():
    assert set(Membership.Role.values) == set(BY_KEY) - {"learner"}


def test_who_enters_the_back_office_is_staff():
    provider = ProviderFactory(network=NetworkFactory())
    staffed = {role.key: rules.is_staff(holder(role, provider)) for role in STAFFED}
    assert staffed == {role.key: Permission.ENTER_BACK_OFFICE in role.permissions for role in STAFFED}


def test_the_docs_print_the_matrix_as_it_is():
    assert DOCS.read_text(encoding="utf-8") == matrix_markdown(), "run: python manage.py print_roles > docs/roles.md"
