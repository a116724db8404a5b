"""What the foot of every page says."""

from __future__ import annotations

from django import template
from django.utils import timezone

from cms import queries
from courses.rules import RUN_STATE_NAMES, RunState

register = template.Library()


@register.simple_tag
def funding_statements() -> list[str]:
    """Return the funding statements of today."""
    return queries.funding_statements(at=timezone.now())


@register.filter
def run_state_name(state: str) -> str:
    """Return what a run's state is called."""
    return str(RUN_STATE_NAMES[RunState(state)])
