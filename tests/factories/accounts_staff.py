"""People who work in the back office, with the groups that their roles mean."""

from accounts.actions import groups
from accounts.models import Provider, User
from tests.factories.accounts import MembershipFactory, ProviderFactory, UserFactory


def make_staff(role: str = "trainer", provider: Provider | None = None, **user: object) -> User:
    """Return a person with this role at this provider (platform roles: none), groups derived."""
    if role != "administrator":
        provider = provider or ProviderFactory()
    membership = MembershipFactory(role=role, provider=provider, user=UserFactory(**user))
    groups.sync(membership.user)
    return membership.user
