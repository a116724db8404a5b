# messages: back office
"""The form of every page: only own pictures, files, films and links come in."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import Http404
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, ReferenceIndex

from accounts.back_office import POLICIES, visible
from cms.page_rights import choosable


class SitePageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """
    Refuses keys that were typed by hand: choosers offer what the person may see, and a form trusts nobody.

    What stood in the page before may stay. A refusal is a 404: an error message would show the foreign title.
    """

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.for_user is None or not self.data:
            return
        named = _references(self.instance)
        if self.instance.pk is not None:
            named -= _references(type(self.instance)._default_manager.get(pk=self.instance.pk))
            if self.instance.latest_revision is not None:
                named -= _references(self.instance.latest_revision.as_object())
        for model in {model for model, _key in named}:
            keys = {key for other, key in named if other is model}
            if keys - self._allowed(model, keys):
                raise Http404

    def _allowed(self, model: type[Model], keys: set[str]) -> set[str]:
        if model is Page:
            rows = choosable(self.for_user).filter(pk__in=keys)
        elif model in POLICIES:
            rows = visible(self.for_user, model).filter(pk__in=keys)
        else:
            return keys
        return {str(key) for key in rows.values_list("pk", flat=True)}


def _references(page: Page) -> set[tuple[type[Model], str]]:
    """Return (model, key) of all that the page's content points at; its place in the tree is no content."""
    found = ReferenceIndex._extract_references_from_object(page)
    fields = {"locale", "owner", "provider", "content_type", "locked_by", "alias_of", "latest_revision"}
    return {
        (_model(content_type_id), str(key))
        for content_type_id, key, path, _content_path in found
        if path.split(".")[0] not in fields
    }


def _model(content_type_id: int) -> type[Model]:
    model: Any = ContentType.objects.get_for_id(content_type_id).model_class()
    kind: type[Model] = Page if issubclass(model, Page) else model
    return kind
