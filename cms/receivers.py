"""After every migration the website has its basic pages; what Wagtail publishes ends the version of kept pages."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from cms import page_cache
from cms.actions.tree import build_site
from cms.models import ProviderPage
from cms.queries import menus


@receiver(
    [published, unpublished, page_published, page_unpublished, page_slug_changed], dispatch_uid="cms_end_kept_pages"
)
def end_kept_pages(**_kwargs: Any) -> None:
    """Show what was published or taken back at once, whoever did it: an editor, a schedule, a command."""
    transaction.on_commit(page_cache.bump)


@receiver([page_published, page_unpublished, page_slug_changed, post_page_move], dispatch_uid="cms_end_menus")
def end_menus(*, instance: Any, **_kwargs: Any) -> None:
    """Show a page in the menus, or no more, as soon as it is published or moved; deleting takes it back first."""
    if isinstance(instance, Page):
        menus.forget(ProviderPage.objects.values_list("provider", flat=True).distinct())
        transaction.on_commit(page_cache.bump)


def build_after_migrating(*, apps: Any, **_kwargs: Any) -> None:
    """Build the basic tree, unless this was a migration to some other state than today's."""
    if _is_today(apps):
        build_site(at=timezone.now())


def _is_today(migrated: Any) -> bool:
    return all(_columns(model) == _columns_in(migrated, model) for model in apps.get_app_config("cms").get_models())


def _columns(model: type[Model]) -> set[str | None]:
    return {field.column for field in model._meta.local_concrete_fields}


def _columns_in(migrated: Any, model: type[Model]) -> set[str | None] | None:
    try:
        return _columns(migrated.get_model("cms", model._meta.model_name))
    except LookupError:
        return None
