"""What employers book, from the request to the last meeting, by the actions that both sides' clicks call."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from accounts.actions import memberships
from accounts.models import Employer, Provider, User
from admissions.models import SeatBlock
from certificates import fonts
from courses.actions import runs
from courses.models import Run
from courses.queries.curriculum import curriculum
from demo.content import bookings as texts
from demo.content.bookings import BookingText
from demo.content.organisations import EMPLOYERS
from demo.content.timetable import FEW, METAL, UTILITY
from demo.furnish import trainings
from demo.furnish.people import Crowd
from demo.personas import EMSCHER
from diversity_training.actions import analysis, proposals, requests, steps, thread
from diversity_training.booking import State
from diversity_training.models import BookingMessage, Proposal, TrainingOffer, TrainingRequest
from lms.actions import entry_requests, seats
from lms.models import EntryRequest

OF_RUN = {METAL: texts.METAL_BOOKING, UTILITY: texts.UTILITY_BOOKING, FEW: texts.FEW_BOOKING}
BEFORE_DATES = (State.REQUESTED, State.CLARIFYING, State.OFFERED, State.ACCEPTED, State.DECLINED)
ASIDE = (State.POSTPONED, State.CANCELLED)
AGO, AHEAD, DAY = timedelta(days=12), timedelta(days=40), timedelta(days=1)
SATURDAY = 5


def keep(*, crowd: Crowd, at: datetime) -> None:
    """See that there is a booking in each phase; one that was there keeps what happened to it."""
    if not fonts.are_ready():  # without them no offer can be printed
        return
    emscher = Provider.objects.get(slug=EMSCHER)  # a small house: who teaches also answers employers
    memberships.grant(user=crowd.trainer(EMSCHER), role="coordinator", provider=emscher, by=None, at=at)
    for text in texts.BOOKINGS:
        if not _booked(text):
            _lead(text, crowd, at)
    requests.receive_advice(  # whoever asked once, asked
        provider=emscher, offer=None, form_key=_key("advice"), language="de", at=at - 6 * DAY, **texts.ADVICE
    )
    _entry_request(crowd, at)
    for text in OF_RUN.values():
        booking = TrainingRequest.objects.filter(form_key=_form_key(text)).first()
        if booking is not None and booking.state == State.SCHEDULED:  # just now; later it goes on by itself
            _end(booking, text, crowd, at)


def _entry_request(crowd: Crowd, at: datetime) -> None:
    """See that somebody asks to be let in without the entry course, and that a persona of the demo decides about it."""
    run = Run.objects.select_related("course__provider").filter(
        course__slug=texts.ENTRY_COURSE, label=texts.ENTRY_RUN, cancelled_at=None, starts_on__gt=timezone.localdate(at)
    )
    learner, wanted = crowd.people[texts.ENTRY_LEARNER], run.order_by("-pk").first()
    if wanted is None:
        return
    memberships.grant(user=crowd.trainer(EMSCHER), role="coordinator", provider=wanted.provider, by=None, at=at)
    if not EntryRequest.objects.filter(course=wanted.course, learner=learner).exists():
        entry_requests.ask(run=wanted, learner=learner, reason=texts.ENTRY_REASON, file=None, at=at)


@transaction.atomic
def block_of(run: Run, crowd: Crowd, at: datetime) -> SeatBlock | None:
    """Return the seats of whoever booked this run of the timetable, booked now if need be; None for all others."""
    text = OF_RUN.get(run.label)
    if text is None or run.course.slug != text.course or not fonts.are_ready():
        return None
    if not _booked(text):
        booking = _accepted(text, crowd, at)
        steps.set_dates(booking=booking, run=run, by=_staff(booking.provider, crowd), at=at)
    return SeatBlock.objects.filter(run=run, booking_key__isnull=False).first()


def _form_key(text: BookingText) -> UUID:
    return _key(text.key)


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo-booking-{name}")


def _booked(text: BookingText) -> bool:
    return TrainingRequest.objects.filter(form_key=_form_key(text)).exists()


def _staff(provider: Provider, crowd: Crowd) -> User:
    return crowd.trainer(provider.slug)


@transaction.atomic
def _lead(text: BookingText, crowd: Crowd, at: datetime) -> None:
    """Lead a booking to its state of today."""
    if text.state in (*BEFORE_DATES, *ASIDE):
        _before_dates(text, crowd, at - AGO)
        return
    today = timezone.localdate(at)
    began = at + min(timedelta(days=text.starts) - AHEAD, -AGO)
    booking = _accepted(text, crowd, began)
    offer = TrainingOffer.objects.select_related("course__provider").get(course__slug=text.course)
    by = _staff(booking.provider, crowd)
    starts_on = today + timedelta(days=text.starts)
    run = runs.plan_run(
        course=offer.course,
        label=f"{booking.organisation}, geschlossene Gruppe",
        starts_on=starts_on,
        ends_on=today + timedelta(days=text.ends),
        capacity=text.people,
        enrol_from=starts_on - timedelta(days=30),
        enrol_until=starts_on - DAY,
        trainers=crowd.trainers(booking.provider.slug),
        by=by,
        at=began,
    )
    steps.set_dates(booking=booking, run=run, by=by, at=began + DAY)
    _let_in(booking, text, crowd, at + timedelta(days=text.starts - 29))
    trainings.hold(run, crowd.trainers(booking.provider.slug), at)
    _end(booking, text, crowd, at)


def _let_in(booking: TrainingRequest, text: BookingText, crowd: Crowd, at: datetime) -> None:
    """Let people of the demo claim seats with the code, on the second day of enrolment."""
    if not text.taking_part:
        return
    block = SeatBlock.objects.get(booking_key=TrainingRequest.objects.get(pk=booking.pk).seat_key)
    without_card = [person for person in crowd.people.values() if not person.email]
    for person in without_card[: text.taking_part]:
        seats.accept_by_code(block=block, learner=person, at=at)


def _end(booking: TrainingRequest, text: BookingText, crowd: Crowd, at: datetime) -> None:
    """Go on from the dates: what the calendar brings comes by itself, the rest by the provider's people."""
    by = _staff(booking.provider, crowd)
    held = at + timedelta(days=min(text.ends, 0)) + DAY
    steps.move_on(booking=booking, at=min(held, at))
    for state, act in ((State.DELIVERED, steps.begin_evaluation), (State.EVALUATING, steps.certify)):
        booking = TrainingRequest.objects.get(pk=booking.pk)
        if booking.state == state and booking.state != text.state:
            act(booking=booking, by=by, at=min(held + DAY, at))
    if text.state in (State.FOLLOW_UP, State.CLOSED):
        steps.move_on(booking=booking, at=at)


