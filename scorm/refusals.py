"""What was refused and not stored since: for the learner, and for support."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from scorm.models import RefusedCommit, ScoState

ELEMENT = re.compile(r"(?:cmi|adl|lb)\.")


def is_element(name: str) -> bool:
    """Return whether a reason names an element of the data model, not a part of the body."""
    return ELEMENT.match(name) is not None


def refused(context_key: UUID | None) -> QuerySet[RefusedCommit]:
    """Return what could not be stored of what was learned in a context, the oldest first."""
    mine = RefusedCommit.objects.filter(launch__attempt__registration__context_key=context_key or UUID(int=0))
    return mine.filter(launch__attempt__registration__is_preview=False)


def missing(context_key: UUID | None) -> QuerySet[RefusedCommit]:
    """Return what is missing in the record: an element that was left out, or all since the last that was stored."""
    later = ScoState.objects.filter(attempt=OuterRef("launch__attempt"), updated_at__gt=OuterRef("received_at"))
    return refused(context_key).filter(Q(names_elements=True) | ~Exists(later))


def as_said(row: RefusedCommit) -> Any:
    """Return the body as the package said it, as text where it is no JSON."""
    try:
        return json.loads(row.body)
    except (ValueError, RecursionError):
        return row.body
