"""Several HR people write in the same moment: nothing is lost, nothing is twice."""

import pytest
from django.utils import timezone

from notifications.models import Letter
from opening_process.actions import advising, auditing, cycles, planning, processes, writing
from opening_process.actions.reminders import remind_due
from opening_process.models import Adviser, AuditItem, Cycle, Goal, Level, OpeningProcess, Phase, Review
from tests.factories.accounts import EmployerFactory, UserFactory
from tests.factories.opening_process import begun, make_adviser, make_hr, open_cycle, with_goal, with_measure
from tests.threads import at_once, only_on_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


def rating(item, maturity, at):
    def rate():
        try:
            auditing.rate(item=item, version=1, maturity=maturity, evidence=f"von {maturity}", comment="", at=at)
        except writing.ChangedMeanwhile:
            return "told"
        return "kept"

    return rate


def test_of_several_who_rate_the_same_one_is_kept_and_the_others_are_told(at):
    item = open_cycle(begun(at)).items.first()
    answers = at_once([rating(item, maturity, at) for maturity in range(4)])
    assert sorted(answers) == ["kept", "told", "told", "told"]
    item.refresh_from_db()
    assert (item.version, item.evidence) == (2, f"von {item.maturity}")


def test_several_who_rate_different_statements_are_all_kept(at):
    items = list(open_cycle(begun(at)).items.all()[:6])
    assert at_once([rating(item, 3, at) for item in items]) == ["kept"] * 6
    assert AuditItem.objects.filter(maturity=3).count() == 6


def test_an_employer_whose_people_begin_at_once_has_one_process(at):
    employer = EmployerFactory()
    people = [make_hr(employer) for _ in range(3)]
    found = at_once([lambda by=by: processes.begin(employer=employer, by=by, at=at) for by in people])
    assert len({process.pk for process in found}) == 1
    assert (OpeningProcess.objects.count(), Cycle.objects.count(), AuditItem.objects.count()) == (1, 1, 20)


def test_two_reviews_at_once_begin_one_cycle_and_no_goal_is_written_into_the_old_one(at):
    process = begun(at)
    cycle, by = open_cycle(process), UserFactory()

    def review():
        try:
            cycles.review(
                cycle=cycle,
                held_on=timezone.localdate(at),
                result="Vieles.",
                decision=Review.Decision.NEXT_CYCLE,
                carry_open=True,
                by=by,
                at=at,
            )
        except cycles.AlreadyReviewed:
            return "told"
        return "kept"

    def write():
        values = {"level": Level.STAFF, "text": "Z", "indicator": "I", "baseline": "", "target": "T"}
        try:
            planning.add_goal(cycle=cycle, values=values | {"due_on": timezone.localdate(at)}, by=by, at=at)
        except writing.CycleIsClosed:
            return "late"
        return "in time"

    answers = at_once([review, review, write, write])
    assert sorted(answers[:2]) == ["kept", "told"]
    assert list(Cycle.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert Goal.objects.filter(cycle=cycle).count() == answers.count("in time")


def test_who_moves_the_phase_while_somebody_writes_the_mandate_loses_nothing(at):
    process = begun(at)
    cycle, by = open_cycle(process), UserFactory()
    at_once(
        [
            lambda: cycles.move(cycle=cycle, to=Phase.AUDIT, by=by, at=at),
            lambda: cycles.change_mandate(cycle=cycle, version=1, values={"mandate": "Offen werden"}, by=by, at=at),
        ]
    )
    cycle.refresh_from_db()
    assert (cycle.phase, cycle.mandate) == (Phase.AUDIT, "Offen werden")


def test_a_letter_is_written_once_when_two_bells_ring(at):
    process = begun(at)
    with_measure(with_goal(process, at), at, due_on=timezone.localdate(at))
    at_once([lambda: remind_due(at=at)] * 3)
    assert Letter.objects.filter(event="opening_measures_due").count() == 1


def test_an_invitation_is_answered_once_and_withdrawing_wins_or_loses_whole(at):
    process, person = begun(at), make_adviser()
    hr = make_hr(process.employer)
    invited = advising.invite(process=process, email=person.email, may_write=False, by=hr, at=at)

    def accept():
        try:
            advising.accept(adviser=invited, by=person, at=at)
        except advising.NotInvited:
            return "told"
        return "in"

    at_once([accept, accept, lambda: advising.end(adviser=invited, by=hr, at=at)])
    found = Adviser.objects.get()
    assert (found.state, found.user) in {("ended", None), ("active", person)}
