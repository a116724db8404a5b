"""Trainers' list of transfer tasks: what waits, the answer, and the next one."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.actions import submissions
from lms.models import Submission
from privacy.models import AuditEntry
from tests.factories.accounts_staff import make_staff
from tests.factories.submissions import handed_in, learner_in, task_run

pytestmark = pytest.mark.django_db

LIST = reverse("submissions_office:index")


@pytest.fixture
def run():
    return task_run()


@pytest.fixture
def trainer(client, run):
    person = run.run_trainers.get().user
    client.force_login(person)
    return person


def page_of(submission, query=""):
    return reverse("submissions_office:detail", args=[submission.public_id]) + query


def listed(client, **query):
    return [one.public_id for one in client.get(LIST, query).context["page"].object_list]


def decide(submission, by, **values):
    values = {"is_accepted": True, "feedback": "Gut.", **values}
    return submissions.decide(submission=submission, by=by, at=timezone.now(), **values)


def test_the_list_shows_what_waits_the_longest_waiting_first_and_only_newest_versions(client, run, trainer):
    learner = learner_in(run)
    handed_in(learner)
    second = handed_in(learner)
    third = handed_in(learner_in(run))
    decide(handed_in(learner_in(run)), trainer)

    assert listed(client) == [second.public_id, third.public_id]


def test_the_list_is_narrowed_by_run_and_state(client, run, trainer):
    other = task_run(run.course.provider, trainer=trainer)
    here, there = handed_in(learner_in(run)), handed_in(learner_in(other))
    done = decide(handed_in(learner_in(other)), trainer)

    assert listed(client, durchgang=other.public_id) == [there.public_id]
    assert listed(client, stand="accepted") == [done.public_id]
    assert listed(client, stand="alle") == [here.public_id, there.public_id, done.public_id]


def test_after_deciding_comes_the_next_one_that_waits_in_the_same_run(client, run, trainer):
    elsewhere = handed_in(learner_in(task_run(run.course.provider, trainer=trainer)))
    first, second = handed_in(learner_in(run)), handed_in(learner_in(run))
    query = f"?durchgang={run.public_id}"

    response = client.post(page_of(first, query), {"act": "accept", "feedback": ""})
    assert response.url == page_of(second, query)

    response = client.post(page_of(second, query), {"act": "return", "feedback": "Bitte mit Datum."})
    assert response.url == LIST + query
    elsewhere.refresh_from_db()
    assert elsewhere.is_waiting


def test_returning_without_a_word_is_refused_at_the_field(client, run, trainer):
    submission = handed_in(learner_in(run))

    response = client.post(page_of(submission), {"act": "return", "feedback": " "})

    assert response.status_code == 422
    assert response.context["form"].errors == {"feedback": ["Bitte schreiben Sie, was noch fehlt."]}


def test_when_a_newer_version_came_the_trainer_reads_it_and_keeps_the_words(client, run, trainer):
    learner = learner_in(run)
    first = handed_in(learner, "Alt")
    handed_in(learner, "Ganz neu")

    response = client.post(page_of(first), {"act": "return", "feedback": "Bitte mit Datum."})

    html = response.content.decode()
    assert response.status_code == 409
    assert "Ganz neu" in html
    assert "Bitte mit Datum.</textarea>" in html
    assert not Submission.objects.filter(decided_at__isnull=False).exists()


def test_the_slower_trainer_is_told_who_was_quicker(client, run, trainer):
    colleague = make_staff("trainer", run.course.provider, full_name="Kim Kollegin")
    run.run_trainers.create(user=colleague)
    submission = handed_in(learner_in(run))
    decide(submission, colleague)

    response = client.post(page_of(submission), {"act": "return", "feedback": "Anders."}, follow=True)

    assert "Kim Kollegin hat schon geantwortet" in response.content.decode()
    assert Submission.objects.get().feedback == "Gut."


def test_reading_leaves_a_trace(client, run, trainer):
    submission = handed_in(learner_in(run), file=submissions.File(b"%PDF-", "application/pdf", "plan.pdf"))

    client.get(page_of(submission))
    file = client.get(reverse("submissions_office:file", args=[submission.public_id]))

    assert b"".join(file.streaming_content) == b"%PDF-"
    assert AuditEntry.objects.filter(action="lms.submission_read", subject=submission.public_id).count() == 2


def test_neither_coordination_nor_other_trainers_open_it(client, run):
    submission = handed_in(learner_in(run), file=submissions.File(b"%PDF-", "application/pdf", "plan.pdf"))
    pages = [page_of(submission), reverse("submissions_office:file", args=[submission.public_id])]

    client.force_login(make_staff("coordinator", run.course.provider))
    assert [client.get(page).status_code for page in [LIST, *pages]] == [404, 404, 404]

    client.force_login(make_staff("trainer", run.course.provider))
    assert listed(client) == []
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert client.post(pages[0], {"act": "accept"}).status_code == 404


def test_the_start_page_says_how_many_wait_and_is_silent_otherwise(client, run, trainer):
    home = reverse("wagtailadmin_home")
    assert "wartet auf Sie" not in client.get(home).content.decode()

    handed_in(learner_in(run))
    assert "1 Abgabe wartet auf Sie" in client.get(home).content.decode()


def test_the_list_costs_the_same_with_one_and_with_three(client, run, trainer, django_assert_max_num_queries):
    client.get(LIST)
    for _ in range(3):
        handed_in(learner_in(run))
        with django_assert_max_num_queries(16):
            client.get(LIST)
