"""What is typed about a session, and what must hold of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from accounts.models import User
from courses import queries
from courses.models import Run, RunSession
from courses.models.session import default_learner_minutes, default_percent, default_staff_minutes
from courses.room_options import RoomOptions

NEVER = RunSession.RecordingPolicy.NEVER


class NoTrainer(Exception):
    """A session has somebody who teaches it."""


class MayNotTeach(Exception):
    """Some of these people hold no role at the provider that teaches."""

    def __init__(self, people: Collection[User]) -> None:
        self.people = tuple(people)
        super().__init__(f"{len(self.people)} people may not teach here")


class ItemIsUnknown(Exception):
    """The run's curriculum has no such place."""


class SessionIsOver(Exception):
    """The session has ended, or would lie in the past."""


class SessionIsCancelled(Exception):
    """The session was called off."""


class SessionHasChanged(Exception):
    """Somebody else changed the session since it was read."""


class RecordingIsFixed(Exception):
    """The room is open: whether it can be recorded was settled when it opened, and people came in on that."""


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """Everything about a session but its time; the names are those of RunSession, but for `room`."""

    trainers: tuple[User, ...]
    title: str = ""
    title_translations: Mapping[str, str] = field(default_factory=dict)
    mode: str = RunSession.Mode.ONLINE
    place: str = ""
    item_id: UUID | None = None
    min_percent: int | None = field(default_factory=default_percent)
    min_minutes: int | None = None
    capacity: int | None = None
    opens_without_staff: bool = False
    recording_policy: str = RunSession.RecordingPolicy.NEVER
    room: RoomOptions = field(default_factory=RoomOptions)
    opens_for_staff_minutes: int = field(default_factory=default_staff_minutes)
    opens_for_learners_minutes: int = field(default_factory=default_learner_minutes)

    def columns(self) -> dict[str, Any]:
        """Return what stands on the session's own row."""
        return {
            "title": self.title,
            "title_translations": {code: title for code, title in self.title_translations.items() if title},
            "mode": self.mode,
            "place": "" if self.mode == RunSession.Mode.ONLINE else self.place,
            "item_id": self.item_id,
            "min_percent": self.min_percent,
            "min_minutes": self.min_minutes,
            "capacity": self.capacity,
            "opens_without_staff": self.opens_without_staff,
            "recording_policy": self.recording_policy if self.mode != RunSession.Mode.ON_SITE else NEVER,
            "room_options": self.room.differing(),
            "opens_for_staff_minutes": self.opens_for_staff_minutes,
            "opens_for_learners_minutes": self.opens_for_learners_minutes,
        }


def check_trainers(run: Run, people: Collection[User], *, known: Collection[int] = ()) -> None:
    """
    See that somebody teaches and that everybody who newly does may. Raises NoTrainer, MayNotTeach.

    `known` holds the keys of those who taught before: who loses a role stays on what was planned until replaced.
    """
    if not people:
        raise NoTrainer
    may = set(queries.trainers_at([run.course.provider_id]).values_list("pk", flat=True)) | set(known)
    refused = [user for user in people if user.pk not in may]
    if refused:
        raise MayNotTeach(refused)


def check_item(run: Run, item_id: UUID | None) -> None:
    """Raise ItemIsUnknown when the run teaches nothing under this id."""
    if item_id is not None and item_id not in queries.item_titles(run):
        raise ItemIsUnknown
