"""Letters come in time, once, and say nothing of what stands in a process."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from notifications.models import Letter
from opening_process import subject_data
from opening_process.actions import cycles, planning, processes
from opening_process.actions.reminders import remind_due
from opening_process.actions.retention import remove_untouched
from opening_process.models import Cycle, Measure, OpeningProcess, Review
from tests.factories.accounts import EmployerFactory, UserFactory
from tests.factories.opening_process import begun, let_in, make_adviser, make_hr, open_cycle, with_goal, with_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def process(at):
    employer = EmployerFactory(name="Metallbau Nord")
    return begun(at, employer=employer, by=make_hr(employer, username="eva"))


def due(process, at, days, **values):
    return with_measure(with_goal(process, at), at, due_on=timezone.localdate(at) + timedelta(days=days), **values)


def told():
    """Return who was written to about what, in a fixed order."""
    found = Letter.objects.filter(event__startswith="opening_").values_list("recipient__username", "event")
    return sorted(found)


def test_everybody_of_hr_hears_of_a_measure_of_a_function_once(process, at):
    make_hr(process.employer, username="ali")
    due(process, at, 7)
    for day in range(3):
        remind_due(at=at + timedelta(days=day))
    assert told() == [("ali", "opening_measures_due"), ("eva", "opening_measures_due")]


def test_who_is_responsible_hears_of_it_alone(process, at):
    ali = make_hr(process.employer, username="ali")
    due(process, at, 3, owner=ali, owner_role="")
    remind_due(at=at)
    assert told() == [("ali", "opening_measures_due")]


def test_when_the_responsible_person_has_left_the_others_hear_of_it(process, at):
    ali = make_hr(process.employer, username="ali")
    due(process, at, 3, owner=ali, owner_role="")
    ali.memberships.update(ended_at=at)
    remind_due(at=at)
    assert told() == [("eva", "opening_measures_due")]


def test_several_measures_are_one_letter_that_says_how_many(process, at):
    due(process, at, 3, text="Geheime Maßnahme")
    due(process, at, 5)
    remind_due(at=at)
    letter = Letter.objects.get(event="opening_measures_due")
    assert (letter.context["count"], letter.context["due_on"]) == (
        2,
        (timezone.localdate(at) + timedelta(days=3)).isoformat(),
    )
    assert "Geheim" not in str(letter.context)


@pytest.mark.parametrize("state", [Measure.State.DONE, Measure.State.DROPPED])
def test_what_is_done_is_not_called_to_mind(process, at, state):
    due(process, at, 3, state=state)
    assert remind_due(at=at) == 0


def test_what_is_due_later_waits(process, at):
    due(process, at, 8)
    assert [remind_due(at=at), remind_due(at=at + timedelta(days=1))] == [0, 1]


def test_a_measure_that_was_put_off_is_called_to_mind_again(process, at):
    measure = due(process, at, 3)
    remind_due(at=at)
    values = {"due_on": timezone.localdate(at) + timedelta(days=30)}
    planning.change_measure(measure=measure, version=1, values=values, by=UserFactory(), at=at)
    assert [remind_due(at=at + timedelta(days=days)) for days in (1, 25)] == [0, 1]


def test_a_plan_of_a_cycle_that_is_over_reminds_nobody(process, at):
    due(process, at, 3)
    cycles.review(
        cycle=open_cycle(process),
        held_on=timezone.localdate(at),
        result="Vieles.",
        decision=Review.Decision.NEXT_CYCLE,
        carry_open=False,
        by=UserFactory(),
        at=at,
    )
    assert remind_due(at=at) == 0


def test_the_review_is_called_to_mind_two_weeks_before_and_once(process, at):
    Cycle.objects.update(review_due_on=timezone.localdate(at) + timedelta(days=15))
    assert [remind_due(at=at + timedelta(days=days)) for days in (0, 1, 2, 20)] == [0, 1, 0, 0]
    assert told() == [("eva", "opening_review_due")]


def test_the_letters_read_well_in_both_languages_of_the_pages(process, at):
    due(process, at, 3)
    Cycle.objects.update(review_due_on=timezone.localdate(at))
    let_in(process, make_adviser(), at)
    remind_due(at=at)
    for letter in Letter.objects.filter(event__startswith="opening_"):
        from notifications import texts

        message = texts.compose(letter, at=at)
        assert "Metallbau Nord" in message.body
        assert "http" in message.body
        assert not message.subject.startswith(("{", " "))


def test_an_untouched_process_goes_after_a_warning(process, at):
    last = at + timedelta(days=settings.OPENING_PROCESS_DAYS)
    warned = last - timedelta(days=settings.OPENING_PROCESS_WARNING_DAYS)
    assert remove_untouched(at=warned - timedelta(days=1)) == 0
    assert told() == []
    assert [remove_untouched(at=day) for day in (warned, warned + timedelta(days=1))] == [0, 0]
    assert told() == [("eva", "opening_removed_soon")]
    assert [remove_untouched(at=last - timedelta(days=1)), remove_untouched(at=last)] == [0, 1]
    assert not OpeningProcess.objects.exists()


def test_nothing_goes_unannounced_even_when_the_sweep_slept(process, at):
    late = at + timedelta(days=settings.OPENING_PROCESS_DAYS + 400)
    assert [remove_untouched(at=late), remove_untouched(at=late + timedelta(days=59))] == [0, 0]
    assert remove_untouched(at=late + timedelta(days=60)) == 1


def test_who_writes_after_the_warning_keeps_the_process(process, at):
    warned = at + timedelta(days=settings.OPENING_PROCESS_DAYS - settings.OPENING_PROCESS_WARNING_DAYS)
    remove_untouched(at=warned)
    with_goal(process, warned + timedelta(days=1))
    assert remove_untouched(at=warned + timedelta(days=70)) == 0
    assert OpeningProcess.objects.exists()


def test_a_person_who_goes_leaves_a_function_behind(process, at):
    eva = process.employer.memberships.get().user
    measure = due(process, at, 3, owner=eva, owner_role="")
    assert subject_data.export(person=eva)["measures"][0]["text"] == measure.text
    subject_data.erase(person=eva, at=at)
    measure.refresh_from_db()
    assert (measure.owner, measure.owner_role) == (None, "Personalabteilung")
    assert subject_data.export(person=eva) == {}


def test_an_adviser_who_goes_sees_nothing_any_more(process, at):
    adviser = make_adviser()
    let_in(process, adviser, at)
    assert subject_data.export(person=adviser)["advises"][0]["employer"] == "Metallbau Nord"
    subject_data.erase(person=adviser, at=at)
    assert process.advisers.filter(user=adviser).count() == 0
    assert list(process.advisers.values_list("state", "email")) == [("ended", "")]


def test_deleting_is_not_undone_by_a_letter_that_waits(process, at):
    due(process, at, 3)
    remind_due(at=at)
    processes.delete(process=process, by=UserFactory(), at=at)
    assert remind_due(at=at) == 0
