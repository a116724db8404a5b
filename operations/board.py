"""The cards of the operator's page: every probe asked, whatever it does."""
# messages: back office

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import monotonic

from django.db import OperationalError, connection, transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from operations import probing
from operations.findings import Finding, Probe, State

SECONDS = 3.0
LEAST_SECONDS = 0.3  # what a probe may still take when the others have used up the time
ORDER = list(State)


@dataclass(frozen=True, slots=True)
class Card:
    """One thing of the page with its state."""

    probe: Probe
    finding: Finding

    @property
    def word(self) -> str:
        """The state in a word, for whoever does not see colours or pictures."""
        return {State.BAD: _("gestört"), State.WARN: _("beachten"), State.GOOD: _("in Ordnung")}[self.finding.state]


def cards(probes: Sequence[Probe], *, at: datetime, seconds: float = SECONDS) -> list[Card]:
    """Return a card for each probe, the worst first; takes little more than `seconds` whatever hangs."""
    outside = {
        f"card {probe.key}": partial(copy_context().run, _in_language, get_language() or "de", probe.ask, at)
        for probe in probes
        if probe.is_outside
    }
    answers = probing.ask(outside, seconds=seconds)
    found = []
    end = monotonic() + seconds  # for all that ask the database, together: one that waits takes it from the others
    for probe in probes:
        if probe.is_outside:
            found.append(Card(probe, _finding(answers[f"card {probe.key}"])))
        else:
            found.append(Card(probe, _ask_here(probe, at, max(end - monotonic(), LEAST_SECONDS))))
    return sorted(found, key=lambda card: ORDER.index(card.finding.state))


def _in_language(language: str, ask: Callable[[datetime], Finding], at: datetime) -> Finding:
    with override(language):
        return ask(at)


def _ask_here(probe: Probe, at: datetime, seconds: float) -> Finding:
    """Ask on the page's own connection, each statement with the same limit, and undo nothing but the failed one."""
    begin = monotonic()
    try:
        with limited(seconds):
            return probe.ask(at)
    except Exception as error:  # noqa: BLE001  a card, never an error page
        probing.logger.warning("probe failed: %s", error, extra={"probe": probe.key, "error": type(error).__name__})
        if isinstance(error, OperationalError) and monotonic() - begin >= seconds:
            return _late(SECONDS)  # what all of them had together
        return _failed(error)


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Let no statement inside take longer; whatever fails inside leaves the page its connection."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(int(seconds * 1000))])
        yield


def _finding(answer: probing.Answer[Finding]) -> Finding:
    if answer.value is not None:
        return answer.value
    if answer.error is not None:
        return _failed(answer.error)
    return _late(answer.seconds)


def _late(seconds: float) -> Finding:
    return Finding(
        State.BAD,
        _("Keine Antwort in %(number)s Sekunden.") % {"number": round(seconds)},
        _("Der Dienst hängt oder ist überlastet. Sehen Sie in sein Protokoll, und laden Sie diese Seite neu."),
    )


def _failed(error: Exception) -> Finding:
    return Finding(
        State.BAD,
        _("Die Prüfung ist gescheitert (%(error)s).") % {"error": type(error).__name__},
        _("Im Protokoll steht mehr: suchen Sie nach „probe failed“."),
    )
