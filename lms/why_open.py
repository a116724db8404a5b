"""Why a unit that plays a package is not done yet, in one sentence: to the learner, and to staff who help them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from scorm.reasons import Reason, Why

TO_LEARNER: dict[Why, Any] = {
    Why.RESET: gettext_lazy("Noch nicht erledigt: Ihre Kursleitung hat die Übung zurückgesetzt. Sie beginnen neu."),
    Why.NOTHING_SAID: gettext_lazy("Noch nicht erledigt: Sie haben die Übung geöffnet, aber noch nichts darin getan."),
    Why.UNSENT: gettext_lazy(
        "Vielleicht liegt auf Ihrem Gerät noch etwas, das nicht gespeichert ist. Öffnen Sie die Übung auf demselben "
        "Gerät noch einmal, dann wird es gespeichert."
    ),
    Why.SCORE_LOW: gettext_lazy("Noch nicht erledigt: Sie haben %(reached)s erreicht, nötig sind %(needed)s."),
    Why.FAILED: gettext_lazy("Noch nicht erledigt: Die Übung meldet, dass Sie noch nicht bestanden haben."),
    Why.PROGRESS_LOW: gettext_lazy("Noch nicht erledigt: Sie haben %(reached)s bearbeitet, nötig sind %(needed)s."),
    Why.NOT_SAID: gettext_lazy(
        "Noch nicht erledigt: Die Übung hat noch nie gemeldet, dass sie fertig ist. Gehen Sie bis zur letzten Seite, "
        "dann zurück zum Kurs."
    ),
}


def to_learner(reason: Reason) -> str:
    """Return why the person themselves is not done, in their language."""
    if reason.why == Why.ITEMS_OPEN:
        text = ngettext(
            "Noch nicht erledigt: %(count)s von %(total)s Teilen ist offen: %(names)s.",
            "Noch nicht erledigt: %(count)s von %(total)s Teilen sind offen: %(names)s.",
            reason.open_count,
        )
        return text % _of_items(reason)
    return str(TO_LEARNER[reason.why]) % _shares(reason)


def _of_items(reason: Reason) -> dict[str, Any]:
    more = " …" if reason.open_count > len(reason.names) else ""
    return {"count": reason.open_count, "total": reason.item_count, "names": ", ".join(reason.names) + more}


def _shares(reason: Reason) -> dict[str, str]:
    return {"reached": percent(reason.reached), "needed": percent(reason.needed)}


def percent(share: Decimal | None) -> str:
    """Return a share as whole percent, rounded down: 79.9 % is not yet 80 %."""
    return "" if share is None else _("%(number)s %%") % {"number": int(share * 100)}
