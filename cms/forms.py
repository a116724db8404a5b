# messages: back office
"""The form of every page: only own pictures, files, films and links come in."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page

from accounts.references import OwnReferences
from cms.page_rights import choosable


class SitePageForm(OwnReferences, WagtailAdminPageForm):  # type: ignore[misc]
    """Refuses what the person may not see, drafts of others' pages among it."""

    def may_name(self, model: type[Model], keys: set[str]) -> set[str]:
        """Ask about pages what the page chooser asks."""
        if model is not Page:
            return super().may_name(model, keys)
        return {str(key) for key in choosable(self.for_user).filter(pk__in=keys).values_list("pk", flat=True)}


class PageCopyForm(CopyForm):  # type: ignore[misc]
    """
    Where a copy goes and what it is called.

    Without aliases: those show another page's text without a version of their own, so no review would ever see them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
