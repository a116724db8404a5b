"""Reads across the engine's tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from scorm import policy, runtime, storage
from scorm.models import Attempt, AttemptState, CommitLog, Launch, Package, PackageVersion, Registration, VersionState
from scorm.policy import Offer, Policy
from scorm.runtime import Verdict


def playable_versions(owner: Any) -> QuerySet[PackageVersion]:
    """Return what a course of this owner may offer, newest version first within each package."""
    versions = PackageVersion.objects.playable().filter(package__owner=owner)
    return versions.select_related("package").order_by("package__title", "package_id", "-number")


def newest_playable(package: Package) -> PackageVersion | None:
    """Return the version new registrations get, None while nothing is ready."""
    return package.versions.filter(state=VersionState.READY).order_by("-number").first()


def unfinished_checks(owner_ids: Iterable[int]) -> QuerySet[PackageVersion]:
    """Return uploads whose job is still under way, for the progress on the back office's list."""
    states = [VersionState.QUEUED, VersionState.CHECKING]
    return PackageVersion.objects.filter(package__owner_id__in=list(owner_ids), state__in=states)


def open_zip(version: PackageVersion) -> Any:
    """Return the upload as an open file, for download by those who may; the caller closes it."""
    return storage.storage().open(version.zip_key, "rb")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a person got, for rosters and reports."""

    context_key: UUID
    completion: str  # "unknown" | "not attempted" | "incomplete" | "completed"
    success: str  # "unknown" | "passed" | "failed"
    is_complete: bool
    score: Decimal | None  # 0..1
    progress: Decimal | None  # 0..1
    total_seconds: int  # reported by the content, capped by our clock
    active_seconds: int  # page visible
    last_seen_at: datetime
    version_number: int
    unsent: bool  # the newest launch never said goodbye: work may still lie on a device


def standings(context_keys: Iterable[UUID]) -> dict[UUID, Standing]:
    """Return the newest attempt of each context, one statement whatever their number; previews are left out."""
    return {attempt.registration.context_key: _standing(attempt) for attempt in _attempts(context_keys)}


def _attempts(context_keys: Iterable[UUID]) -> QuerySet[Attempt]:
    """Return all attempts of these contexts, each context's in their order."""
    is_current = Q(current_sco=None) | Q(states__sco=F("current_sco"))  # of a course only the item that is open
    return (
        Attempt.objects.filter(registration__context_key__in=list(context_keys), registration__is_preview=False)
        .select_related("registration", "version")
        .defer("sequencing_state", "global_objectives", "shared_data", "version__manifest", "version__report")
        .annotate(open_states=Count("states", filter=Q(states__exit=None, seq__gt=0) & is_current))
        .order_by("number")
    )


@dataclass(frozen=True, slots=True)
class Play:
    """A person's attempts in one place of a course, and what they may do next."""

    policy: Policy
    offer: Offer
    attempts: tuple[Attempt, ...]  # in their order
    result: Verdict  # what they come to


@dataclass(frozen=True, slots=True)
class Return:
    """What there is to say when a person comes back from the player."""

    play: Play
    standing: Standing  # of the newest attempt


def play(attempts: Sequence[Attempt]) -> Play:
    """Return what these attempts (of one context, at least one, in their order, registration loaded) come to."""
    asked = policy.policy_of(attempts[-1].registration)
    made = [policy.made(row) for row in attempts]
    return Play(asked, policy.offer(asked, made), tuple(attempts), policy.counted(asked.counts, made))


def come_back(context_key: UUID) -> Return | None:
    """Return what was played in this context, None before the first launch. One statement."""
    rows = list(_attempts([context_key]))
    return Return(play(rows), _standing(rows[-1])) if rows else None


def _standing(attempt: Attempt) -> Standing:
    verdict = Verdict(attempt.completion, attempt.success, attempt.score, attempt.progress)
    return Standing(
        context_key=attempt.registration.context_key,
        completion=attempt.completion,
        success=attempt.success,
        is_complete=runtime.is_complete(verdict),
        score=attempt.score,
        progress=attempt.progress,
        total_seconds=attempt.total_seconds,
        active_seconds=attempt.active_seconds + attempt.launch_active_seconds,
        last_seen_at=attempt.last_seen_at,
        version_number=attempt.version.number,
        unsent=bool(attempt.open_states),  # type: ignore[attr-defined]
    )


def latest_outcome(*, context_key: UUID, user: Any) -> Standing | None:
    """Return how far this person got in this context, None before the first launch."""
    mine = Registration.objects.filter(context_key=context_key, user=user).exists()
    return standings([context_key]).get(context_key) if mine else None


@dataclass(frozen=True, slots=True)
class LateWork:
    """What one superseded launch brought after another device had taken over; offered whole."""

    launch: Launch
    context_key: UUID
    user_id: int
    package_title: str
    count: int
    received_at: datetime


def undecided() -> QuerySet[CommitLog]:
    """Return the late work that somebody may still take over; what is of an attempt that was reset only stays there."""
    return CommitLog.objects.filter(applied=False, decision="").exclude(launch__attempt__state=AttemptState.RESET)


def kept_with_resets(context_key: UUID) -> list[datetime]:
    """Return when late work arrived that stays with attempts which staff have reset, newest first."""
    kept = CommitLog.objects.filter(
        Q(received_at__gte=F("launch__attempt__finished_at")) | Q(applied=False, decision=""),
        launch__attempt__registration__context_key=context_key,
        launch__attempt__state=AttemptState.RESET,
    )
    return list(kept.order_by("-received_at").values_list("received_at", flat=True))


def late_commits(*, user: Any | None = None, owner_ids: Iterable[int] | None = None) -> list[LateWork]:
    """Return undecided late work of a person, of owners' packages, or both narrowed down; newest first."""
    kept = undecided().filter(launch__attempt__registration__is_preview=False)
    if user is not None:
        kept = kept.filter(launch__attempt__registration__user=user)
    if owner_ids is not None:
        kept = kept.filter(launch__attempt__version__package__owner_id__in=list(owner_ids))
    groups = kept.order_by().values_list("launch_id").annotate(Count("pk"), Max("received_at"))
    counts = {launch_id: (count, received_at) for launch_id, count, received_at in groups}
    launches = Launch.objects.filter(pk__in=counts).select_related(
        "attempt__registration", "attempt__version__package__owner"
    )
    works = [
        LateWork(
            launch=launch,
            context_key=launch.attempt.registration.context_key,
            user_id=launch.attempt.registration.user_id,
            package_title=launch.attempt.version.package.title,
            count=counts[launch.pk][0],
            received_at=counts[launch.pk][1],
        )
        for launch in launches
    ]
    return sorted(works, key=lambda work: work.received_at, reverse=True)


def stored_bytes(owner: Any) -> int:
    """Return how much the owner's packages take, zips and unpacked files, in bytes."""
    versions = PackageVersion.objects.filter(package__owner=owner).exclude(state=VersionState.FAILED)
    sums = versions.aggregate(zips=Sum("zip_bytes"), files=Sum("unzipped_bytes"))
    return int((sums["zips"] or 0) + (sums["files"] or 0))
