"""Slides of sessions that learners may take home."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from courses.actions.slides import TAKEN
from courses.models import RunSession, SessionSlides


@dataclass(frozen=True, slots=True)
class SlidesLine:
    """A file to download, with what it costs of somebody's data."""

    slides: SessionSlides
    session_id: str  # public
    name: str
    kind: str  # as people say it: "PDF"
    size: int  # bytes


def of_sessions(sessions: Collection[RunSession]) -> Mapping[int, list[SlidesLine]]:
    """Return by key of the session what its learners may download; sessions with nothing are missing. One query."""
    rows = SessionSlides.objects.filter(session__in=sessions, is_for_learners=True).select_related("file", "session")
    found: dict[int, list[SlidesLine]] = {}
    for row in rows:
        line = SlidesLine(
            slides=row,
            session_id=row.session.public_id,
            name=row.file.download_name,
            kind=TAKEN[row.file.media_type].upper(),
            size=row.file.size,
        )
        found.setdefault(row.session_id, []).append(line)
    return found
