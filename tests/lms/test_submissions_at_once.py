"""Handing in and answering in the same moment: one right state, no answer to words that nobody read."""

import pytest
from django.utils import timezone

from lms.actions import submissions
from lms.models import HoursEntry, Submission
from privacy.models import AuditEntry
from tests.factories.accounts_staff import make_staff
from tests.factories.submissions import handed_in, learner_in, task_run
from tests.threads import at_once, only_on_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


def tried(call):
    try:
        return call()
    except (submissions.NewerVersion, submissions.AlreadyDecided, submissions.AlreadyAccepted) as refusal:
        return refusal


def accept(submission, by):
    return lambda: tried(
        lambda: submissions.decide(submission=submission, is_accepted=True, feedback="", by=by, at=timezone.now())
    )


def test_a_new_version_and_the_acceptance_of_the_last_one_never_both_hold():
    run = task_run(needs_acceptance=True)
    enrolment, trainer = learner_in(run), run.run_trainers.get().user
    first = handed_in(enrolment)

    at_once([accept(first, trainer), lambda: tried(lambda: handed_in(enrolment, "Neu"))])

    states = list(Submission.objects.order_by("number").values_list("state", flat=True))
    assert states in (["accepted"], ["replaced", "handed_in"])
    assert HoursEntry.objects.count() == (states == ["accepted"])


def test_of_two_trainers_one_answers_and_the_other_learns_it():
    run = task_run(needs_acceptance=True)
    first, second = run.run_trainers.get().user, make_staff("trainer", run.course.provider)
    submission = handed_in(learner_in(run))

    answers = at_once([accept(submission, first), accept(submission, second)])

    assert sorted(type(one).__name__ for one in answers) == ["AlreadyDecided", "Submission"]
    assert AuditEntry.objects.filter(action="lms.submission_accepted").count() == 1
    assert HoursEntry.objects.count() == 1


def test_two_tabs_that_hand_in_at_once_make_two_versions_of_which_one_waits():
    enrolment = learner_in(task_run())

    at_once([lambda: handed_in(enrolment, "Eins"), lambda: handed_in(enrolment, "Zwei")])

    assert list(Submission.objects.order_by("number").values_list("number", "state")) == [
        (1, "replaced"),
        (2, "handed_in"),
    ]
    assert HoursEntry.objects.count() == 1
