# messages: back office
"""What content points at, and whether the person who typed it may see all of that."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import Http404
from wagtail.admin.widgets import BaseChooser
from wagtail.models import Page, ReferenceIndex

from accounts.back_office import POLICIES, is_key, visible

Reference = tuple[type[Model], str]  # model and key

# Where a row stands, and what it was made of: not what somebody typed into it.
STRUCTURE = {
    "locale", "owner", "provider", "content_type", "locked_by", "alias_of", "latest_revision", "live_revision",
    "translation_of", "made_from",
}  # fmt: skip


class OwnReferences:
    """
    First base of a form of content that refuses keys typed by hand.

    Choosers offer what the person may see, and a form trusts nobody. What stood in the content before may stay. A
    refusal is a 404, and comes before anything else is looked at: an error message, or the form shown again, would
    tell the foreign title.
    """

    for_user: Any
    instance: Any

    def full_clean(self) -> None:
        """Look at what was typed before the fields do."""
        if self.is_bound and self.for_user is not None:  # type: ignore[attr-defined]
            self._refuse_foreign(self._typed())
        super().full_clean()  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.for_user is not None:
            self._refuse_foreign(named_in(self.instance))

    def may_name(self, model: type[Model], keys: set[str]) -> set[str]:
        """Return those of these keys that the person may name; all where rows belong to nobody."""
        if model not in POLICIES:
            return keys
        return {str(key) for key in visible(self.for_user, model).filter(pk__in=keys).values_list("pk", flat=True)}

    def _typed(self) -> set[Reference]:
        content, named = self.instance.__class__(), set()
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            value = field.widget.value_from_datadict(
                self.data,  # type: ignore[attr-defined]
                self.files,  # type: ignore[attr-defined]
                self.add_prefix(name),  # type: ignore[attr-defined]
            )
            if hasattr(field, "block"):
                setattr(content, name, value)
            elif isinstance(field.widget, BaseChooser) and is_key(value):
                named.add((field.queryset.model, str(value)))
        return named | named_in(content)

    def _refuse_foreign(self, named: set[Reference]) -> None:
        if named and self.instance.pk is not None:
            saved = type(self.instance)._default_manager.get(pk=self.instance.pk)
            named = named - named_in(saved)
            if named and saved.latest_revision is not None:
                named = named - named_in(saved.latest_revision.as_object())
        for model in {model for model, _key in named}:
            keys = {key for other, key in named if other is model}
            if keys - self.may_name(model, keys):
                raise Http404


def named_in(content: Model) -> set[Reference]:
    """Return all that the content's fields, blocks and texts point at."""
    return {
        (_model(content_type_id), str(key))
        for content_type_id, key, path, _content_path in ReferenceIndex._extract_references_from_object(content)
        if path.split(".")[0] not in STRUCTURE
    }


def _model(content_type_id: int) -> type[Model]:
    model: Any = ContentType.objects.get_for_id(content_type_id).model_class()
    kind: type[Model] = Page if issubclass(model, Page) else model
    return kind
