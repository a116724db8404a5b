"""
Who may use which pictures, films and documents.

Every file belongs to a provider, which answers for the rights in it. Its own people use it in its courses and pages.
Pages of the platform belong to no provider, but they show files too. Who edits them meets only files marked
`is_for_platform`: a provider marks what it may give away (a licence bought for one course covers no home page, and a
handout that nobody published must not be opened by a stranger's page), and what editors of the platform bring along
themselves is marked from the start.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from accounts.back_office import POLICIES, ProviderPolicy, may_anywhere
from accounts.models import Provider
from accounts.roles import Permission

ON_MARKED_FILES = {"change", "view", "choose"}


def edits_platform_pages(user: Any) -> bool:
    """Return whether the person writes pages that belong to no provider."""
    return may_anywhere(user, [Permission.EDIT_PLATFORM_PAGES])


def open_providers() -> set[int]:
    """Return the keys of the providers that are not archived."""
    return set(Provider.objects.filter(archived_at__isnull=True).values_list("pk", flat=True))


class FilePolicy(ProviderPolicy):
    """The policy of files: those of the own provider, and for editors of the platform those marked for it."""

    def own_keys(self, user: Any, actions: Iterable[str] = ("choose",)) -> set[int]:
        """Return the keys of the providers where the person may do this as one of the provider's own people."""
        return super().keys_for(user, actions)

    def keys_for(self, user: Any, actions: Iterable[str]) -> set[int]:
        """Return the keys of the providers at which the person may do any of these to at least some files."""
        return open_providers() if edits_platform_pages(user) else self.own_keys(user, actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        provider, is_marked = self.provider_of(instance), getattr(instance, "is_for_platform", False)
        if provider in self.own_keys(user, [action]):
            return True
        return is_marked and action in ON_MARKED_FILES and provider in self.keys_for(user, [action])

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Any]:
        actions = set(actions)
        within_reach = Q(provider__in=self.own_keys(user, actions))
        if actions & ON_MARKED_FILES and edits_platform_pages(user):
            within_reach |= Q(provider__in=open_providers(), is_for_platform=True)
        rows: QuerySet[Any] = self.model._default_manager.filter(within_reach)
        return rows


def own_providers(user: Any, model: type[Model]) -> set[int]:
    """Return the keys of the providers whose files of this kind the person brings in as one of their own people."""
    policy = POLICIES[model]
    assert isinstance(policy, FilePolicy)  # noqa: S101  media.apps registers no other for files
    return policy.own_keys(user, ["add"])


def own_files(user: Any, model: type[Model]) -> QuerySet[Any]:
    """Return the files of the providers that the person works for: all that courses and pages of theirs may show."""
    rows: QuerySet[Any] = model._default_manager.filter(provider__in=own_providers(user, model))
    return rows


def may_add(user: Any, model: type[Model], *, provider: Provider, is_for_platform: bool) -> bool:
    """Return whether the person may bring in a file for the provider, marked for the platform or not."""
    if provider.pk in own_providers(user, model):
        return True
    return is_for_platform and provider.pk in POLICIES[model].keys_for(user, ["add"])
