"""What search engines read of a course: schema.org Course and CourseInstance as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from certificates.kinds import BY_KEY
from cms.queries import PublicRun
from courses.models import Course, Run
from courses.queries import RunState

MODES = {
    Course.Format.ONLINE: "online",
    Course.Format.BLENDED: "blended",
    Course.Format.ON_SITE: "onsite",
}
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}  # nothing in it can end the element


def course_data(
    shown: Course, source: Course, runs: Sequence[PublicRun[Run]], *, teaching_units: Decimal, url: str
) -> dict[str, Any]:
    """Return the course, in the texts that the page shows, as schema.org describes one. No person is named."""
    provider = {"@type": "Organization", "name": source.provider.name}
    if source.provider.website:
        provider["sameAs"] = source.provider.website
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": url,
        "url": url,
        "name": shown.title,
        "description": shown.summary or strip_tags(shown.goals)[:400],
        "inLanguage": shown.language,
        "provider": provider,
        "isAccessibleForFree": not source.is_paid,
        "offers": {"@type": "Offer", "category": "Paid" if source.is_paid else "Free"},
        "hasCourseInstance": [_instance(found, source, teaching_units) for found in runs if _takes_place(found)],
    }
    if not source.is_paid:
        data["offers"] |= {"price": 0, "priceCurrency": "EUR"}
    optional = {
        "courseCode": source.number,
        "coursePrerequisites": shown.prerequisites,
        "teaches": " ".join(strip_tags(shown.goals.replace("</li>", "; ")).split()).rstrip("; "),
        "timeRequired": _duration(teaching_units),
        "educationalLevel": source.cefr_entry,
        "educationalCredentialAwarded": (str(BY_KEY[source.certified_as].title) if source.certified_as else ""),
    }
    return data | {name: value for name, value in optional.items() if value}


def breadcrumb_data(crumbs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the way to a page, as (name, absolute address) from the top."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(crumbs, 1)
        ],
    }


def script(*data: dict[str, Any]) -> SafeString:
    """Return a data block for the page. A browser runs nothing of this type, so a strict policy lets it stand."""
    text = json.dumps(data[0] if len(data) == 1 else list(data), ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def _takes_place(found: PublicRun[Run]) -> bool:
    return found.state not in (RunState.CANCELLED, RunState.FINISHED)


def _instance(found: PublicRun[Run], course: Course, teaching_units: Decimal) -> dict[str, Any]:
    instance = {
        "@type": "CourseInstance",
        "courseMode": MODES[Course.Format(course.format)],
        "startDate": found.run.starts_on.isoformat(),
        "endDate": found.run.ends_on.isoformat(),
        "inLanguage": course.teaching_language,
        "maximumAttendeeCapacity": found.run.capacity,
        "courseWorkload": _duration(teaching_units),
    }
    if course.format != Course.Format.ONLINE and course.provider.city:
        instance["location"] = {"@type": "Place", "name": course.provider.name, "address": course.provider.city}
    return {name: value for name, value in instance.items() if value}


def _duration(teaching_units: Decimal) -> str:
    """Return a length as ISO 8601 says it: PT37H30M; empty for none."""
    minutes = int(teaching_units * settings.TEACHING_UNIT_MINUTES)
    if not minutes:
        return ""
    return "PT" + (f"{minutes // 60}H" if minutes >= 60 else "") + (f"{minutes % 60}M" if minutes % 60 else "")
