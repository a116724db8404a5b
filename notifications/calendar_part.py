"""What a letter brings for the reader's calendar."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """iCalendar text with the METHOD that stands in it (RFC 5546), which its media type repeats (RFC 6047)."""

    method: str
    text: str
