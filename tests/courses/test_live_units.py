"""A live session as a kind of unit: what it must say before it is published, and what its sessions take over."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from courses import queries
from courses.models import Delivery, Unit
from courses.models.unit import CompletionRule
from courses.session_forms import SessionForm
from tests.factories.accounts import ProviderFactory
from tests.factories.courses import UnitFactory, live_course, live_unit
from tests.factories.lms import enrolled, running_run
from tests.factories.sessions import trainer_of

pytestmark = pytest.mark.django_db


def live_session(**values):
    given = {"kind": "live_session", "delivery": Delivery.VIRTUAL_CLASSROOM, "min_percent": 75, "body": []}
    return {**given, "teaching_units": 2, **values}


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({}, []),
        ({"min_percent": None, "min_minutes": 60}, []),
        ({"min_percent": None}, ["min_percent"]),
        ({"min_minutes": 91}, ["min_minutes"]),
        ({"teaching_units": 0}, ["teaching_units"]),
        ({"delivery": Delivery.SELF_STUDY}, ["delivery"]),
    ],
)
def test_what_a_live_session_must_say_is_said_at_its_field(values, fields):
    unit = UnitFactory.build(provider=None, locale=None, **live_session(**values))
    assert [fault.field for fault in queries.unit_faults(unit)] == fields


def test_the_database_publishes_no_live_session_without_a_rule():
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitFactory(live=True, **live_session(min_percent=None))


def test_a_run_pins_rule_and_completion_and_its_sessions_take_the_rule_over():
    provider = ProviderFactory(complaint_path="Beschwerden an die Leitung.")
    unit = live_unit(provider, **live_session())
    run = running_run(course=live_course(unit.provider, units=[unit]))
    before = next(iter(queries.taught_items(run)))
    assert queries.attendance_rule(run, before) == (75, None)
    enrolled(run)
    run.refresh_from_db()
    pinned = run.run_units.get()
    Unit.objects.filter(pk=unit.pk).update(min_percent=10)
    assert (pinned.kind, pinned.completion_rule) == ("live_session", CompletionRule.ATTENDANCE)
    assert queries.attendance_rule(run, pinned.item_id) == (75, None)
    assert queries.attendance_rule(run, None) == (80, None)

    typed = {
        "day": date(2027, 3, 5).isoformat(), "begins": "19:00", "ends": "20:30", "item_id": str(pinned.item_id),
        "trainers": [trainer_of(run).pk], "mode": "online", "opens_for_staff_minutes": "30",
        "opens_for_learners_minutes": "10",
    }  # fmt: skip
    form = SessionForm(typed, run=run)
    assert form.errors == {}
    assert (form.plan().min_percent, form.plan().min_minutes) == (75, None)
    own = SessionForm({**typed, "min_minutes": "30"}, run=run)
    assert own.errors == {}
    assert (own.plan().min_percent, own.plan().min_minutes) == (None, 30)
