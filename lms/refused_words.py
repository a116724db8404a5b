# messages: back office
"""Why something that a package reported could not be stored, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from scorm.models import RefusedCommit
from scorm.refusals import is_element

# How `scorm.commit_body` and `scorm.receiving` begin to say it.
KNOWN: dict[str, StrOrPromise] = {
    "not an element": gettext_lazy("kein Element des Standards"),
    "text expected": gettext_lazy("kein Text"),
    "longer than": gettext_lazy("zu lang"),
    "at most": gettext_lazy("zu viele Antworten"),
    "too large": gettext_lazy("zu groß"),
    "too_large": gettext_lazy("im Ganzen zu groß"),
    "encoding": gettext_lazy("unlesbar angekommen"),
    "truncated": gettext_lazy("abgeschnitten angekommen"),
    "not an item": gettext_lazy("ein Abschnitt, den es in diesem Paket nicht gibt"),
}


def sentences(refused: RefusedCommit) -> list[str]:
    """Return each reason; elements of the standard are named."""
    return [_sentence(name, reason) for name, reason in refused.reasons.items()]


def _sentence(name: str, reason: str) -> str:
    known = next((words for start, words in KNOWN.items() if reason.startswith(start)), None)
    words = str(known) if known is not None else _("nicht lesbar")
    return f"{name}: {words}" if is_element(name) else words
