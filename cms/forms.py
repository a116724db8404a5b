# messages: back office
"""The form of every page: only own pictures, files, films and links come in."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page

from accounts.back_office import POLICIES
from accounts.models import Provider
from accounts.references import OwnReferences
from cms.page_rights import choosable
from courses.models import Course
from courses.queries import published
from media.rules import FilePolicy, own_files


class SitePageForm(OwnReferences, WagtailAdminPageForm):  # type: ignore[misc]
    """Refuses what the person may not see, drafts of others' pages among it."""

    def may_name(self, model: type[Model], keys: set[str]) -> set[str]:
        """Ask about pages what the page chooser asks; a provider's pages show the provider's own files."""
        if model is Page:
            rows = choosable(self.for_user)
        elif model is Course:
            rows = published()
        elif isinstance(POLICIES.get(model), FilePolicy) and self._owner() is not None:
            # Editors of the platform see more: what other providers marked is for pages of the platform alone.
            rows = own_files(self.for_user, model)
        else:
            return super().may_name(model, keys)
        return {str(key) for key in rows.filter(pk__in=keys).values_list("pk", flat=True)}

    def _owner(self) -> Provider | None:
        """Return the provider in whose section the page stands, or is about to stand."""
        place = self.instance if self.instance.pk is not None else self.parent_page
        owner: Provider | None = getattr(place.specific, "owning_provider", None) if place is not None else None
        return owner


class PageCopyForm(CopyForm):  # type: ignore[misc]
    """
    Where a copy goes and what it is called.

    Without aliases: those show another page's text without a version of their own, so no review would ever see them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
