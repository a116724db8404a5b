# messages: back office
"""Finding people on the list of a session."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lms.models import SessionAttendance
from lms.queries.session_list import ListLine

Status = SessionAttendance.Status


class Shown(TextChoices):
    """Who of the list is shown; the values stand in addresses."""

    ALL = "alle", _("alle")
    WAITING = "offen", _("zu entscheiden")
    ATTENDED = "teilgenommen", _("teilgenommen")
    PARTIAL = "teilweise", _("teilweise da")
    ABSENT = "nicht-da", _("nicht da")
    EXCUSED = "entschuldigt", _("entschuldigt")
    CHANGED = "von-hand", _("von Hand geändert")
    LATER = "spaeter", _("erst später im Kurs")


def matching(lines: Iterable[ListLine], *, shown: str, text: str) -> list[ListLine]:
    """Return the lines of this kind whose name holds the text, in whichever script; an unknown kind is all."""
    wanted = text.strip().casefold()
    return [line for line in lines if _is_shown(line, shown) and wanted in _names(line)]


def _names(line: ListLine) -> str:
    return f"{line.enrolment.name_for_staff} {line.enrolment.original_name_for_staff}".casefold()


def _is_shown(line: ListLine, shown: str) -> bool:
    if shown == Shown.WAITING:
        return line.later_seconds is not None
    if shown == Shown.CHANGED:
        return line.is_corrected
    if shown == Shown.LATER:
        return line.came_later
    if shown == Shown.EXCUSED:
        return line.is_excused
    statuses = {Shown.ATTENDED: Status.ATTENDED, Shown.PARTIAL: Status.PARTIAL, Shown.ABSENT: Status.ABSENT}
    wanted = {kind.value: status for kind, status in statuses.items()}.get(shown)
    return wanted is None or (line.status == wanted and not (line.came_later and wanted == Status.ABSENT))
