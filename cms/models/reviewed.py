"""What a page has to do with rights: whose it is, who releases it, and who must look before it goes public."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse
from wagtail.models import Revision, Workflow

from accounts.models import Provider
from reviews import queries as reviews
from reviews.rules import NeedsReview


class ReviewedPage:
    """Mixin of `SitePage`, before Wagtail's own. Not a model, so that Wagtail's managers stay where they are."""

    pk: int

    @property
    def owning_provider(self) -> Provider | None:
        """The provider in whose section the page stands; None for the platform's own pages."""
        provider: Provider | None = self.funding_provider  # type: ignore[attr-defined]
        return provider

    @property
    def edit_path(self) -> str:
        """The path of its editor."""
        return self.edit_path_of(self.pk)

    @property
    def review_path(self) -> str:
        """The path of the page where a reviewer decides about it."""
        return self.review_path_of(self.pk)

    @classmethod
    def edit_path_of(cls, key: int | str) -> str:
        """Return the path of the editor of a page of which only the key is at hand."""
        return reverse("wagtailadmin_pages:edit", args=[key])

    @classmethod
    def review_path_of(cls, key: int | str) -> str:
        """Return the path of the reviewer's page likewise."""
        return reverse("cms_review", args=[key])

    @property
    def needs_review(self) -> bool:
        """Whether a second person has to look before it goes public."""
        provider = self.owning_provider
        return provider is not None and reviews.needs_review(provider.pk)

    def get_workflow(self) -> Workflow | None:
        """Return the workflow of the provider, if it wants a review; no workflow is shared between providers."""
        provider = self.owning_provider
        return reviews.workflow_of(provider.pk) if provider is not None else None

    @property
    def has_workflow(self) -> bool:
        """Whether there is something to hand in to."""
        return self.get_workflow() is not None

    def save_revision(self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any) -> Revision:
        """
        Save a revision; a tab that was open before the publication, or the hand-in, gets a new draft.

        It must never write over what visitors read or reviewers look at.
        """
        if overwrite_revision is not None:
            is_live = overwrite_revision.pk == self.live_revision_id  # type: ignore[attr-defined]
            if is_live or reviews.is_held(overwrite_revision):
                overwrite_revision = None
        revision: Revision = super().save_revision(  # type: ignore[misc]
            *args, overwrite_revision=overwrite_revision, **kwargs
        )
        return revision

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish in one transaction with the log and the audit row. Raises NeedsReview."""
        provider = self.owning_provider
        if (
            provider is not None
            and reviews.needs_review(provider.pk)
            and not reviews.is_released(revision, provider_id=provider.pk)
        ):
            raise NeedsReview
        with transaction.atomic():
            super().publish(revision, *args, **kwargs)  # type: ignore[misc]

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Unpublish in one transaction with the log and the audit row."""
        with transaction.atomic():
            super().unpublish(*args, **kwargs)  # type: ignore[misc]
