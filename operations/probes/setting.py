"""What the deploy check says, where an operator sees it."""
# messages: back office

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.core.checks import ERROR, WARNING, CheckMessage, run_checks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from operations.findings import Finding, Probe, State


@cache
def _messages() -> tuple[CheckMessage, ...]:
    """Run the checks once: settings do not change while a process lives."""
    found = [
        message
        for message in run_checks(include_deployment_checks=True)
        if message.level >= WARNING and not message.is_silenced()
    ]
    return tuple(sorted(found, key=lambda message: (-message.level, message.id or "")))


def settings_are_safe(at: datetime) -> Finding:
    """Show what `manage.py check --deploy` finds; its texts are English, like all output of commands."""
    found = _messages()
    facts: list[tuple[StrOrPromise, str]] = [
        (message.id or "", f"{message.msg} {message.hint or ''}".strip()) for message in found
    ]
    if any(message.level >= ERROR for message in found):
        return Finding(
            State.BAD,
            _("Diese Einstellungen sind für den Betrieb nicht sicher."),
            _("Beheben Sie, was hier steht; manage.py check --deploy sagt dasselbe."),
            facts,
        )
    if found:
        return Finding(State.WARN, _("An den Einstellungen lässt sich etwas verbessern."), _("Es steht hier."), facts)
    return Finding(State.GOOD, _("Die Einstellungen sind sicher."))


PROBES = (Probe("settings", gettext_lazy("Einstellungen"), settings_are_safe, is_outside=True),)
