"""Jobs happen at least once, and what is caused twice happens once."""

from datetime import timedelta

import pytest

from jobs import actions
from jobs.models import Job, JobState

pytestmark = pytest.mark.django_db
CALLS: list[dict] = []


def note(*, payload, at, progress):
    progress(50)
    CALLS.append(payload)


def stumble(*, payload, at, progress):
    raise ValueError("no such thing")


def refuse(*, payload, at, progress):
    raise actions.JobWillNeverWork("file is gone")


@pytest.fixture(autouse=True)
def kinds(settings):
    CALLS.clear()
    settings.JOB_KINDS = {
        "note": "tests.jobs.test_running.note",
        "stumble": "tests.jobs.test_running.stumble",
        "refuse": "tests.jobs.test_running.refuse",
    }


def test_a_job_caused_twice_is_one_job_and_runs_once(at):
    first = actions.enqueue(kind="note", key="a", payload={"id": 1}, at=at)
    second = actions.enqueue(kind="note", key="a", payload={"id": 1}, at=at)
    assert first == second
    assert actions.run_due(at=at) == 1
    assert CALLS == [{"id": 1}]
    assert Job.objects.get().state == JobState.DONE


def test_a_job_that_fails_is_tried_again_later_and_tells_why(at):
    actions.enqueue(kind="stumble", key="a", payload={}, at=at)
    actions.run_due(at=at)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.last_error) == (JobState.QUEUED, 1, "ValueError: no such thing")
    assert job.run_after > at


def test_a_job_gives_up_after_its_last_attempt(at, settings):
    settings.JOB_MAX_ATTEMPTS = 2
    actions.enqueue(kind="stumble", key="a", payload={}, at=at)
    actions.run_due(at=at)
    actions.run_due(at=at + timedelta(hours=2))
    assert Job.objects.get().state == JobState.FAILED


def test_a_hopeless_job_fails_at_once(at):
    actions.enqueue(kind="refuse", key="a", payload={}, at=at)
    actions.run_due(at=at)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.last_error) == (JobState.FAILED, 1, "file is gone")


def test_a_running_job_cannot_be_claimed_by_a_second_worker(at):
    job = actions.enqueue(kind="note", key="a", payload={}, at=at)
    assert actions.claim(job_id=job.pk, at=at) is not None
    assert actions.claim(job_id=job.pk, at=at) is None


def test_the_job_of_a_dead_worker_is_taken_over_when_its_lease_ends(at, settings):
    job = actions.enqueue(kind="note", key="a", payload={}, at=at)
    actions.claim(job_id=job.pk, at=at)
    later = at + timedelta(seconds=settings.JOB_LEASE_SECONDS + 1)
    assert actions.run_due(at=later) == 1
    assert Job.objects.get().state == JobState.DONE


def test_an_unknown_kind_is_refused_when_it_is_written(at):
    with pytest.raises(LookupError):
        actions.enqueue(kind="typo", key="a", payload={}, at=at)
