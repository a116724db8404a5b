"""
Who may do what with which pages, derived from roles and from where a page stands.

What stands in a provider's section belongs to that provider, everything else to the platform. Wagtail asks one policy
for all of it, so nothing is stored: no group's page permissions, which could be older than the memberships.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from accounts.back_office import may_anywhere, provider_keys
from accounts.models import Membership, User
from accounts.roles import Permission, Scope, roles_with
from cms.models import LegalPage, ProviderPage
from reviews import queries as reviews

EXPLORING = {"add", "change", "publish", "lock", "unlock"}
DRAFTS_SHOWN = 5
NEEDS = {
    "add": Permission.EDIT_PAGES,
    "change": Permission.EDIT_PAGES,
    "publish": Permission.PUBLISH_PAGES,
    "lock": Permission.PUBLISH_PAGES,
    "unlock": Permission.PUBLISH_PAGES,
}


@dataclass(frozen=True, slots=True)
class Code:
    """What Wagtail reads of one of Django's permissions."""

    codename: str


@dataclass(frozen=True, slots=True)
class Grant:
    """A permission on a page and all below it, in the shape of Wagtail's GroupPagePermission."""

    page: Page
    permission: Code

    @property
    def page_id(self) -> int:
        """The key of the page."""
        return int(self.page.pk)


def providers_of(user: Any) -> set[int]:
    """Return the keys of the providers whose pages the person may see in the back office: who writes or reviews."""
    keys: set[int] = set()
    for action in NEEDS:
        keys |= _keys(user, action)
    return keys


def _keys(user: Any, action: str) -> set[int]:
    return reviews.adapt(user, action, provider_keys(user, [NEEDS[action]]))


def is_for_the_platform(user: Any) -> bool:
    """Return whether the person writes the platform's own pages."""
    return may_anywhere(user, [Permission.EDIT_PLATFORM_PAGES])


def foreign_sections(user: Any) -> Any:
    """Return the sections (a query set of pages) that are none of the person's business."""
    sections: Any = ProviderPage.objects.exclude(provider__in=providers_of(user))
    return sections


def without_foreign(pages: QuerySet[Page], user: Any) -> QuerySet[Page]:
    """Leave out what stands in the section of a provider that the person does not work for."""
    below = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = foreign_sections(user).annotate(below=below).filter(below__startswith=F("path"))
    return pages.filter(~Exists(above))


def choosable(user: Any) -> QuerySet[Page]:
    """
    Return the pages that the person may name in a link: those of the own reach, and what everybody can read.

    Choosers show the title of the draft, so a public page with a new title in its draft is left out.
    """
    own = policy_registry.get_by_type(Page).explorable_instances(user)
    public = Q(live=True, draft_title=F("title"))
    pages: QuerySet[Page] = Page.objects.filter(Q(pk__in=own.values("pk")) | public)
    return pages


def drafts_of(user: Any) -> QuerySet[Page]:
    """Return the newest pages within reach that the person saved last and that visitors do not see as they are."""
    policy = policy_registry.get_by_type(Page)
    waiting = Q(live=False) | Q(has_unpublished_changes=True)
    pages: QuerySet[Page] = (
        policy.instances_user_has_any_permission_for(user, EXPLORING)
        .filter(waiting, latest_revision__user=user)
        .order_by("-latest_revision_created_at")[:DRAFTS_SHOWN]
    )
    return pages


def legal_drafts_of(user: Any) -> QuerySet[LegalPage]:
    """Return the imprints, privacy notices and accessibility statements within reach that law wants, still unread."""
    policy = policy_registry.get_by_type(Page)
    within_reach = policy.instances_user_has_any_permission_for(user, EXPLORING)
    pages: QuerySet[LegalPage] = LegalPage.objects.filter(
        pk__in=within_reach.values("pk"), live=False, locale__language_code=settings.LANGUAGE_CODE
    ).order_by("path")[:DRAFTS_SHOWN]
    return pages


class SitePagePolicy(PagePermissionPolicy):  # type: ignore[misc]
    """The policy of all pages: grants from roles, and no way into the section of another provider."""

    def get_all_permissions_for_user(self, user: Any) -> list[Grant]:
        """Return what the person's roles mean: each provider's section in every language, or the platform's tree."""
        if not user.is_active or user.is_anonymous:
            return []
        grants: list[Grant] = []
        allowed = {action: _keys(user, action) for action in NEEDS}
        everywhere = set().union(*allowed.values())
        if everywhere:
            for section in ProviderPage.objects.filter(provider__in=everywhere).order_by("path"):
                grants += [
                    Grant(section.page_ptr, Code(f"{action}_page"))
                    for action, keys in allowed.items()
                    if section.provider_id in keys
                ]
        if is_for_the_platform(user):
            for root in Page.objects.filter(depth=2).order_by("path"):
                grants += [Grant(root, Code(f"{action}_page")) for action in NEEDS]
        return grants

    def _base_user_has_permission(self, user: Any) -> bool | None:
        """Superusers hold no rights of their own here, as everywhere in the back office."""
        return None if user.is_active else False

    def _base_queryset_for_user(self, user: Any) -> QuerySet[Page] | None:
        return None if user.is_active else self.model._default_manager.none()

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Page) -> bool:
        may: bool = super().user_has_any_permission_for_instance(user, actions, instance)
        return may and not foreign_sections(user).ancestor_of(instance, inclusive=True).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Page]:
        pages: QuerySet[Page] = super().instances_user_has_any_permission_for(user, set(actions))
        return without_foreign(pages, user) if is_for_the_platform(user) else pages

    def instances_with_direct_explore_permission(self, user: Any) -> list[Page]:
        return [grant.page for grant in self.get_cached_permissions_for_user(user)]

    def explorable_instances(self, user: Any) -> QuerySet[Page]:
        if not self.get_cached_permissions_for_user(user):
            nothing: QuerySet[Page] = self.model._default_manager.none()
            return nothing
        pages: QuerySet[Page] = super().explorable_instances(user)
        return without_foreign(pages, user) if is_for_the_platform(user) else pages

    def _people(self, where: Q, roles: Iterable[str]) -> QuerySet[User]:
        held = Membership.objects.active().filter(where, role__in=set(roles))
        return User.objects.filter(pk__in=held.values("user_id"), is_active=True)

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = True) -> QuerySet[User]:
        needed = {NEEDS[action] for action in actions if action in NEEDS} | {Permission.EDIT_PLATFORM_PAGES}
        return self._people(Q(), [role for permission in needed for role in roles_with(permission)])

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Page, include_superusers: bool = True
    ) -> QuerySet[User]:
        section = ProviderPage.objects.ancestor_of(instance, inclusive=True).last()
        if section is None:
            return self._people(Q(), roles_with(Permission.EDIT_PLATFORM_PAGES))
        needed = {NEEDS[action] for action in actions if action in NEEDS}
        roles = [role for permission in needed for role in roles_with(permission, Scope.PROVIDER)]
        return self._people(Q(provider=section.provider_id), roles)
