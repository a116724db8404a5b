"""Which certificate a course gives follows from its kind of offer, and so does what must be done for it."""

from datetime import timedelta

import pytest

from certificates import actions as certificates
from certificates.models import Certificate
from courses.models import Course
from courses.models.agg import AggContent
from lms.actions import attendance, certifying
from lms.models import HoursEntry
from tests.factories.attendance import AFTER, END, live_run, room_of, session_of, stayed
from tests.factories.lms import complete_units, enrolled, run_units
from tests.factories.submissions import handed_in, learner_in, task_run

pytestmark = pytest.mark.django_db


def run_of(offer_kind, **values):
    run = live_run(offer_kind=offer_kind, methods="Gespräch", **values)
    run.course.offer_kind = offer_kind
    return run


def evening(run, *people, minutes=90):
    """Let people be in the one session of the run, and confirm it."""
    session = session_of(run)
    room = room_of(session)
    for person in people:
        stayed(room, person, 0, minutes)
    attendance.confirm(session=session, ends_at=END, by=session.trainers.first(), at=AFTER)
    return session


def kinds():
    return list(Certificate.objects.values_list("kind", flat=True))


def test_a_diversity_training_certifies_from_four_fifths_on_before_its_follow_up():
    run = run_of("diversity_training", teaching_units=4, texts=2)  # 4 + 1 + 1 units; the last is the follow-up
    person = enrolled(run)
    complete_units(person, count=2, at=AFTER - timedelta(days=3))
    assert kinds() == []
    evening(run, person)
    person.refresh_from_db()
    assert kinds() == []  # 90 minutes in the room and 45 alone are half of it


def test_who_was_there_for_four_fifths_is_certified_once(run_jobs):
    run = run_of("diversity_training", texts=1)  # 2 + 1 units
    person, other = enrolled(run), enrolled(run)
    evening(run, person, other)
    assert kinds() == []
    complete_units(person, at=AFTER)
    made = Certificate.objects.get()
    assert (made.kind, made.holder) == ("diversity", person.learner)
    assert [day.isoformat() for day in made.facts.dates] == ["2026-03-10"]
    certificates.revoke(certificate=made, reason="Name falsch", by=run.trainers.first(), at=AFTER)
    complete_units(other, at=AFTER)
    assert sorted(kinds()) == ["diversity", "diversity"]  # one each; what was revoked does not come by itself


def test_79_percent_are_not_80():
    run = run_of("diversity_training", texts=0)
    person = enrolled(run)
    evening(run, person, minutes=71)  # 80 percent of 90 are 72
    assert kinds() == []


def test_a_seminar_is_certified_to_those_who_were_there():
    run = run_of("online_seminar", texts=1)
    there, away = enrolled(run), enrolled(run)
    evening(run, there)
    assert [(one.kind, one.holder) for one in Certificate.objects.all()] == [("seminar", there.learner)]
    assert Certificate.objects.get().facts.period_from.isoformat() == "2026-03-10"
    assert away.pk


def test_every_other_course_certifies_attendance(at):
    run = run_of("language_course", texts=1)
    assert run.course.certified_as == "attendance"
    assert Course(offer_kind="diversity_training", certificate_kind="none").certified_as == ""


def test_the_law_is_named_only_where_all_of_it_was_taught():
    course = Course(offer_kind="diversity_training", names_agg=True, agg_contents=[one.value for one in AggContent])
    assert len(course.certified_agg_contents) == len(AggContent)
    course.agg_contents = course.agg_contents[1:]
    assert course.certified_agg_contents == ()
    course.agg_contents, course.offer_kind = [one.value for one in AggContent], "language_course"
    assert course.certified_agg_contents == ()


def test_where_the_course_wants_it_the_transfer_task_must_be_handed_in():
    run = task_run(needs_acceptance=True)  # 1 + 2 units; done only when accepted
    Course.objects.filter(pk=run.course_id).update(offer_kind="diversity_training", certificate_needs_task=True)
    run = type(run).objects.select_related("course__provider").get(pk=run.pk)
    person = learner_in(run)
    HoursEntry.objects.create(
        enrolment=person, item_id=run_units(run)[0].item_id, kind="self_study", seconds=8100, at=AFTER
    )
    certifying.certify(person, at=AFTER)
    assert kinds() == []
    handed_in(person)
    assert kinds() == ["diversity"]


@pytest.mark.parametrize(
    ("offer_kind", "name"),
    [
        ("diversity_training", "Teilnahmebescheinigung Diversity-Training"),
        ("online_seminar", "Teilnahmebestätigung Online-Seminar"),
        ("language_course", "Teilnahmebescheinigung"),
    ],
)
def test_the_page_of_a_course_names_its_certificate(offer_kind, name):
    assert Course(offer_kind=offer_kind).certificate_name == name
    assert Course(offer_kind=offer_kind, certificate_kind="none").certificate_name == "keine Bescheinigung"
