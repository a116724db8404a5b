"""An employer that wants no survey gets none: the papers of the booking say so, so nobody in its run is asked."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from courses.actions import tailoring
from courses.actions.runs import CourseIsNotPublished, PackageIsNotPlayable, UnitIsNotPublished, open_run
from courses.models import Run, Tailoring, Unit


class SurveyStays(Exception):
    """The run asks in a survey that cannot be left out: somebody was asked already, or the course is not published."""


def ask_nobody(*, run: Run, by: User, at: datetime) -> None:
    """
    Leave out the surveys of the run, as whoever tailors it could. Twice is once.

    § 94 BetrVG: questionnaires need the works council's consent. Raises SurveyStays.
    """
    try:
        run = open_run(run=run, by=by, at=at)
        for item_id in (
            run.run_units.filter(kind=Unit.Kind.SURVEY).order_by("position").values_list("item_id", flat=True)
        ):
            found = Tailoring.objects.filter(run=run).first()
            version = found.version if found is not None else 0
            tailoring.leave_out(run=run, known_version=version, item_id=item_id, by=by, at=at)
    except (
        CourseIsNotPublished,
        UnitIsNotPublished,
        PackageIsNotPlayable,
        tailoring.ItemIsBegun,
        tailoring.LastItem,
    ) as problem:
        raise SurveyStays from problem
