"""What strangers with good intentions read: security.txt (RFC 9116) and robots.txt."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.utils.dateparse import parse_date, parse_datetime


def expires() -> datetime | None:
    """Return until when the contact holds, from settings.SECURITY_EXPIRES (a date or a moment); None if it is unset."""
    text = settings.SECURITY_EXPIRES
    try:
        moment, day = parse_datetime(text), parse_date(text)
    except ValueError:
        return None
    if moment is not None:
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


def security_txt() -> str | None:
    """Return the file of RFC 9116, or None while no contact is named: a wrong one is worse than none."""
    ends = expires()
    if not settings.SECURITY_CONTACT or ends is None:
        return None
    lines = [f"Contact: {address}" for address in settings.SECURITY_CONTACT]
    lines.append(f"Expires: {ends.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    lines.append(f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES if code != 'ar')}")
    lines.append(f"Canonical: {settings.SITE_ORIGIN}/.well-known/security.txt")
    return "\n".join(lines) + "\n"


def robots_txt() -> str:
    """
    Return what search engines may read: the public site.

    Not a wall, only a courtesy: what is private asks who is there.
    """
    closed = ["/admin/", *(f"/{code}/{path}/" for code, _name in settings.LANGUAGES for path in CLOSED)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return "\n".join([*lines, "", f"Sitemap: {settings.SITE_ORIGIN}/sitemap.xml", ""])


CLOSED = ("konto", "lernen", "pruefen")
