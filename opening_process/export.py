# messages: back office
"""Everything an employer wrote, as a workbook it takes along: one sheet for each kind of thing, over all cycles."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.exports import Cell, as_workbook
from opening_process.models import AuditItem, Cycle, Goal, Maturity, Measure, OpeningProcess, Review


def workbook(process: OpeningProcess) -> bytes:
    """Return cycles, audit, goals, measures and reviews; texts can never run as formulas."""
    number = _("Zyklus")
    return as_workbook(
        [
            (
                _("Zyklen"),
                [
                    number,
                    _("begonnen am"),
                    _("beendet am"),
                    _("Phase"),
                    _("Auftrag von"),
                    _("Auftrag"),
                    _("Steuerungsgruppe"),
                    _("Review fällig am"),
                ],
                _cycles(process),
            ),
            (
                _("Bestandsaufnahme"),
                [
                    number,
                    _("Ebene"),
                    _("Aussage"),
                    _("gefragt"),
                    _("Reife"),
                    _("in Worten"),
                    _("Reife im Zyklus davor"),
                    _("Woran sehen Sie das?"),
                    _("Anmerkung"),
                ],
                _items(process),
            ),
            (
                _("Ziele"),
                [
                    number,
                    _("Ebene"),
                    pgettext("of an opening process", "Ziel"),
                    _("Messgröße"),
                    _("heute"),
                    _("Zielwert"),
                    _("bis"),
                ],
                _goals(process),
            ),
            (
                _("Maßnahmen"),
                [
                    number,
                    pgettext("of an opening process", "Ziel"),
                    _("Maßnahme"),
                    _("verantwortlich"),
                    _("bis"),
                    _("Stand"),
                    _("Training"),
                ],
                _measures(process),
            ),
            (
                _("Reviews"),
                [number, _("am"), _("Ergebnis"), _("Entscheidung")],
                _reviews(process),
            ),
        ]
    )


def _cycles(process: OpeningProcess) -> Iterator[list[Cell]]:
    for cycle in Cycle.objects.filter(process=process):
        yield [
            cycle.number,
            cycle.began_on,
            cycle.closed_on,
            cycle.get_phase_display(),
            cycle.sponsor,
            cycle.mandate,
            cycle.steering_group,
            cycle.review_due_on,
        ]


def _items(process: OpeningProcess) -> Iterator[list[Cell]]:
    found = AuditItem.objects.filter(cycle__process=process).select_related("cycle")
    for item in found.order_by("cycle__number", "position", "pk"):
        yield [
            item.cycle.number,
            item.get_level_display(),
            str(item.statement),
            _("ja") if item.is_on else _("nein"),
            item.maturity,
            "" if item.maturity is None else str(Maturity(item.maturity).label),
            item.baseline,
            item.evidence,
            item.comment,
        ]


def _goals(process: OpeningProcess) -> Iterator[list[Cell]]:
    found = Goal.objects.filter(cycle__process=process).select_related("cycle")
    for goal in found.order_by("cycle__number", "due_on", "pk"):
        yield [
            goal.cycle.number,
            goal.get_level_display(),
            goal.text,
            goal.indicator,
            goal.baseline,
            goal.target,
            goal.due_on,
        ]


def _measures(process: OpeningProcess) -> Iterator[list[Cell]]:
    found = Measure.objects.filter(goal__cycle__process=process).select_related("goal__cycle", "owner", "training")
    for measure in found.order_by("goal__cycle__number", "due_on", "pk"):
        yield [
            measure.goal.cycle.number,
            measure.goal.text,
            measure.text,
            measure.owner.display_name if measure.owner else measure.owner_role,
            measure.due_on,
            measure.get_state_display(),
            measure.training.course_title if measure.training else "",
        ]


def _reviews(process: OpeningProcess) -> Iterator[list[Cell]]:
    found = Review.objects.filter(cycle__process=process).select_related("cycle")
    for review in found.order_by("cycle__number", "held_on", "pk"):
        yield [review.cycle.number, review.held_on, review.result, review.get_decision_display()]
