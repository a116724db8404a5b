"""What the apps above bring for each kind of content: how it goes public and how it leaves again."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Protocol, cast

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from wagtail.models import Revision

from accounts.models import User


class Kind(Protocol):
    """A module that `settings.CONTENT_KINDS` names; both functions raise reviews.rules.NotReady."""

    def publish(self, *, revision: Revision, parts: Sequence[Revision], by: User | None) -> None:
        """Publish this version with its parts, after all checks of the kind."""

    def expire(self, *, content: Any) -> None:
        """Take the content off the public site because its time is over."""


def models() -> list[type[Model]]:
    """Return the models whose drafts can go public."""
    return [apps.get_model(label) for label in settings.CONTENT_KINDS]


def kind_of(model: type[Model]) -> Kind:
    """Return how content of this model, or of the nearest model it stems from, goes public."""
    for ancestor in model.__mro__:
        meta = getattr(ancestor, "_meta", None)
        if meta is not None and meta.label_lower in settings.CONTENT_KINDS:
            return cast(Kind, import_module(settings.CONTENT_KINDS[meta.label_lower]))
    raise LookupError(f"settings.CONTENT_KINDS names no way to publish {model._meta.label}")
