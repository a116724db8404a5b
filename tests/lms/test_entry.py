"""A course that builds on another lets in who completed that one, or whom staff let in; all others are told first."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from admissions import actions as admissions
from admissions import queries as places
from courses.actions import runs
from lms.actions import enrolments, entry_requests, seats
from lms.actions.submissions import File
from lms.models import Enrolment, EntryRequest
from lms.queries import entry
from lms.subject_data import erase, export
from media.models import PrivateFile
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.admissions import SeatBlockFactory
from tests.factories.entry import advanced_run, asked, basic_of, run_of
from tests.factories.lms import complete_units, enrolled

pytestmark = pytest.mark.django_db

State = EntryRequest.State
PDF = File(b"%PDF-1.7", "application/pdf", "bescheinigung.pdf")


@pytest.fixture
def run():
    return advanced_run()


@pytest.fixture
def learner():
    return UserFactory(email="lernt@example.org")


@pytest.fixture
def coordinator(run):
    return make_staff("coordinator", run.course.provider)


def enrol(run, learner, **values):
    return enrolments.enrol(run=run, learner=learner, at=timezone.now(), **{"by": learner, **values})


def accept(request, by):
    return entry_requests.accept(request=request, by=by, at=timezone.now())


def decline(request, by, answer="Bitte besuchen Sie zuerst das Basistraining."):
    return entry_requests.decline(request=request, answer=answer, by=by, at=timezone.now())


def completed_basic(run, learner):
    enrolment = enrolled(run_of(basic_of(run)), learner, at=timezone.now())
    complete_units(enrolment, at=timezone.now())
    return enrolment


def basis():
    return AuditEntry.objects.filter(action="lms.enrolled").latest("pk").details.get("entry")


def test_nobody_enrols_alone_who_lacks_the_entry_course(run, learner):
    with pytest.raises(enrolments.EntryCourseMissing) as refusal:
        enrol(run, learner)
    assert refusal.value.entry == basic_of(run)
    assert places.occupied_places(run, timezone.now()) == 0


def test_learning_in_the_entry_course_is_not_enough_and_completing_it_is(run, learner):
    enrolment = enrolled(run_of(basic_of(run)), learner, at=timezone.now())
    with pytest.raises(enrolments.EntryCourseMissing):
        enrol(run, learner)
    complete_units(enrolment, at=timezone.now())
    enrol(run, learner)
    assert basis() == "completed"


def test_a_course_that_builds_on_none_lets_everybody_in_and_its_audit_row_says_nothing_of_it(run, learner):
    enrol(run_of(basic_of(run)), learner)
    assert basis() is None


def test_staff_enrol_whom_they_answer_for(run, learner, coordinator):
    enrol(run, learner, by=coordinator, window_applies=False)
    assert basis() == "staff"


def test_a_seat_of_an_employer_is_settled_in_the_needs_analysis_and_ends_the_open_question(run, learner):
    request = asked(run, learner)
    block = SeatBlockFactory(run=run, seats=1, return_on=timezone.localdate() + timedelta(days=5))
    block.places.update(held_until=timezone.now() + timedelta(days=5))
    seats.accept_by_code(block=block, learner=learner, at=timezone.now())
    request.refresh_from_db()
    assert basis() == "employer"
    assert (request.state, request.decided_by) == (State.SETTLED, None)
    assert places.occupied_places(run, timezone.now()) == 1


def test_asking_holds_a_place_for_a_week_and_writes_to_who_admits_people(run, learner, coordinator):
    request = asked(run, learner)
    place = places.live_place(run, learner.pk)
    assert (place.state, place.held_until - request.asked_at) == ("held", timedelta(days=settings.ENTRY_HOLD_DAYS))
    assert [(letter.recipient, letter.event) for letter in Letter.objects.all()] == [(coordinator, "entry_waiting")]


def test_asking_again_while_one_waits_is_asking_once(run, learner):
    assert asked(run, learner) == asked(run, learner, reason="Noch einmal")
    assert EntryRequest.objects.count() == 1


def test_an_empty_request_is_refused(run, learner):
    with pytest.raises(entry_requests.NothingSaid):
        asked(run, learner, reason="  ")


def test_who_completed_the_entry_course_has_nothing_to_ask(run, learner):
    completed_basic(run, learner)
    with pytest.raises(entry_requests.NothingToAsk):
        asked(run, learner)


def test_a_full_run_takes_no_request(learner, coordinator, run):
    run.capacity = 1
    run.save(update_fields=["capacity"])
    asked(run)
    with pytest.raises(admissions.RunIsFull):
        asked(run, learner)


def test_who_is_accepted_is_enrolled_on_the_held_place_even_after_the_window(run, learner, coordinator):
    request = asked(run, learner)
    run.enrol_until = timezone.localdate() - timedelta(days=1)
    run.save(update_fields=["enrol_until"])
    enrolment = accept(request, coordinator)
    assert (enrolment.learner, enrolment.state) == (learner, Enrolment.State.ACTIVE)
    assert basis() == "accepted"
    assert [letter.event for letter in Letter.objects.filter(recipient=learner)] == ["enrolled"]


def test_who_is_accepted_when_no_place_is_left_hears_it_and_may_enrol_in_another_run(run, learner, coordinator):
    request = asked(run, learner)
    runs.cancel_run(run=run, reason="Krank", by=coordinator, at=timezone.now())
    assert accept(request, coordinator) is None
    assert Letter.objects.get(recipient=learner).event == "entry_accepted"
    enrol(run_of(run.course), learner)
    assert basis() == "accepted"


def test_who_is_declined_hears_it_loses_the_held_place_and_may_ask_again(run, learner, coordinator):
    request = decline(asked(run, learner), coordinator)
    assert (request.state, request.decided_by) == (State.DECLINED, coordinator)
    assert places.occupied_places(run, timezone.now()) == 0
    assert Letter.objects.get(recipient=learner).event == "entry_declined"
    assert asked(run, learner).state == State.OPEN


def test_nobody_is_declined_without_a_reason(run, learner, coordinator):
    with pytest.raises(entry_requests.NoReason):
        decline(asked(run, learner), coordinator, answer=" ")


def test_what_is_decided_stays_so(run, learner, coordinator):
    request = asked(run, learner)
    accept(request, coordinator)
    with pytest.raises(entry_requests.AlreadyDecided):
        decline(request, coordinator)


def test_every_step_stands_in_the_audit(run, learner, coordinator):
    request = asked(run, learner)
    entry_requests.read(request=request, by=coordinator, at=timezone.now())
    accept(request, coordinator)
    actions = AuditEntry.objects.filter(action__startswith="lms.entry").order_by("pk")
    assert [row.action for row in actions] == ["lms.entry_asked", "lms.entry_read", "lms.entry_accepted"]


def test_the_place_is_no_longer_held_after_a_week(run, learner):
    request = asked(run, learner, at=timezone.now() - timedelta(days=8))
    assert entry.held_until(request, at=timezone.now()) is None
    assert entry.entry_page(run, learner, "de", at=timezone.now()).held_until is None


def later(days):
    return timezone.now() + timedelta(days=days)


def test_proof_and_words_go_a_month_after_the_decision_and_that_it_was_accepted_stays(run, learner, coordinator):
    accept(asked(run, learner, file=PDF), coordinator)
    assert entry_requests.remove_old(at=later(settings.ENTRY_PROOF_DAYS - 1)) == 0
    assert entry_requests.remove_old(at=later(settings.ENTRY_PROOF_DAYS + 1)) == 1
    request = EntryRequest.objects.get()
    assert (request.state, request.reason, request.file) == (State.ACCEPTED, "", None)
    assert not PrivateFile.objects.exists()
    assert entry_requests.remove_old(at=later(settings.ENTRY_PROOF_DAYS + 2)) == 0


def test_what_was_declined_goes_whole(run, learner, coordinator):
    decline(asked(run, learner, file=PDF), coordinator)
    entry_requests.remove_old(at=later(settings.ENTRY_PROOF_DAYS + 1))
    assert (EntryRequest.objects.count(), PrivateFile.objects.count()) == (0, 0)


def test_what_nobody_decided_settles_itself_when_the_run_is_over(run, learner):
    asked(run, learner)
    entry_requests.remove_old(at=later(62))
    assert EntryRequest.objects.get().state == State.SETTLED


def test_a_person_gets_what_they_asked_and_erasing_them_leaves_neither_words_nor_file(run, learner):
    asked(run, learner, file=PDF)
    told = export(person=learner)["entry_requests"]
    assert [(one["file"], one["state"]) for one in told] == [("bescheinigung.pdf", "open")]
    erase(person=learner, at=timezone.now())
    assert (EntryRequest.objects.count(), PrivateFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "accepted"},
        {"state": "settled"},
        {"reason": ""},
        {"answer": "Nein", "decided_at": "now"},
    ],
)
def test_the_database_refuses_what_must_never_be(run, learner, values):
    request = asked(run, learner)
    values = {name: timezone.now() if value == "now" else value for name, value in values.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryRequest.objects.filter(pk=request.pk).update(**values)


def test_the_database_refuses_a_second_open_request(run, learner):
    request = asked(run, learner)
    again = EntryRequest(run=run, course=run.course, learner=learner, reason="x", asked_at=request.asked_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
