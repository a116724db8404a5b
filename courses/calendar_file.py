"""iCalendar (RFC 5545, 5546) from plain entries: for mails, single files and feeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from icalendar import Alarm, Calendar, Event, vCalAddress

PRODUCT = "-//Lernbrücke//DE"
MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar: between two instants, or on a whole day when `starts` is a date."""

    uid: str
    summary: str
    starts: datetime | date
    ends: datetime | date | None
    stamp: datetime  # when it last changed; never the moment of asking, or no two answers would be the same
    sequence: int = 0
    description: str = ""
    location: str = ""
    url: str = ""
    is_cancelled: bool = False
    reminder: timedelta | None = None  # after the beginning; on a whole day that is the time of day


def calendar_file(entries: Iterable[Entry], *, language: str, name: str = "", method: str = "") -> str:
    """
    Return the entries as iCalendar; instants are written in UTC, so no reader can get daylight saving wrong.

    `method` is "PUBLISH" or "CANCEL" for what is mailed (RFC 5546), empty for files and feeds.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("name", name, parameters={"LANGUAGE": language})
        calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry, language))
    return str(calendar.to_ical().decode())


def _event(entry: Entry, language: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamp)
    event.add("last-modified", entry.stamp)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts)
    if entry.ends is not None:
        event.add("dtend", entry.ends)
    event.add("summary", entry.summary, parameters={"LANGUAGE": language})
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if not isinstance(entry.starts, datetime):
        event.add("transp", "TRANSPARENT")  # a deadline keeps nobody busy
    for field in ("description", "location", "url"):
        if getattr(entry, field):
            event.add(field, getattr(entry, field))
    event.add("organizer", _organizer())
    if entry.reminder is not None:
        event.add_component(_alarm(entry.reminder, entry.summary))
    return event


def _alarm(after: timedelta, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", after)
    alarm.add("description", words)
    return alarm


def _organizer() -> vCalAddress:
    """RFC 5546 wants one; it is the platform, for a trainer's address is nobody's business."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    if name:
        organizer.params["CN"] = name
    return organizer
