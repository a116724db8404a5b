"""A process goes through cycles, and each begins where the one before ended."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from opening_process.actions import auditing, cycles, planning, processes, writing
from opening_process.models import AuditItem, Cycle, Level, Maturity, Measure, OpeningProcess, Phase, Review
from opening_process.rules import figures, months_later
from opening_process.starter import STARTERS
from privacy.models import AuditEntry
from tests.factories.accounts import EmployerFactory, UserFactory
from tests.factories.opening_process import begun, make_hr, open_cycle, with_goal, with_measure

pytestmark = pytest.mark.django_db


def rate(item, maturity, at, **words):
    words = {"evidence": "", "comment": ""} | words
    return auditing.rate(item=item, version=item.version, maturity=maturity, at=at, **words)


def reviewed(process, at, decision=Review.Decision.NEXT_CYCLE, **values):
    values = {
        "held_on": timezone.localdate(at),
        "result": "Vieles.",
        "carry_open": True,
        "by": UserFactory(),
        "at": at,
    } | values
    return cycles.review(cycle=open_cycle(process), decision=decision, **values)


def test_there_are_five_statements_on_each_of_the_four_levels():
    assert [sum(starter.level == level for starter in STARTERS) for level in Level] == [5, 5, 5, 5]
    assert len({starter.key for starter in STARTERS}) == 20


def test_a_process_begins_with_its_first_cycle_and_twenty_statements(at):
    process = begun(at)
    assert [(cycle.number, cycle.phase) for cycle in process.cycles.all()] == [(1, Phase.MANDATE)]
    assert AuditItem.objects.filter(cycle__process=process, is_on=True, maturity=None).count() == 20


def test_an_employer_has_one_process_whoever_begins_it(at):
    employer = EmployerFactory()
    first = processes.begin(employer=employer, by=make_hr(employer), at=at)
    assert processes.begin(employer=employer, by=make_hr(employer), at=at) == first
    assert AuditEntry.objects.filter(action="opening_process.begun").count() == 1


def test_the_mean_of_a_level_counts_what_is_rated_and_switched_on(at):
    cycle = open_cycle(begun(at))
    first, second, third, *_rest = cycle.items.filter(level=Level.STAFF)
    rate(first, 4, at)
    rate(second, 1, at)
    rate(third, 0, at)
    auditing.switch(item=third, is_on=False, by=UserFactory(), at=at)
    staff = figures(cycle.items.all())[1]
    assert (staff.level, staff.rated, staff.total, staff.mean, staff.baseline) == (Level.STAFF, 2, 4, 2.5, None)


def test_the_next_cycle_begins_with_the_last_maturity_as_its_baseline(at):
    process = begun(at)
    item = open_cycle(process).items.first()
    rate(item, Maturity.BEGUN, at, evidence="Aushang", comment="Nur im Werk 1.")
    own = auditing.add_own(cycle=open_cycle(process), level=Level.OFFERS, text="Eigenes", by=UserFactory(), at=at)
    auditing.switch(item=own, is_on=False, by=UserFactory(), at=at)

    following = reviewed(process, at)

    copied = following.items.get(starter_key=item.starter_key)
    assert (following.number, following.phase) == (2, Phase.MANDATE)
    assert (copied.baseline, copied.maturity, copied.evidence, copied.comment) == (2, None, "Aushang", "")
    assert (following.items.get(text="Eigenes").is_on, following.items.count()) == (False, 21)
    assert open_cycle(process) == following


def test_what_is_still_open_comes_along_and_what_is_done_stays_behind(at):
    process = begun(at)
    goal = with_goal(process, at, text="Halb fertig")
    with_measure(goal, at, text="Offen", state=Measure.State.RUNNING)
    with_measure(goal, at, text="Erledigt", state=Measure.State.DONE)
    with_measure(with_goal(process, at, text="Fertig"), at, state=Measure.State.DROPPED)

    following = reviewed(process, at)

    assert [goal.text for goal in following.goals.all()] == ["Halb fertig"]
    assert [measure.text for measure in Measure.objects.filter(goal__cycle=following)] == ["Offen"]


def test_nothing_comes_along_when_the_group_wants_a_fresh_plan(at):
    process = begun(at)
    with_measure(with_goal(process, at), at)
    assert reviewed(process, at, carry_open=False).goals.count() == 0


def test_going_on_leads_back_to_the_measures_with_another_review(at):
    process = begun(at)
    cycle = reviewed(process, at, Review.Decision.GO_ON)
    assert (cycle.number, cycle.phase, cycle.review_due_on) == (1, 5, months_later(timezone.localdate(at), 12))
    assert process.cycles.count() == 1


def test_a_cycle_is_followed_once(at):
    process = begun(at)
    cycle = open_cycle(process)
    reviewed(process, at)
    with pytest.raises(cycles.AlreadyReviewed):
        cycles.review(
            cycle=cycle,
            held_on=timezone.localdate(at),
            result="Noch einmal.",
            decision=Review.Decision.NEXT_CYCLE,
            carry_open=True,
            by=UserFactory(),
            at=at,
        )
    assert Cycle.objects.count() == 2


def test_a_cycle_that_is_over_takes_no_more_words(at):
    process = begun(at)
    cycle, goal = open_cycle(process), with_goal(process, at)
    item = cycle.items.first()
    reviewed(process, at)
    by = UserFactory()
    for write in (
        lambda: rate(item, 3, at),
        lambda: auditing.add_own(cycle=cycle, level=Level.STAFF, text="Zu spät", by=by, at=at),
        lambda: planning.change_goal(goal=goal, version=1, values={"text": "Zu spät"}, by=by, at=at),
        lambda: planning.remove_goal(goal=goal, by=by, at=at),
        lambda: cycles.move(cycle=cycle, to=Phase.REVIEW, by=by, at=at),
        lambda: cycles.change_mandate(cycle=cycle, version=1, values={"mandate": "Zu spät"}, by=by, at=at),
    ):
        with pytest.raises(writing.CycleIsClosed):
            write()


def test_a_cycle_goes_one_step_forward_or_any_way_back(at):
    cycle, by = open_cycle(begun(at)), UserFactory()
    with pytest.raises(cycles.NoSuchStep):
        cycles.move(cycle=cycle, to=Phase.GOALS, by=by, at=at)
    cycles.move(cycle=cycle, to=Phase.AUDIT, by=by, at=at)
    cycles.move(cycle=cycle, to=Phase.GOALS, by=by, at=at)
    assert cycles.move(cycle=cycle, to=Phase.MANDATE, by=by, at=at).phase == Phase.MANDATE


def test_the_day_of_the_review_is_set_when_the_work_begins(at):
    process = begun(at)
    cycles.change_mandate(cycle=open_cycle(process), version=1, values={"review_after": 6}, by=UserFactory(), at=at)
    for phase in list(Phase)[1:5]:
        assert open_cycle(process).review_due_on is None
        cycles.move(cycle=open_cycle(process), to=phase, by=UserFactory(), at=at)
    assert open_cycle(process).review_due_on == months_later(timezone.localdate(at), 6)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 6, date(2027, 6, 1)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_one(day, months, expected):
    assert months_later(day, months) == expected


def test_somebody_elses_words_are_not_written_over(at):
    item = open_cycle(begun(at)).items.first()
    auditing.rate(item=item, version=1, maturity=3, evidence="von Eva", comment="", at=at)
    with pytest.raises(writing.ChangedMeanwhile) as refused:
        auditing.rate(item=item, version=1, maturity=1, evidence="von Ali", comment="", at=at)
    assert (refused.value.current.evidence, refused.value.current.version) == ("von Eva", 2)
    item.refresh_from_db()
    assert (item.maturity, item.evidence) == (3, "von Eva")


def test_two_people_who_say_the_same_do_not_disagree(at):
    item = open_cycle(begun(at)).items.first()
    for _ in range(2):
        auditing.rate(item=item, version=1, maturity=3, evidence="Aushang", comment="", at=at)
    item.refresh_from_db()
    assert item.version == 2


def test_a_level_takes_ten_own_statements(at):
    cycle, by = open_cycle(begun(at)), UserFactory()
    for number in range(10):
        auditing.add_own(cycle=cycle, level=Level.STAFF, text=f"Frage {number}", by=by, at=at)
    with pytest.raises(auditing.TooManyItems):
        auditing.add_own(cycle=cycle, level=Level.STAFF, text="Zu viel", by=by, at=at)
    auditing.add_own(cycle=cycle, level=Level.OFFERS, text="Anderswo", by=by, at=at)


def test_a_measure_belongs_to_hr_of_the_same_employer(at):
    process = begun(at)
    goal, own, foreign = with_goal(process, at), make_hr(process.employer), make_hr(EmployerFactory())
    assert with_measure(goal, at, owner=own, owner_role="").owner == own
    for stranger in (foreign, UserFactory()):
        with pytest.raises(planning.NotTheirs):
            with_measure(goal, at, owner=stranger, owner_role="")


def test_deleting_leaves_nothing_but_the_trail(at):
    process, by = begun(at), UserFactory()
    with_measure(with_goal(process, at), at)
    other = begun(at)
    processes.delete(process=process, by=by, at=at)
    assert list(OpeningProcess.objects.all()) == [other]
    assert AuditItem.objects.exclude(cycle__process=other).count() == 0
    assert Measure.objects.count() == 0
    entry = AuditEntry.objects.get(action="opening_process.deleted")
    assert (entry.subject, entry.actor) == (process.public_id, by.public_id)
    with pytest.raises(writing.IsGone):
        processes.delete(process=process, by=by, at=at)


def test_who_writes_in_a_process_keeps_it_from_being_forgotten(at):
    process = begun(at)
    later = at + timedelta(days=40)
    rate(open_cycle(process).items.first(), 1, later)
    process.refresh_from_db()
    assert process.touched_on == timezone.localdate(later)
