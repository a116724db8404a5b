"""An employer proves that its staff were trained: exactly how many, and nobody's name."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from diversity_training.actions import proofs, steps
from diversity_training.actions.counting import NotDelivered
from diversity_training.booking import State
from diversity_training.models import TrainedCount, TrainingRequest
from lms.actions import enrolments
from tests.factories.accounts import EmployerFactory, MembershipFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.diversity_training import DELIVERED_AT, booked_training, delivered, takes_part, trained_booking
from tests.factories.lms import ENROLLED_AT, complete_units

pytestmark = pytest.mark.django_db


def hr_of(employer):
    return MembershipFactory(role="hr", provider=None, employer=employer).user


def page(booking, name="desk_booking"):
    return reverse(f"diversity_training:{name}", args=[booking.public_id])


def test_the_proof_says_the_exact_number_and_no_name():
    booking = trained_booking(used=4, trained=3)
    made = proofs.issue(booking=booking, by=None, at=DELIVERED_AT)
    facts = made.facts
    assert (made.kind, made.holder, facts.people_trained) == ("training_proof", None, 3)
    assert facts.holder_name == booking.employer.name
    for enrolment in booking.run.enrolments.select_related("learner"):
        assert enrolment.learner.display_name not in str(made.snapshot)
    assert proofs.issue(booking=booking, by=None, at=DELIVERED_AT + timedelta(days=1)) == made


def test_whoever_left_and_was_taken_back_is_in_the_proof_and_counts_for_the_employer():
    booking = booked_training(seats=2)
    takes_part(booking)
    person = takes_part(booking, attends=False)
    enrolments.withdraw(enrolment=person, reason="Krank", by=UserFactory(), at=ENROLLED_AT)
    staff = make_staff("coordinator", booking.provider)
    back = enrolments.enrol(run=booking.run, learner=person.learner, by=staff, at=ENROLLED_AT, window_applies=False)
    complete_units(back, at=DELIVERED_AT)
    made = proofs.issue(booking=delivered(booking), by=None, at=DELIVERED_AT)
    assert (back.pk, back.counts_for, made.facts.people_trained) == (person.pk, booking.employer, 2)


def test_before_the_training_is_over_there_is_nothing_to_prove():
    with pytest.raises(NotDelivered):
        proofs.issue(booking=booked_training(), by=None, at=DELIVERED_AT)
    with pytest.raises(proofs.NobodyWasTrained):
        proofs.issue(booking=trained_booking(used=2, trained=0), by=None, at=DELIVERED_AT)
    assert not Certificate.objects.exists()


def test_hr_asks_and_downloads_and_others_find_nothing(client, run_jobs, ready_fonts):
    booking = trained_booking(used=2, trained=2)
    client.force_login(hr_of(booking.employer))
    assert "Schulungsnachweis ausstellen" in client.get(page(booking)).content.decode()
    assert client.get(page(booking, "desk_proof")).status_code == 404
    for _again in range(2):
        assert client.post(page(booking, "desk_proof_ask")).status_code == 302
    run_jobs(timezone.now())
    shown = client.get(page(booking)).content.decode()
    assert Certificate.objects.get(kind="training_proof").number in shown

    document = client.get(page(booking, "desk_proof"))
    assert b"".join(document.streaming_content).startswith(b"%PDF")
    client.force_login(hr_of(EmployerFactory()))
    assert client.get(page(booking, "desk_proof")).status_code == 404
    assert client.post(page(booking, "desk_proof_ask")).status_code == 404


def test_with_the_certificates_the_proof_goes_out_too():
    booking = trained_booking(used=2, trained=1)
    steps.begin_evaluation(booking=booking, by=None, at=DELIVERED_AT)
    assert steps.certify(booking=booking, by=None, at=DELIVERED_AT).state == State.CERTIFIED
    assert Certificate.objects.get(kind="training_proof").facts.people_trained == 1


def test_a_booking_in_which_nobody_was_trained_is_never_certified_and_is_closed_instead():
    booking = trained_booking(used=2, trained=0)
    TrainedCount.objects.all().delete()  # staff come first
    steps.begin_evaluation(booking=booking, by=None, at=DELIVERED_AT)
    with pytest.raises(proofs.NobodyWasTrained):
        steps.certify(booking=booking, by=None, at=DELIVERED_AT)
    booking.refresh_from_db()
    assert (booking.state, Certificate.objects.count()) == ("evaluating", 0)
    assert steps.close(booking=booking, by=None, at=DELIVERED_AT).state == State.CLOSED
    assert TrainedCount.objects.get().trained_count == 0


def test_a_booking_in_which_somebody_was_trained_is_not_closed_without_its_proof():
    booking = trained_booking(used=2, trained=1)
    steps.begin_evaluation(booking=booking, by=None, at=DELIVERED_AT)
    with pytest.raises(steps.StepIsNotPossible):
        steps.close(booking=booking, by=None, at=DELIVERED_AT)


@pytest.mark.parametrize(("trained", "buttons"), [(0, {"close"}), (1, {"certify"})])
def test_staff_are_offered_the_step_that_fits_whom_the_training_has_trained(client, trained, buttons):
    booking = trained_booking(used=2, trained=trained)
    steps.begin_evaluation(booking=booking, by=None, at=DELIVERED_AT)
    client.force_login(make_staff("coordinator", booking.provider))
    page = client.get(reverse("training_requests:detail", args=[booking.public_id])).content.decode()
    assert {act for act in ("close", "certify") if f'value="{act}"' in page} == buttons
    assert ("niemand war lange genug dabei" in page) == (trained == 0)


def test_while_nobody_has_counted_hr_reads_when_that_will_be(client):
    booking = booked_training(seats=2)
    client.force_login(hr_of(booking.employer))
    seen = []
    for state in ("running", "evaluating"):
        TrainingRequest.objects.filter(pk=booking.pk).update(state=state)
        shown = client.get(page(booking)).content.decode()
        seen.append(("wird nach dem Training gezählt" in shown, "sobald der Schulungsnachweis" in shown))
    assert seen == [(True, False), (False, True)]
