"""Transfer tasks: every version is kept, one waits at most, a trainer answers, and the words go after the run."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from courses.actions import session_changes
from jobs.actions import run_due
from lms.actions import enrolments, retention, submissions
from lms.models import Enrolment, HoursEntry, Submission, UnitResult
from lms.queries import submissions as queries
from lms.subject_data import erase, export
from media.models import PrivateFile
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import RunFactory
from tests.factories.lms import complete_units
from tests.factories.sessions import planned
from tests.factories.submissions import handed_in, learner_in, task_in, task_run

pytestmark = pytest.mark.django_db

State = Submission.State
PDF = submissions.File(b"%PDF-1.7", "application/pdf", "plan.pdf")


@pytest.fixture
def enrolment():
    return learner_in(task_run())


def trainer_of(run):
    return run.run_trainers.get().user


def decide(submission, *, is_accepted=True, feedback="Gut beobachtet.", by=None, at=None):
    return submissions.decide(
        submission=submission,
        is_accepted=is_accepted,
        feedback=feedback,
        by=by or trainer_of(submission.unit_result.enrolment.run),
        at=at or timezone.now(),
    )


def in_three_days(run):
    at = timezone.now()
    return planned(run, trainer_of(run), day=timezone.localdate(at) + timedelta(days=3), at=at)


def states():
    return list(Submission.objects.order_by("number").values_list("state", flat=True))


def is_done(enrolment):
    return UnitResult.objects.get(enrolment=enrolment, run_unit__kind="transfer_task").state == "completed"


def test_the_first_version_completes_the_unit_and_credits_its_planned_hours(enrolment):
    handed_in(enrolment)

    assert is_done(enrolment)
    assert HoursEntry.objects.get().seconds == 2 * 45 * 60


def test_a_task_that_wants_to_be_accepted_is_done_with_the_acceptance():
    enrolment = learner_in(task_run(needs_acceptance=True))
    first = handed_in(enrolment)
    assert (is_done(enrolment), HoursEntry.objects.count()) == (False, 0)

    decide(first)

    assert (is_done(enrolment), HoursEntry.objects.get().seconds) == (True, 5400)


def test_the_last_task_completes_the_course():
    enrolment = learner_in(task_run(needs_acceptance=True))
    complete_units(enrolment, count=1, at=timezone.now())

    decide(handed_in(enrolment))

    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.COMPLETED


def test_what_nobody_has_answered_is_replaced_and_kept(enrolment):
    handed_in(enrolment, "Erster Gedanke.")
    handed_in(enrolment, "Zweiter Gedanke.")

    assert states() == [State.REPLACED, State.HANDED_IN]
    assert set(Submission.objects.values_list("text", flat=True)) == {"Erster Gedanke.", "Zweiter Gedanke."}


def test_a_returned_task_is_handed_in_again_with_its_file(enrolment):
    first = handed_in(enrolment, file=PDF)
    decide(first, is_accepted=False, feedback="Bitte mit Datum.")

    second = handed_in(enrolment, "Am Montag.", keeps_file=True)

    assert (second.number, second.file_id) == (2, first.file_id)
    assert states() == [State.RETURNED, State.HANDED_IN]


def test_a_new_file_wins_over_the_last_one_and_without_either_there_is_none(enrolment):
    handed_in(enrolment, file=PDF)
    other = submissions.File(b"%PDF-1.4", "application/pdf", "neu.pdf")

    assert handed_in(enrolment, file=other, keeps_file=True).file.download_name == "neu.pdf"
    assert handed_in(enrolment, "Ohne Datei.").file is None


def test_after_it_was_accepted_nothing_more_is_taken(enrolment):
    decide(handed_in(enrolment))

    with pytest.raises(submissions.AlreadyAccepted):
        handed_in(enrolment)


@pytest.mark.parametrize(("takes", "text", "file"), [("text", "  ", PDF), ("file", "Text", None), ("either", "", None)])
def test_what_the_task_does_not_take_counts_as_nothing(takes, text, file):
    enrolment = learner_in(task_run(takes=takes))

    with pytest.raises(submissions.NothingHandedIn):
        handed_in(enrolment, text, file=file)
    assert not UnitResult.objects.exists()


def test_after_the_last_day_of_the_run_nothing_is_taken(enrolment):
    with pytest.raises(submissions.RunTakesNothing):
        handed_in(enrolment, at=timezone.now() + timedelta(days=61))


def test_what_is_no_transfer_task_takes_nothing(enrolment):
    with pytest.raises(LookupError):
        handed_in(enrolment, run_unit=enrolment.run.run_units.get(kind="text"))


def test_returning_needs_an_answer(enrolment):
    with pytest.raises(submissions.NoReason):
        decide(handed_in(enrolment), is_accepted=False, feedback="  ")


def test_an_answer_to_an_older_version_is_refused_and_names_the_newer(enrolment):
    first, second = handed_in(enrolment), handed_in(enrolment)

    with pytest.raises(submissions.NewerVersion) as caught:
        decide(first)
    assert caught.value.newest == second


def test_the_second_trainer_learns_who_was_quicker(enrolment):
    submission = handed_in(enrolment)
    first = decide(submission, is_accepted=False, feedback="Bitte mit Datum.")

    with pytest.raises(submissions.AlreadyDecided) as caught:
        decide(submission, by=make_staff("trainer", enrolment.run.course.provider))
    assert caught.value.submission.decided_by == first.decided_by


@pytest.mark.parametrize(
    "values",
    [
        {"state": "accepted"},
        {"text": "", "file": None},
        {"state": "returned", "decided_at": timezone.now(), "feedback": ""},
    ],
)
def test_the_database_refuses_rows_that_cannot_be(enrolment, values):
    submission = handed_in(enrolment)

    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(**values)


def test_at_most_one_version_waits(enrolment):
    first = handed_in(enrolment)
    handed_in(enrolment)

    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=first.pk).update(state="handed_in")


def test_every_act_leaves_a_trace_without_words(enrolment):
    decide(handed_in(enrolment, "Geheimes Wort."), is_accepted=False, feedback="Geheime Antwort.")

    entries = AuditEntry.objects.filter(action__startswith="lms.submission")
    assert sorted(entries.values_list("action", flat=True)) == ["lms.submission_handed_in", "lms.submission_returned"]
    assert "Geheime" not in str(list(entries.values_list("details", flat=True)))


def test_the_learner_gets_a_letter_that_holds_no_word_of_the_answer(enrolment, mailoutbox):
    decide(handed_in(enrolment), is_accepted=False, feedback="Geheime Antwort.")

    run_due(at=timezone.now())

    (mail,) = [one for one in mailoutbox if "Transferaufgabe" in one.subject]
    assert mail.to == [enrolment.learner.email]
    assert "Geheime" not in mail.body


def test_trainers_get_one_letter_about_everything_and_nothing_twice(mailoutbox):
    run, at = task_run(), timezone.now()
    first, second = learner_in(run), learner_in(run)
    handed_in(first, "Alt")
    handed_in(first, "Neu")
    handed_in(second)

    submissions.tell_trainers(at=at)
    submissions.tell_trainers(at=at + timedelta(days=1))
    run_due(at=at)

    mine = [one for one in mailoutbox if one.to == [trainer_of(run).email]]
    assert [one.subject for one in mine] == ["2 neue Transferaufgaben"]
    assert f"{run}: 2" in mine[0].body


def test_what_was_answered_meanwhile_is_not_told(enrolment):
    decide(handed_in(enrolment))

    assert submissions.tell_trainers(at=timezone.now()) == 0
    assert not Letter.objects.filter(event="submissions_waiting").exists()


def test_the_due_day_follows_the_last_session_before_the_task():
    run = task_run(due_days=14)
    learner_in(run)
    assert queries.task_of(run, task_in(run).item_id).due_on == run.starts_on + timedelta(days=14)

    text = run.run_units.get(kind="text")
    session = in_three_days(run)
    type(session).objects.filter(pk=session.pk).update(item_id=text.item_id)

    expected = timezone.localdate(session.starts_at) + timedelta(days=14)
    assert queries.task_of(run, task_in(run).item_id).due_on == expected


def test_only_trainers_of_the_run_read_it(enrolment):
    submission = handed_in(enrolment)
    provider = enrolment.run.course.provider
    colleague, coordinator = make_staff("trainer", provider), make_staff("coordinator", provider)
    admin = make_staff("provider_admin", provider)

    def reads(person):
        return list(Submission.objects.read_by(person))

    assert reads(trainer_of(enrolment.run)) == [submission]
    assert [reads(one) for one in (colleague, coordinator, admin, enrolment.learner)] == [[], [], [], []]


def test_who_teaches_a_session_of_the_run_reads_it_too_as_long_as_it_stands(enrolment):
    submission = handed_in(enrolment)
    substitute = make_staff("trainer", enrolment.run.course.provider)
    session = in_three_days(enrolment.run)
    session.session_trainers.create(user=substitute)
    assert list(Submission.objects.read_by(substitute)) == [submission]

    session_changes.cancel_session(session=session, reason="Krank", by=substitute, at=timezone.now())
    assert list(Submission.objects.read_by(substitute)) == []


def test_a_trainer_named_for_a_run_without_the_role_reads_nothing(enrolment):
    handed_in(enrolment)
    coordinator = make_staff("coordinator", enrolment.run.course.provider)
    enrolment.run.run_trainers.create(user=coordinator)

    assert not Submission.objects.read_by(coordinator).exists()
    assert coordinator not in queries.readers_of(enrolment.run)


def test_what_somebody_handed_in_who_has_left_is_nobodys_to_read(enrolment):
    handed_in(enrolment)
    enrolments.withdraw(enrolment=enrolment, reason="Umzug", by=enrolment.learner, at=timezone.now())

    assert not Submission.objects.read_by(trainer_of(enrolment.run)).exists()


def test_words_answers_and_files_go_some_weeks_after_the_run(enrolment):
    decide(handed_in(enrolment, file=PDF), is_accepted=False, feedback="Bitte mit Datum.")
    handed_in(enrolment, keeps_file=True)
    ends_on = enrolment.run.ends_on
    last_day = datetime.combine(ends_on + timedelta(days=settings.SUBMISSION_TEXT_DAYS), time(12), tzinfo=UTC)

    assert retention.empty_old_submissions(at=last_day) == 0
    assert retention.empty_old_submissions(at=last_day + timedelta(days=1)) == 2

    assert set(Submission.objects.values_list("text", "feedback", "file")) == {("", "", None)}
    assert states() == [State.RETURNED, State.HANDED_IN]
    assert not PrivateFile.objects.filter(kind="submission").exists()


def test_the_person_gets_all_of_it_and_erasing_removes_the_words(enrolment):
    decide(handed_in(enrolment, file=PDF), is_accepted=False, feedback="Bitte mit Datum.")

    (told,) = export(person=enrolment.learner)["enrolments"][0]["submissions"]
    assert (told["text"], told["file"], told["feedback"]) == ("Ich frage jetzt nach.", "plan.pdf", "Bitte mit Datum.")

    erase(person=enrolment.learner, at=timezone.now())
    assert list(Submission.objects.values_list("text", "feedback", "file")) == [("", "", None)]


def test_no_table_that_leaves_the_house_knows_what_was_handed_in(client, enrolment):
    handed_in(enrolment, "Geheimes Wort.", file=PDF)
    client.force_login(make_staff("coordinator", enrolment.run.course.provider))

    table = client.get(reverse("participants:export", args=[enrolment.run.public_id, "csv"]))

    assert enrolment.learner.full_name in table.content.decode("utf-8-sig")
    assert not [word for word in ("Geheimes", "plan.pdf", "Abgabe") if word in table.content.decode("utf-8-sig")]


def test_a_run_of_another_course_has_no_task():
    with pytest.raises(LookupError):
        queries.task_of(RunFactory(), learner_in(task_run()).certificate_key)
