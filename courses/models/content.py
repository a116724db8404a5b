"""What course and unit have in common: an owner, drafts, translations, and revisions that stay what they were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Protocol, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from wagtail.models import (
    DraftStateMixin,
    Locale,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    Workflow,
    WorkflowMixin,
)
from wagtail.search import index

from accounts.models import Provider
from privacy.public_ids import PublicIdField
from reviews import queries as reviews
from reviews.rules import NeedsReview, NotReady


class Refusal(Protocol):
    """Why something cannot be published, in words for the person who edits."""

    @property
    def text(self) -> StrOrPromise: ...


# Says why the law does not let a version go public. It reads other rows, and queries stand above models: the app names
# it when it starts.
LegalCheck = Callable[[Any], Sequence[Refusal]]
_legal_checks: list[LegalCheck] = []


def check_by_law(check: LegalCheck) -> None:
    """Let `check` have the last word before anything is published. Naming it twice is once."""
    if check not in _legal_checks:
        _legal_checks.append(check)


class Content(
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    """Base of course and unit. Abstract."""

    # A translation is a draft copy with the ordinary editor; nothing is synchronised behind an editor's back.
    localize_default_translation_mode = "simple"
    # What a copy made for a translation must not take over from its source.
    exclude_fields_in_copy: ClassVar = ["public_id", "translation_of", "made_from"]

    public_id = PublicIdField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+", verbose_name=_("Träger"))
    # Wagtail's default is True: whatever is created in passing would be public at once.
    live = models.BooleanField(_("veröffentlicht"), default=False, editable=False)
    translation_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="translated_copies",
        verbose_name=_("Übersetzung von"),
    )
    # The source's revision this translation was made from or last compared with.
    made_from = models.ForeignKey(
        Revision, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def is_translation(self) -> bool:
        """Whether this is a translated copy; curricula and runs refer to sources only."""
        return self.translation_of_id is not None

    @property
    def language(self) -> str:
        """The language code of the text, such as "ar"."""
        return str(self.locale.language_code)

    @property
    def text_direction(self) -> str:
        """ "rtl" or "ltr", for the `dir` attribute around the text."""
        return "rtl" if self.locale.language_info["bidi"] else "ltr"

    def language_of(self, field: str) -> str:
        """
        Return the language code of the text in one field.

        A translation begins as a copy, so what is still word for word the source's is in the source's language: read
        aloud as Arabic, or set from right to left, German could not be understood.
        """
        source = self.translation_of
        is_copied = source is not None and getattr(self, field) == getattr(source, field)
        return source.language if source is not None and is_copied else self.language

    @property
    def owning_provider(self) -> Provider:
        """Whose content it is, as reviews ask."""
        return self.provider

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
        """Return the path of the editor of a row of which only the key is at hand."""
        return reverse(f"{cls.snippet_viewset.url_namespace}:edit", args=[key])

    @classmethod
    def review_path_of(cls, key: int | str) -> str:
        """Return the path of the reviewer's page likewise."""
        return reverse(f"{cls.snippet_viewset.url_namespace}:review", args=[key])

    def get_workflow(self) -> Workflow | None:
        """Return the workflow of the provider, if it wants a review; no workflow is shared between providers."""
        return reviews.workflow_of(self.provider_id)

    def copy_for_translation(self, locale: Locale, exclude_fields: list[str] | None = None) -> Self:
        """Return an unsaved copy in `locale` that remembers what it was made from."""
        if self.is_translation:
            raise ValidationError(_("Eine Übersetzung wird immer aus dem Original gemacht."))
        copy: Self = super().copy_for_translation(locale, exclude_fields=exclude_fields)
        copy.translation_of = self
        copy.made_from = self.live_revision or self.latest_revision
        copy.live = False
        copy.first_published_at = copy.last_published_at = copy.live_revision = copy.latest_revision = None
        return copy

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """
        Return the object as a revision tells it, but with what belongs to the row and not to a version.

        Without this, publishing an old version would move the content back to a former owner, and reverting to
        a version from before the first publication would take the content offline.
        """
        obj: Self = super().with_content_json(content)
        obj.public_id = self.public_id
        obj.provider_id = self.provider_id
        obj.live_revision_id = self.live_revision_id
        obj.last_published_at = self.last_published_at
        obj.translation_of_id = self.translation_of_id
        obj.made_from_id = self.made_from_id
        return obj

    def save_revision(self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any) -> Revision:
        """
        Save a revision; never over one that learners read or reviewers look at.

        A tab that was open before the publication still asks to overwrite "its" draft, which is now the live or
        a pinned revision. It gets a new draft instead; the editor takes the new id from the answer.
        """
        if overwrite_revision is not None and self._must_stay(overwrite_revision):
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """
        Publish in one transaction with the log and the audit row. Raises NeedsReview, NotReady.

        Whatever door the wish came through: where the provider wants a review, only a version that has passed it
        goes public; and nothing does that would make a paid course void without admission (§ 12 FernUSG). All other
        faults are for the doors to say.
        """
        if reviews.needs_review(self.provider_id) and not reviews.is_released(revision, provider_id=self.provider_id):
            raise NeedsReview
        draft = revision.as_object()
        if refusals := [refusal for check in _legal_checks for refusal in check(draft)]:
            raise NotReady([refusal.text for refusal in refusals])
        with transaction.atomic():
            # The row before its version, as everybody does: Wagtail begins with the version (courses.actions.locking).
            type(self)._default_manager.select_for_update(no_key=True).get(pk=self.pk)
            super().publish(revision, *args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Unpublish in one transaction with the log and the audit row."""
        with transaction.atomic():
            super().unpublish(*args, **kwargs)

    def _must_stay(self, revision: Revision) -> bool:
        is_live = type(self).objects.filter(pk=self.pk, live_revision=revision).exists()
        return is_live or self.is_pinned(revision) or reviews.is_held(revision)

    @classmethod
    def is_pinned(cls, revision: Revision) -> bool:
        """Return whether a run holds on to this revision."""
        return False
