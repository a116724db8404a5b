"""Can live sessions take place? Read from what the polls wrote down; no server is asked from here."""
# messages: back office

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from live_sessions import queries, wording
from live_sessions.models import Health, Server
from operations.findings import Finding, Probe, State
from operations.probes.letters import moment

CLOCK_SECONDS = 30  # more makes attendance hard to explain
SILENT = timedelta(minutes=4)  # every server is asked once a minute


def servers(at: datetime) -> Finding:
    """Look at the state of every conference server in service."""
    rows = queries.servers_in_service()
    if not rows:
        return Finding(
            State.GOOD,
            _("Es ist kein Konferenzserver eingetragen."),
            _("Sollen Live-Sitzungen stattfinden, tragen Sie in den Einstellungen unter „Konferenzserver“ einen ein."),
        )
    facts: list[tuple[StrOrPromise, str]] = [(row.name, _state_of(row)) for row in rows]
    gone = [row for row in rows if row.health == Health.OFFLINE]
    if gone:
        text = ngettext("Ein Konferenzserver ist gestört.", "%(number)s Konferenzserver sind gestört.", len(gone)) % {
            "number": len(gone)
        }
        return Finding(State.BAD, text, wording.why(gone[0].last_error), facts)
    if not any(row.health == Health.ONLINE and not row.is_draining for row in rows):
        return Finding(
            State.BAD,
            _("Kein Konferenzserver nimmt neue Sitzungen an."),
            _("Prüfen Sie unter „Konferenzserver“ die neuen, oder lassen Sie einen wieder Sitzungen annehmen."),
            facts,
        )
    if any(row.poll_began_at is None or at - row.poll_began_at > SILENT for row in rows):
        return Finding(
            State.WARN,
            _("Ein Konferenzserver wurde länger nicht gefragt."),
            _("Sehen Sie nach Taktgeber und Arbeiter: beide müssen laufen."),
            facts,
        )
    if any(abs(row.clock_offset_seconds or 0) > CLOCK_SECONDS for row in rows):
        return Finding(
            State.WARN,
            _("Die Uhr eines Konferenzservers geht falsch."),
            _("Schalten Sie dort die Zeit aus dem Netz ein (timedatectl set-ntp true)."),
            facts,
        )
    return Finding(State.GOOD, _("Die Konferenzserver antworten."), facts=facts)


def _state_of(server: Server) -> str:
    words = [str(server.get_health_display())]
    if server.is_draining:
        words.append(_("nimmt keine neuen Sitzungen an"))
    if server.clock_offset_seconds:
        words.append(_("Uhr %(seconds)+d s") % {"seconds": server.clock_offset_seconds})
    words.append(_("zuletzt erreicht: %(moment)s") % {"moment": moment(server.last_good_at)})
    return ", ".join(words)


PROBES = (Probe("rooms", gettext_lazy("Konferenzserver"), servers),)
