"""Can every certificate still be proven, and the next one be issued?"""
# messages: back office

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from certificates import fonts
from certificates.models import Certificate
from certificates.numbers import genuine_number
from operations.findings import Finding, Probe, State
from privacy.keys import all_digests

LOOKED_AT = 1000  # the oldest and the newest: keys are lost at either end
SHORT_KEY = 32  # characters


def certificate_keys(at: datetime) -> Finding:
    """Look at the key ring, at the oldest and newest certificates, and at the fonts."""
    issued = Certificate.objects.public().order_by("issued_at").values_list("number", flat=True)
    numbers = {*issued[:LOOKED_AT], *issued.reverse()[:LOOKED_AT]}
    orphans = sorted(number for number in numbers if number and genuine_number(number) != number)
    # Enough of a digest to tell keys apart and to compare two machines; the key itself shows nowhere.
    marks = [digest.hex()[:8] for digest in all_digests("operations.key-mark", "")]
    facts: list[tuple[StrOrPromise, str]] = [
        (_("Schlüssel im Ring"), str(len(marks))),
        (_("Es unterschreibt"), marks[0]),
        (_("Es prüfen außerdem"), ", ".join(marks[1:]) or "–"),
        (_("Angesehene Bescheinigungen"), str(len(numbers))),
    ]
    if orphans:
        return Finding(
            State.BAD,
            _("Kein Schlüssel prüft %(number)s Bescheinigungen.") % {"number": len(orphans)},
            _(
                "Ein alter Schlüssel fehlt in LB_KEY_RING. Holen Sie ihn aus dem Tresor und hängen Sie ihn hinten "
                "an: sonst gelten echte Bescheinigungen als falsch."
            ),
            [*facts, (_("Zum Beispiel"), orphans[0])],
        )
    if not fonts.are_ready():
        return Finding(
            State.BAD,
            _("Die Schriften fehlen: neue Bescheinigungen warten."),
            _("Rufen Sie manage.py prepare_fonts auf."),
            facts,
        )
    if any(len(key) < SHORT_KEY for key in settings.KEY_RING):
        return Finding(
            State.WARN,
            _("Ein Schlüssel im Ring ist kurz."),
            _("Stellen Sie einen neuen aus mindestens 32 zufälligen Zeichen davor; der alte bleibt im Ring."),
            facts,
        )
    return Finding(State.GOOD, _("Jede Bescheinigung lässt sich prüfen."), facts=facts)


PROBES = (Probe("keys", gettext_lazy("Schlüssel der Bescheinigungen"), certificate_keys),)
