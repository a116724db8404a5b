"""Is there somebody who works, and do all clocks agree?"""
# messages: back office

from __future__ import annotations

from datetime import datetime, timedelta

from celery import current_app
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from operations import queries
from operations.findings import Finding, Probe, State
from operations.models import SignOfLife
from operations.probes.letters import moment

LATE_SECONDS, TOO_LATE_SECONDS = 300, 1800
PING_SECONDS = 1.0  # the broker made of files looks once a second, and so takes twice as long
SILENT = timedelta(minutes=3)  # beat rings once a minute
CLOCK_WARN_MS, CLOCK_BAD_MS = 2_000, 20_000  # codes of a second factor live for 30 seconds


def queue(at: datetime) -> Finding:
    """Look at how much work waits and for how long."""
    found = queries.queue(at)
    facts: list[tuple[StrOrPromise, str]] = [
        (_("Wartend"), str(found.queued)),
        (_("In Arbeit"), str(found.running)),
        (_("Gescheitert"), str(found.failed)),
        (_("Älteste fällige Aufgabe wartet"), waiting_time(found.oldest_seconds)),
    ]
    if found.oldest_seconds > LATE_SECONDS:
        return Finding(
            State.BAD if found.oldest_seconds > TOO_LATE_SECONDS else State.WARN,
            _("Aufgaben warten zu lange."),
            _("Starten Sie einen Arbeiter (worker), oder mehr davon. Verloren geht nichts."),
            facts,
        )
    if found.lost:
        return Finding(
            State.WARN,
            _("Ein Arbeiter ist mitten in einer Aufgabe verschwunden."),
            _("Die Aufgabe wird von selbst neu begonnen. Kommt es wieder vor, fehlt ihm meist Speicher."),
            facts,
        )
    if found.failed:
        return Finding(
            State.WARN,
            _("Es gibt gescheiterte Aufgaben."),
            _("Sie stehen unten, mit ihrem Grund. Beheben Sie ihn und lassen Sie sie neu versuchen."),
            facts,
        )
    return Finding(State.GOOD, _("Die Warteschlange ist in Ordnung."), facts=facts)


def workers(at: datetime) -> Finding:
    """Call all workers and count who answers."""
    answers = current_app.control.ping(timeout=PING_SECONDS) or []
    names = sorted(name for answer in answers for name in answer)
    if not names:
        return Finding(
            State.BAD,
            _("Kein Arbeiter antwortet."),
            _(
                "Starten Sie den Dienst worker und sehen Sie in sein Protokoll. Ohne ihn gibt es keine Briefe, keine "
                "Prüfung von Paketen und keine Bescheinigungen."
            ),
        )
    return Finding(
        State.GOOD,
        ngettext("Ein Arbeiter antwortet.", "%(number)s Arbeiter antworten.", len(names)) % {"number": len(names)},
        facts=[(_("Namen"), ", ".join(names))],
    )


def tick(at: datetime) -> Finding:
    """Look at when beat last rang and a worker heard it."""
    sign = queries.sign_of_life(SignOfLife.Name.TICK)
    facts: list[tuple[StrOrPromise, str]] = [(_("Letzter Takt"), moment(sign.at if sign else None))]
    if sign is None or at - sign.at > SILENT:
        return Finding(
            State.BAD,
            _("Der Taktgeber ist still."),
            _(
                "Antwortet ein Arbeiter, dann läuft der Dienst beat nicht: starten Sie genau einen. Er holt verlorene "
                "Aufgaben zurück, startet Durchgänge und löscht, was gelöscht werden muss."
            ),
            facts,
        )
    return Finding(State.GOOD, _("Der Taktgeber läuft."), facts=facts)


def clock(at: datetime) -> Finding:
    """Compare the clocks of web, worker and database."""
    now = timezone.now()
    web_ms = round((now - queries.database_clock(now)).total_seconds() * 1000)
    sign = queries.sign_of_life(SignOfLife.Name.TICK)
    worker_ms = sign.clock_ahead_ms if sign else 0
    facts: list[tuple[StrOrPromise, str]] = [
        (_("Web gegen Datenbank"), _("%(number)s ms") % {"number": web_ms}),
        (_("Arbeiter gegen Datenbank"), _("%(number)s ms") % {"number": worker_ms}),
    ]
    worst = max(abs(web_ms), abs(worker_ms))
    if worst > CLOCK_WARN_MS:
        return Finding(
            State.BAD if worst > CLOCK_BAD_MS else State.WARN,
            _("Die Uhren gehen verschieden."),
            _(
                "Schalten Sie auf allen Rechnern die Zeit aus dem Netz ein (timedatectl set-ntp true). Sonst gelten "
                "Codes des zweiten Faktors nicht, und Zeiten des Lernens stimmen nicht."
            ),
            facts,
        )
    return Finding(State.GOOD, _("Alle Uhren gehen gleich."), facts=facts)


def waiting_time(seconds: int) -> str:
    """Return a waiting time in words."""
    if seconds < 120:
        return _("%(number)s Sekunden") % {"number": seconds}
    if seconds < 7200:
        return _("%(number)s Minuten") % {"number": seconds // 60}
    return _("%(number)s Stunden") % {"number": seconds // 3600}


PROBES = (
    Probe("queue", gettext_lazy("Warteschlange"), queue),
    Probe("workers", gettext_lazy("Arbeiter"), workers, is_outside=True),
    Probe("tick", gettext_lazy("Taktgeber"), tick),
    Probe("clock", gettext_lazy("Uhren"), clock),
)
