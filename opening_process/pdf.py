# messages: back office
"""Radar and action plan of a cycle on paper, set with typst; made when asked for and kept nowhere."""

from __future__ import annotations

import functools
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Employer
from certificates import fonts
from opening_process.models import Cycle
from opening_process.queries import overview

TEMPLATES = Path(__file__).resolve().parent / "typst"


class FontsMissing(Exception):
    """Raised when `manage.py prepare_fonts` has not run."""


@functools.lru_cache(maxsize=4)
def _fonts(folder: Path) -> Any:
    """Read the fonts once per process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def render(*, employer: Employer, cycle: Cycle, at: datetime) -> bytes:
    """Return the document in the active language. Raises FontsMissing."""
    if not fonts.are_ready():
        raise FontsMissing
    inputs = {"data": json.dumps(_words(employer, cycle, at))}
    try:
        return _compile(inputs, at, is_accessible=True)
    except typst.TypstError:
        # An own statement may hold a sign that no font has. It is then printed as a box, and the file cannot promise
        # to be accessible; a plan with a box is worth more than none.
        return _compile(inputs, at, is_accessible=False)


def _compile(inputs: dict[str, str], at: datetime, *, is_accessible: bool) -> bytes:
    document: bytes = typst.compile(
        (TEMPLATES / "plan.typ").read_bytes(),
        root=str(TEMPLATES),
        font_paths=_fonts(settings.FONT_DIR),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["ua-1"] if is_accessible else None,
        timestamp=int(at.timestamp()),
    )
    return document


def _words(employer: Employer, cycle: Cycle, at: datetime) -> dict[str, Any]:
    today = timezone.localdate(at)
    stand = overview.standing(cycle)
    goals = overview.plan(cycle, today=today)
    return {
        "language": get_language() or "de",
        "fonts": fonts.families(),
        "title": _("Interkulturelle Öffnung: Stand und Maßnahmenplan"),
        "employer": employer.name,
        "cycle": _("Zyklus %(number)s · Stand %(day)s")
        % {"number": cycle.number, "day": date_format(today, "DATE_FORMAT")},
        "radar": render_to_string(
            "opening_process/parts/radar.svg", {"picture": stand.picture, "font": ", ".join(fonts.families())}
        ),
        "radar_alt": _picture_words(stand),
        "legend_now": _("dieser Zyklus"),
        "legend_before": _("Zyklus davor") if cycle.number > 1 else "",
        "caption": stand.table.caption,
        "columns": [column.label for column in stand.table.columns],
        "rows": [[cell.text for cell in row] for row in stand.table.rows],
        "mandate_label": _("Auftrag"),
        "mandate": cycle.mandate,
        "plan_label": _("Maßnahmenplan"),
        "plan_columns": [_("Maßnahme"), _("verantwortlich"), _("bis"), _("Stand")],
        "empty": "" if goals else _("Es gibt noch keine Ziele."),
        "goals": [
            {
                "level": row.goal.get_level_display(),
                "text": row.goal.text,
                "facts": _goal_facts(row),
                "measures": [
                    [
                        one.measure.text,
                        one.owner,
                        date_format(one.measure.due_on, "SHORT_DATE_FORMAT"),
                        _("überfällig") if one.is_late else str(one.measure.get_state_display()),
                    ]
                    for one in row.measures
                ],
            }
            for row in goals
        ],
        "none_yet": _("noch keine Maßnahme"),
        "private": _("Gehört %(employer)s allein. Nicht zur Veröffentlichung.") % {"employer": employer.name},
        "page": _("Seite"),
        "of": _("von"),
    }


def _goal_facts(row: overview.GoalRow) -> str:
    values = {
        "indicator": row.goal.indicator,
        "baseline": row.goal.baseline,
        "target": row.goal.target,
        "day": date_format(row.goal.due_on, "SHORT_DATE_FORMAT"),
    }
    if row.goal.baseline:
        return _("%(indicator)s: heute %(baseline)s, Ziel %(target)s bis %(day)s") % values
    return _("%(indicator)s: Ziel %(target)s bis %(day)s") % values


def _picture_words(stand: overview.Standing) -> str:
    """Say the picture in words, for who does not see it."""
    means = [f"{figure.level.label}: {overview.mean_words(figure.mean)}" for figure in stand.figures]
    return "; ".join(means)
