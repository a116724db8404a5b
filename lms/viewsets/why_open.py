"""Why a person's unit is not done yet, in one sentence to staff, with what helps."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lms.why_open import of_items, shares
from scorm.reasons import Reason, Why

TO_STAFF: dict[Why, Any] = {
    Why.BEGINS_ANEW: _("Der letzte Versuch ist beendet. Beim nächsten Öffnen beginnt ein neuer."),
    Why.NOTHING_SAID: _("Geöffnet, aber das Paket hat noch nichts gemeldet."),
    Why.UNSENT: _(
        "Ohne Abschied geschlossen: Vielleicht liegen Änderungen noch auf einem Gerät. Bitten Sie die Person, die "
        "Übung dort noch einmal zu öffnen."
    ),
    Why.SCORE_LOW: _("%(reached)s erreicht, nötig sind %(needed)s."),
    Why.FAILED: _("Das Paket meldet „nicht bestanden“ und nennt keine Grenze."),
    Why.PROGRESS_LOW: _("%(reached)s bearbeitet, nötig sind %(needed)s."),
    Why.SCORE_ALONE: _(
        "%(reached)s erreicht, aber das Paket hat nie gemeldet, dass es fertig ist. Vielleicht verlangt es mehr "
        "Punkte, oder es fehlt noch eine Seite."
    ),
    Why.NOT_SAID: _("Das Paket hat nie gemeldet, dass es fertig ist. Oft fehlt nur die letzte Seite."),
}


def to_staff(reason: Reason) -> str:
    """Return why somebody is not done, in the reader's language."""
    if reason.why == Why.ITEMS_FAILED:
        sentence = _(
            "Noch nicht bestanden: %(names)s. Lässt das Paket kein weiteres Mal zu, geben Sie der Person einen neuen "
            "Versuch."
        )
        return sentence % of_items(reason)
    if reason.why == Why.ITEMS_OPEN:
        text = ngettext(
            "%(count)s von %(total)s Abschnitten ist offen: %(names)s.",
            "%(count)s von %(total)s Abschnitten sind offen: %(names)s.",
            reason.open_count,
        )
        return text % of_items(reason)
    return str(TO_STAFF[reason.why]) % shares(reason)
