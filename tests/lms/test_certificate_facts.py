"""A certificate says what was, on the day it is asked for."""

from datetime import date

import pytest

from certificates.models import Certificate
from tests.factories.lms import complete_units, enrolled, running_run

pytestmark = pytest.mark.django_db


def test_who_finishes_early_took_part_until_that_day(at):
    enrolment = enrolled(running_run(starts_on=date(2026, 2, 23), ends_on=date(2026, 6, 26)))
    complete_units(enrolment, at=at)
    snapshot = Certificate.objects.get().snapshot
    assert (snapshot["period_from"], snapshot["period_to"]) == ("2026-02-23", "2026-03-02")
