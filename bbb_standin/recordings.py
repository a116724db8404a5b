"""Recordings: what a real server keeps on its disk, through restarts too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bbb_standin.meetings import Meeting

MOST_RECORDINGS = 2_000
FORMATS = ("presentation", "podcast")
# What getRecordings knows; before "processing" a recording is not reported at all.
STATES = ("processing", "processed", "published", "unpublished", "deleted")
DEFAULT_STATES = ("published", "unpublished")


@dataclass(slots=True)
class Recording:
    """One recording. `start` and `end` are by the server's clock, the `_at` by the machine's; milliseconds all."""

    record_id: str
    meeting_id: str
    name: str
    start: int
    end: int
    participants: int
    metadata: dict[str, str]
    formats: tuple[str, ...]
    published_at: int
    processing_at: int
    skew_ms: int = 0
    state: str = "waiting"
    is_breakout: bool = False
    tracks: list[dict[str, str]] = field(default_factory=list)

    @property
    def internal_id(self) -> str:
        return self.record_id

    def clock(self, at: int) -> int:
        return at + self.skew_ms

    @property
    def is_published(self) -> bool:
        return self.state == "published"

    @property
    def is_playable(self) -> bool:
        return self.state in {"published", "unpublished"}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which recordings `getRecordings` asks for."""

    record_ids: tuple[str, ...] = ()
    meeting_ids: tuple[str, ...] = ()
    states: tuple[str, ...] = DEFAULT_STATES
    metadata: Mapping[str, str] = field(default_factory=dict)
    offset: int = 0
    limit: int = 0  # 0 is all

    def fits(self, recording: Recording) -> bool:
        if self.record_ids:
            if not any(recording.record_id.startswith(wanted) for wanted in self.record_ids):
                return False
        elif self.meeting_ids and recording.meeting_id not in self.meeting_ids:
            return False
        if "any" not in self.states and recording.state not in self.states:
            return False
        return all(recording.metadata.get(name) == value for name, value in self.metadata.items())


class Archive:
    """All recordings of one server, newest last."""

    def __init__(self) -> None:
        self.recordings: dict[str, Recording] = {}

    def keep(self, meeting: Meeting, *, delay_ms: int) -> Recording | None:
        """Begin with the recording of an ended meeting; None if nothing was marked to be kept."""
        if not meeting.marks:
            return None
        refused = meeting.wishes.metadata.get("bbb-disable-recording-formats", "").replace(" ", "").split(",")
        return self.add(
            Recording(
                record_id=meeting.internal_id,
                meeting_id=meeting.meeting_id,
                name=meeting.wishes.name,
                start=meeting.create_time,
                end=meeting.clock(meeting.ended_at),
                participants=len({visit.external_id for visit in meeting.visits.values() if visit.joins}),
                metadata=dict(meeting.wishes.metadata),
                formats=tuple(name for name in FORMATS if name not in refused) or FORMATS[:1],
                published_at=meeting.ended_at + delay_ms,
                processing_at=meeting.ended_at + delay_ms // 2,
                skew_ms=meeting.skew_ms,
                is_breakout=meeting.wishes.is_breakout,
            )
        )

    def add(self, recording: Recording) -> Recording:
        self.recordings[recording.record_id] = recording
        while len(self.recordings) > MOST_RECORDINGS:
            del self.recordings[next(iter(self.recordings))]
        return recording

    def tick(self, *, at: int) -> list[tuple[Recording, str]]:
        """Move on what is due; return each recording that moved, with the state it has now."""
        moved = []
        for recording in self.recordings.values():
            if recording.state == "waiting" and at >= recording.processing_at:
                recording.state = "processing"
                moved.append((recording, "processing"))
            if recording.state == "processing" and at >= recording.published_at:
                recording.state = "published"
                moved.append((recording, "published"))
        return moved

    def find(self, record_ids: Collection[str]) -> list[Recording]:
        """Return the recordings with exactly these ids, as far as they are reported at all."""
        found = [self.recordings.get(record_id) for record_id in record_ids]
        return [one for one in found if one is not None and one.state in STATES and one.state != "deleted"]

    def search(self, wanted: Filter) -> list[Recording]:
        """Return what fits, newest first."""
        fitting = [one for one in self.recordings.values() if one.state in STATES and wanted.fits(one)]
        fitting.sort(key=lambda one: one.start, reverse=True)
        return fitting[wanted.offset : wanted.offset + wanted.limit if wanted.limit else None]


def update(recording: Recording, metadata: Mapping[str, str]) -> None:
    """Set metadata; an empty value takes the entry away."""
    for name, value in metadata.items():
        if value:
            recording.metadata[name] = value
        else:
            recording.metadata.pop(name, None)


def from_row(row: Mapping[str, Any]) -> Recording:
    """Return a recording as the store keeps it."""
    return Recording(**{**row, "formats": tuple(row["formats"])})
