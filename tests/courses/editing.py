"""What the editor posts, as a browser would send it."""

from __future__ import annotations

import json
from typing import Any

from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.models import Unit

__all__ = ["course_form", "module", "unit_form"]


def module(title: str, units: list[Unit | int]) -> tuple[str, dict[str, Any]]:
    """Return one module of a posted curriculum."""
    items = {
        str(index): {
            "value": {"unit": str(getattr(unit, "pk", unit)), "optional": ""},
            "id": "",
            "order": str(index),
            "deleted": "",
        }
        for index, unit in enumerate(units)
    }
    return ("module", {"title": title, "items": {"count": str(len(items)), **items}})


def course_form(*, modules: list[Any] | None = None, **values: Any) -> dict[str, Any]:
    """Return a complete course form; say action="action-publish" to publish."""
    action = values.pop("action", None)
    groups = values.pop("target_groups", [])
    data: dict[str, Any] = {
        "title": "Büromanagement",
        "slug": "",
        "number": "",
        "offer_kind": "adaptation_course",
        "summary": "Wir üben die Arbeit im Büro.",
        "goals": rich_text("<p>Sie können einen Geschäftsbrief schreiben.</p>"),
        "target_group": "Kaufleute",
        "prerequisites": "Bescheid",
        "methods": "",
        "assessment": "Aufgaben",
        "cefr_entry": "B1",
        "cefr_goal": "B2",
        "occupation": "",
        "format": "online",
        "teaching_language": "de",
        "region": "",
        "equipment": "Smartphone",
        "certificate_kind": "attendance",
        "certificate_title": "",
        "cost_note": "",
        "zfu_number": "",
        "cancellation": "jederzeit",
        "data_protection": "",
        "complaint_path": "an die Leitung",
        "contact_name": "",
        "contact_email": "kurse@example.org",
        "contact_phone": "",
        "curriculum": streamfield(modules or []),
        **values,
    }
    if action:
        data[action] = "1"
    return {**nested_form_data(data), "target_groups": groups}


def unit_form(**values: Any) -> dict[str, Any]:
    """Return a complete unit form."""
    action = values.pop("action", None)
    data: dict[str, Any] = {
        "title": "Geschäftsbrief",
        "kind": "text",
        "package": "",
        "teaching_units": "1",
        "delivery": "self_study",
        "subject_goal": "",
        "language_goal": "",
        "body": streamfield([("text", rich_text("<p>Ein Brief hat einen Betreff.</p>"))]),
        **values,
    }
    if action:
        data[action] = "1"
    return nested_form_data(data)


def dumps(value: Any) -> str:
    """Return JSON."""
    return json.dumps(value)
