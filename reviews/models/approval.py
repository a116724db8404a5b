from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, Task, TaskState, WorkflowState

from accounts.back_office import provider_keys
from accounts.models import Provider
from accounts.roles import Permission


class ProviderApproval(TaskState):  # type: ignore[misc]
    """
    One time that something was handed in, and what became of it.

    `parts` are versions of other content that go public in the same act: the units of a course, so that a course
    of twenty units is one approval. Approved, they and `revision` are what may be published, and nothing else is.
    """

    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Eingereicht von"),
    )
    note = models.TextField(_("Hinweis für die Freigabe"), blank=True, max_length=2000)
    parts = models.ManyToManyField(Revision, related_name="+", verbose_name=_("Zugehörige Fassungen"))

    class DataCard:
        purpose = "Proves who handed in and who released a version: the four eyes of a provider that asks for them."
        personal = {"submitted_by": "who handed it in", "note": "what they wrote to the reviewers"}
        retention = "with the course, unit or page it is about"
        platform = "Wagtail's table below; its task names the provider, and content of no other may carry it."

    class Meta:
        verbose_name = _("Freigabe")
        verbose_name_plural = _("Freigaben")

    def authors(self) -> set[int]:
        """Return the keys of all whose work this is: nobody of them may release it."""
        saved = {self.revision.user_id, *self.parts.values_list("user_id", flat=True)}
        return {key for key in {*saved, self.submitted_by_id, self.workflow_state.requested_by_id} if key is not None}


class ProviderApprovalTask(Task):  # type: ignore[misc]
    """The review that a provider wants: there is one, and it is active, where nobody may publish alone."""

    provider = models.OneToOneField(Provider, on_delete=models.PROTECT, related_name="+")

    task_state_class = ProviderApproval

    class DataCard:
        purpose = "Says that a provider wants four eyes on whatever goes public."
        personal: dict[str, str] = {}
        retention = "with the provider; inactive while the provider wants no review"
        provider = "provider"

    class Meta:
        verbose_name = _("Freigabe eines Trägers")
        verbose_name_plural = _("Freigaben von Trägern")

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Begin the review and remember who handed in; Wagtail tells receivers before it returns."""
        state: ProviderApproval = super().start(workflow_state, user=user)
        state.submitted_by = user
        state.save(update_fields=["submitted_by"])
        return state

    def may_review(self, user: Any) -> bool:
        """Return whether the person reviews for this provider."""
        return self.provider_id in provider_keys(user, [Permission.REVIEW_CONTENT])

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Decide once: of two who decide in the same moment, the second changes nothing."""
        with transaction.atomic():
            WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
            task_state.refresh_from_db()
            if task_state.status == TaskState.STATUS_IN_PROGRESS:
                super().on_action(task_state, user, action_name, **kwargs)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.may_review(user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Lock for everybody: what is released is what was handed in."""
        return True

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Return what the person may do: give back, and release what is not their own work."""
        state = obj.current_workflow_task_state
        if not self.may_review(user) or state is None or state.task_id != self.pk:
            return []
        actions = [("reject", _("Zurückgeben"), True)]
        if user.pk not in state.authors():
            actions.append(("approve", _("Freigeben"), True))
        return actions

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        if not self.may_review(user):
            nothing: QuerySet[TaskState] = TaskState.objects.none()
            return nothing
        states: QuerySet[TaskState] = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return states

    @classmethod
    def get_description(cls) -> Any:
        return _("Wer bei diesem Träger freigeben darf, prüft, was andere eingereicht haben.")
