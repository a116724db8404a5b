"""What of a run somebody has begun: it stays as it is, however the run is tailored."""

from __future__ import annotations

from uuid import UUID

from courses.models import Run
from lms.models import HoursEntry, UnitResult
from lms.queries.surveys import context_of, survey_units
from surveys.models import Survey


def begun_items(run: Run) -> set[UUID]:
    """Return the places of the run that a learner has opened, has hours for, or is being asked in."""
    opened = UnitResult.objects.filter(enrolment__run=run).values_list("item_id", flat=True)
    credited = HoursEntry.objects.filter(enrolment__run=run).values_list("item_id", flat=True)
    rounds = set(Survey.objects.filter(context_key=context_of(run)).values_list("round", flat=True))
    asked = {found.run_unit.item_id for found in survey_units(run) if found.round in rounds} if rounds else set()
    return {*opened, *(item for item in credited if item is not None), *asked}
