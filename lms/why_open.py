"""Why a unit that plays a package is not done yet, in one sentence: to the learner, and to staff who help them."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from scorm.reasons import Reason, Why

TO_LEARNER: dict[Why, Any] = {
    Why.BEGINS_ANEW: _("Noch nicht erledigt: Die Übung beginnt neu, wenn Sie sie das nächste Mal öffnen."),
    Why.NOTHING_SAID: _("Noch nicht erledigt: Sie haben die Übung geöffnet, aber noch nichts darin getan."),
    Why.UNSENT: _(
        "Vielleicht liegt auf Ihrem Gerät noch etwas, das nicht gespeichert ist. Öffnen Sie die Übung auf demselben "
        "Gerät noch einmal, dann wird es gespeichert."
    ),
    Why.SCORE_LOW: _("Noch nicht erledigt: Sie haben %(reached)s erreicht, nötig sind %(needed)s."),
    Why.FAILED: _("Noch nicht erledigt: Die Übung meldet, dass Sie noch nicht bestanden haben."),
    Why.PROGRESS_LOW: _("Noch nicht erledigt: Sie haben %(reached)s bearbeitet, nötig sind %(needed)s."),
    Why.SCORE_ALONE: _(
        "Noch nicht erledigt: Sie haben %(reached)s erreicht. Die Übung hat noch nicht gemeldet, dass sie fertig ist. "
        "Vielleicht brauchen Sie mehr Punkte, oder es fehlt noch eine Seite."
    ),
    Why.NOT_SAID: _(
        "Noch nicht erledigt: Die Übung hat noch nie gemeldet, dass sie fertig ist. Gehen Sie bis zur letzten Seite, "
        "dann zurück zum Kurs."
    ),
}


def to_learner(reason: Reason, *, may_go_on: bool = True) -> str:
    """Return why the person themselves is not done, in their language; `may_go_on`: the attempt is still open."""
    if reason.why == Why.ITEMS_FAILED:
        sentence = _("Noch nicht erledigt: Sie haben noch nicht bestanden: %(names)s.") % of_items(reason)
        if not may_go_on:
            return sentence  # what else can be done stands beside it
        advice = _(
            "Lässt sich der Test nicht mehr öffnen, beginnen Sie einen neuen Versuch oder bitten Sie Ihre "
            "Kursleitung darum."
        )
        return f"{sentence} {advice}"
    if reason.why == Why.ITEMS_OPEN:
        text = ngettext(
            "Noch nicht erledigt: %(count)s von %(total)s Teilen ist offen: %(names)s.",
            "Noch nicht erledigt: %(count)s von %(total)s Teilen sind offen: %(names)s.",
            reason.open_count,
        )
        return text % of_items(reason)
    return str(TO_LEARNER[reason.why]) % shares(reason)


def of_items(reason: Reason) -> dict[str, Any]:
    """Return what a sentence about open items names: each title in quotes, and in its own direction."""
    between = pgettext("between titles", ", ")
    names = between.join(str(_("„%(name)s“")) % {"name": f"\u2068{name}\u2069"} for name in reason.names)
    if more := reason.open_count - len(reason.names):
        text = ngettext("%(names)s und %(more)s weiterer", "%(names)s und %(more)s weitere", more)
        names = text % {"names": names, "more": more}
    return {"count": reason.open_count, "total": reason.item_count, "names": names}


def shares(reason: Reason) -> dict[str, str]:
    """Return what a sentence about shares names: reached rounded down, needed rounded up, so that they differ."""
    return {"reached": _percent(reason.reached, ROUND_DOWN), "needed": _percent(reason.needed, ROUND_UP)}


def _percent(share: Decimal | None, rounding: str) -> str:
    return "" if share is None else f"{(share * 100).to_integral_value(rounding)}\u202f%"