def _before_dates(text: BookingText, crowd: Crowd, at: datetime) -> None:
    if text.state == State.REQUESTED:
        _request(text, crowd, at + AGO - DAY)
        return
    if text.state == State.CLARIFYING:
        booking = _request(text, crowd, at)
        requests.take_up(request=booking, by=_staff(booking.provider, crowd), at=at + DAY)
        _talk(booking, crowd.people[text.hr], _staff(booking.provider, crowd), at + 2 * DAY)
        return
    proposal = _offered(text, crowd, at)
    booking, hr = proposal.request, crowd.people[text.hr]
    later = at + 9 * DAY
    if text.state == State.ACCEPTED:
        proposals.accept(proposal=proposal, by=hr, at=later)
    elif text.state == State.DECLINED:
        proposals.decline(proposal=proposal, reason=text.reason, by=hr, at=later)
    elif text.state == State.POSTPONED:
        steps.postpone(booking=booking, reason=text.reason, by=hr, at=later)
    elif text.state == State.CANCELLED:
        steps.withdraw(booking=booking, reason=text.reason, by=hr, at=later)


def _request(text: BookingText, crowd: Crowd, at: datetime) -> TrainingRequest:
    employer = Employer.objects.get(name=EMPLOYERS[text.employer]["name"])
    hr = crowd.people[text.hr]
    offer = TrainingOffer.objects.select_related("course__provider").get(course__slug=text.course)
    return requests.receive(
        offer=offer,
        form_key=_form_key(text),
        language="de",
        at=at,
        by=hr,
        employer=employer,
        organisation=employer.name,
        postcode="30159",
        sector=employer.sector,
        is_public=employer.is_public,
        people_count=text.people,
        format="blended",
        contact_name=hr.full_name,
        contact_email=hr.email,
        target_groups=["team"],
        works_council="involved",
        message=texts.GOALS,
    )


def _offered(text: BookingText, crowd: Crowd, at: datetime) -> Proposal:
    booking = _request(text, crowd, at)
    hr, by = crowd.people[text.hr], _staff(booking.provider, crowd)
    requests.take_up(request=booking, by=by, at=at + DAY / 2)
    needs = {
        "goals": texts.GOALS,
        "own_cases": texts.OWN_CASE,
        "dates": texts.WISHED_DATES,
        "rooms": texts.ROOMS,
        "works_agreement_ref": text.works_agreement,
        "wants_survey": True,
    }
    analysis.note(booking=booking, values=needs, by=hr, at=at + DAY)
    analysis.hand_in(booking=booking, by=hr, at=at + DAY)
    trainers = crowd.trainers(booking.provider.slug)
    made_at = at + 2 * DAY
    return proposals.make(
        booking=booking,
        group_size=text.people,
        duration_percent=100,
        modules=_modules(booking),
        own_case=texts.OWN_CASE,
        changes=texts.CHANGES,
        dates=texts.OFFERED_DATES[text.course],
        rooms=texts.ROOMS,
        trainer=trainers[0],
        second_trainer=trainers[1] if len(trainers) > 1 else None,
        valid_until=timezone.localdate(made_at) + 28 * DAY,
        by=by,
        at=made_at,
    )


def _modules(booking: TrainingRequest) -> list[dict[str, str | bool]]:
    """Return the modules of the template, all of them kept, in the words that the offer prints."""
    if booking.offer is None:
        return []
    return [
        {
            "title": module.title,
            "teaching_units": f"{module.teaching_units.normalize():f}".replace(".", ","),
            "is_left_out": False,
        }
        for module in curriculum(booking.offer.course).modules
    ]


def _accepted(text: BookingText, crowd: Crowd, at: datetime) -> TrainingRequest:
    proposal = _offered(text, crowd, at - 4 * DAY)
    _talk(proposal.request, crowd.people[text.hr], _staff(proposal.request.provider, crowd), at - 2 * DAY)
    return proposals.accept(proposal=proposal, by=crowd.people[text.hr], at=at - DAY)


def _talk(booking: TrainingRequest, hr: User, by: User, at: datetime) -> None:
    """Write in the hours in which people are at their desks, whenever the demo is furnished."""
    day = timezone.localtime(at)
    day += timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else timedelta()
    asked, answered = day.replace(hour=9, minute=40), day.replace(hour=13, minute=15)
    thread.say(booking=booking, side=BookingMessage.Side.EMPLOYER, text=texts.QUESTION, by=hr, at=asked)
    thread.say(booking=booking, side=BookingMessage.Side.PROVIDER, text=texts.ANSWER, by=by, at=answered)
