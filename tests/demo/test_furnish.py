"""The demo furnishes itself, keeps what happened, and always has something on."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django_tasks.backends.immediate import ImmediateBackend
from wagtail.models import Page
from wagtail.search.models import IndexEntry

from accounts.actions.personas import NotTheDemo
from accounts.models import CounsellingCentre, Membership, Network, Provider, User
from admissions.models import SeatBlock
from admissions.queries import free_places_by_run
from certificates.models import Certificate, CertificateState
from cms.actions import tree
from cms.models import FreePage, HomePage, LegalPage, NewsPage, ProviderPage
from cms.queries.credits import credits
from courses import queries
from courses.models import Course, Run, RunSession, RunUnit
from courses.rules import RunState
from demo import personas
from demo.content import adaptation, diversity, pictures
from demo.content.evenings import EVENING
from demo.content.organisations import CENTRES, PROVIDERS
from demo.content.timetable import METAL, OFFICE_GROUP, UTILITY
from demo.content.trainings import MEETINGS
from demo.furnish import furnish
from diversity_training.booking import State
from diversity_training.models import BookingMessage, TrainingRequest
from diversity_training.queries.offers import published_offers
from jobs.models import Job
from lms.models import Enrolment, EntryRequest, Submission, UnitResult
from media.models import Document, Film, Image
from opening_process.models import Measure
from scorm import reasons
from scorm.item_figures import FEWEST_FOR_CORRELATION
from scorm.models import Attempt, Interaction, PackageVersion
from scorm.reasons import Why
from surveys.models import Survey

pytestmark = pytest.mark.django_db
COUNTED = (
    Page, User, Membership, Provider, Course, Run, RunUnit, PackageVersion, Enrolment, UnitResult, Certificate, Image,
    Film, Document, RunSession, Survey, Submission,
)  # fmt: skip


def counts():
    """How many of each there are; without the weekly evenings, as the hour plans the next (test_sessions)."""
    others = [model.objects.count() for model in COUNTED if model is not RunSession]
    return [*others, RunSession.objects.exclude(title=EVENING.de).count()]


def states(at):
    runs = list(Run.objects.all())
    free = free_places_by_run(runs, at)
    return Counter(queries.run_state(run, at, free[run.pk]) for run in runs)


@pytest.fixture(scope="module")
def furnished(ready_fonts, django_db_setup, django_db_blocker):
    """The demo, furnished once for all tests of this file; what a test changes is taken back after it."""
    at = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        furnish(at=at)
        yield at
        transaction.set_rollback(True)


def test_it_furnishes_networks_providers_and_centres(furnished):
    assert sorted(Network.objects.values_list("code", flat=True)) == ["NI", "NW", "SN"]
    assert set(Provider.objects.values_list("slug", flat=True)) == {text.slug for text in PROVIDERS}
    assert CounsellingCentre.objects.count() == len(CENTRES)


def test_employers_find_the_four_trainings_and_what_the_second_builds_on(furnished):
    assert [
        (offer.topic, offer.group_max, offer.requires and offer.requires.topic) for offer in published_offers()
    ] == [
        ("basic", 16, None),
        ("advanced", 14, "basic"),
        ("gender", 16, None),
        ("health", 16, None),
    ]


def test_every_course_is_public_and_its_packages_are_ready(furnished):
    expected = {text.slug for text in (*adaptation.COURSES, *diversity.COURSES)}
    public = Course.objects.filter(live=True, translation_of=None)
    assert set(public.values_list("slug", flat=True)) == expected
    assert set(PackageVersion.objects.values_list("state", flat=True)) == {"ready"}


def test_learners_are_told_that_every_package_plays_on_a_phone(furnished):
    assert set(PackageVersion.objects.values_list("phone_check__fit", flat=True)) == {"fits"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_five_courses_are_translated(furnished, language):
    translated = Course.objects.filter(live=True, locale__language_code=language)
    assert set(translated.values_list("translation_of__slug", flat=True)) == {
        "physiotherapie",
        "bueromanagement",
        "fachsprache-pflege-b2",
        "fachgespraech",
        "vielfalt-verstehen",
    }


@pytest.mark.parametrize("language", ["en", "ar"])
def test_all_that_is_read_before_enrolling_is_translated(furnished, language):
    read = ("title", "summary", "goals", "target_group", "prerequisites", "methods", "assessment", "equipment")
    for course in Course.objects.filter(locale__language_code=language, translation_of__isnull=False):
        fields = (*read, "cancellation", "data_protection")
        assert [field for field in fields if course.language_of(field) != language] == []


def test_there_is_a_run_in_every_state(furnished):
    assert set(states(furnished)) == set(RunState)


def test_every_persona_can_sign_in(furnished):
    for persona in personas.PERSONAS:
        assert User.objects.get(username=persona.username).check_password(personas.PASSWORD)


def test_people_are_at_different_points(furnished):
    by_person = dict(
        Enrolment.objects.filter(run__label="Dienstag und Donnerstag").values_list("learner__username", "pk")
    )
    done = {name: UnitResult.objects.filter(enrolment=pk, state="completed").count() for name, pk in by_person.items()}
    assert done == {"olena": 9, "marisol": 2, "amara": 0}


def standing(package):
    """How everybody of the office group stands in a package: (state of the unit, completion, success, part, why)."""
    results = UnitResult.objects.filter(
        enrolment__run__label=OFFICE_GROUP, run_unit__package_version__upload_name=f"{package}.zip"
    )
    keys = dict(results.values_list("public_id", "enrolment__learner__username"))
    states = dict(results.values_list("public_id", "state"))
    why = reasons.reasons(keys, at=timezone.now() + timedelta(hours=1))
    attempts = Attempt.objects.filter(registration__context_key__in=keys).select_related("registration", "current_sco")
    return {
        keys[attempt.registration.context_key]: (
            states[attempt.registration.context_key],
            attempt.success,
            attempt.current_sco.identifier,
            why[attempt.registration.context_key],
        )
        for attempt in attempts
    }


def test_people_are_at_different_points_of_a_course_of_four_parts(furnished):
    people = standing("office_morning")
    assert Counter((state, success, part) for state, success, part, _why in people.values()) == {
        ("completed", "passed", "check"): 10,
        ("started", "failed", "check"): 2,
        ("started", "unknown", "check"): 1,
        ("started", "unknown", "phone"): 1,
        ("started", "unknown", "mail"): 1,
    }
    assert {name: why.names for name, (*_rest, why) in people.items() if why is not None} == {
        "bilal": ("Prüfen Sie sich",),
        "shirin": ("Prüfen Sie sich",),
        "rahul": ("Prüfen Sie sich",),
        "ngozi": ("Am Telefon verstehen und notieren", "Einen Termin finden", "Prüfen Sie sich"),
        "jerome": ("Die Post: Was ist dringend?", "Am Telefon verstehen und notieren", "Einen Termin finden"),
    }


def test_people_are_at_different_points_of_a_course_with_rules(furnished):
    people = standing("applying")
    assert {name: told[:3] for name, told in people.items()} == {
        "oksana": ("completed", "passed", "after"),
        "hamid": ("completed", "passed", "after"),
        "thandiwe": ("completed", "passed", "after"),
        "pawel": ("completed", "passed", "after"),
        "arben": ("completed", "passed", "after"),
        "yusuf": ("started", "failed", "after"),
        "rosa": ("started", "failed", "talk"),
        "selam": ("started", "unknown", "ad"),
        "mina": ("started", "unknown", "before"),
    }
    why = {name: (told[3].why, told[3].names[-1]) for name, told in people.items() if told[3] is not None}
    assert why == {
        "yusuf": (Why.ITEMS_FAILED, "Abschlusstest"),  # and both attempts are used up
        "rosa": (Why.ITEMS_OPEN, "Abschlusstest"),
        "selam": (Why.ITEMS_OPEN, "Das Gespräch"),
        "mina": (Why.ITEMS_OPEN, "Anschreiben und Lebenslauf"),
    }


def test_the_last_test_of_the_office_course_was_answered_by_enough_people_for_its_figures(furnished):
    answered = Interaction.objects.filter(state__sco__version__upload_name="office_morning.zip", identifier="zahl")
    people = (
        answered.filter(state__attempt__registration__isnull=False).values("state__attempt__registration").distinct()
    )
    assert people.count() >= FEWEST_FOR_CORRELATION
    assert set(answered.values_list("result", flat=True)) == {"correct", "wrong"}


def test_who_is_through_has_a_certificate_and_who_left_has_none(furnished):
    ended = Enrolment.objects.filter(run__label="Letzter Durchgang", run__course__slug="bueromanagement")
    assert dict(ended.values_list("learner__username", "state")) == {
        "tatjana": "completed",
        "dilan": "completed",
        "kofi": "withdrawn",
        "linh": "active",
    }
    issued = Certificate.objects.filter(state=CertificateState.ISSUED, holder__username__in=["tatjana", "dilan"])
    assert issued.count() == 2
    assert not Certificate.objects.filter(holder__username="kofi").exists()


def test_each_provider_has_its_legal_pages_and_the_website_its_news(furnished):
    live = LegalPage.objects.filter(live=True)
    for language in ("de", "en", "ar"):
        assert live.filter(locale__language_code=language).count() == 3 * (len(PROVIDERS) + 1)
    assert NewsPage.objects.filter(live=True, locale__language_code="ar").count() == 3


def test_what_a_translated_page_says_is_in_its_language(furnished):
    pages = [*NewsPage.objects.filter(live=True), *FreePage.objects.filter(live=True, slug__startswith="anerkennung")]
    words = [
        (page.language, [row["value"] for row in page.body.raw_data if row["type"] != "picture"]) for page in pages
    ]
    assert len({str(said) for _language, said in words}) == 4 * 3
    arabic = [str(said) for language, said in words if language == "ar"]
    assert len(arabic) == 4
    assert all(re.search("[\u0621-\u064a]{4,}", said) for said in arabic)


@pytest.mark.parametrize("model", [Course, NewsPage, LegalPage, Image])
def test_the_search_of_the_back_office_knows_everything_that_was_furnished(furnished, model):
    entered = IndexEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    keys = {str(key) for key in model.objects.values_list("pk", flat=True)}
    assert set(entered.values_list("object_id", flat=True)) == keys != set()


def test_tasks_run_at_once_again_when_all_is_furnished(furnished):
    assert type(task_backends[DEFAULT_TASK_BACKEND_ALIAS]) is ImmediateBackend


def test_every_page_of_the_front_has_a_picture_with_its_credit(furnished):
    assert not HomePage.objects.filter(live=True, hero_image=None).exists()
    assert not NewsPage.objects.filter(live=True, image=None).exists()
    assert not Course.objects.filter(live=True, image=None).exists()
    sections = ProviderPage.objects.filter(live=True)
    assert [page.slug for page in sections if "picture" not in {block.block_type for block in page.body}] == []
    told = credits()
    assert (
        len(told) - Film.objects.count()
        == Image.objects.count()
        == 1
        + 1
        + len(NewsPage.objects.filter(locale__language_code="de"))
        + len(PROVIDERS)
        + len((*adaptation.COURSES, *diversity.COURSES))
    )
    assert {entry.credit for entry in told} == {pictures.CREDIT}


def test_what_an_editor_wrote_stays(furnished):
    page = NewsPage.objects.filter(locale__language_code="de").first()
    tree.rewrite(page=page, texts={"title": "Neu geschrieben"}, at=furnished)
    furnish(at=furnished + timedelta(hours=1))
    page.refresh_from_db()
    assert page.title == "Neu geschrieben"


def test_no_job_of_the_furnishing_failed(furnished):
    assert not Job.objects.exclude(last_error="").exists()


def test_furnishing_again_changes_nothing(furnished):
    before = counts()
    furnish(at=furnished + timedelta(hours=1))
    assert counts() == before


def test_furnishing_again_moves_nobody(furnished):
    before = list(UnitResult.objects.order_by("pk").values())
    furnish(at=furnished + timedelta(hours=1))
    assert list(UnitResult.objects.order_by("pk").values()) == before


def test_a_run_on_which_nothing_happened_moves_to_today(furnished):
    run = Run.objects.get(course__slug="vielfalt-verstehen", label="Zwei Vormittage")
    later = furnished + timedelta(days=90)
    furnish(at=later)
    moved = Run.objects.get(course__slug="vielfalt-verstehen", label="Zwei Vormittage")
    assert moved.pk == run.pk
    assert moved.enrol_from <= timezone.localdate(later) <= moved.enrol_until


def test_half_a_year_later_there_is_a_run_in_every_state_again(furnished):
    later = furnished + timedelta(days=180)
    used = Run.objects.get(label="Dienstag und Donnerstag")
    furnish(at=later)
    assert set(states(later)) == set(RunState)
    now = Run.objects.get(pk=used.pk)
    assert (now.starts_on, now.ends_on) == (used.starts_on, used.ends_on)


def test_outside_the_demo_nothing_is_furnished(settings):
    settings.DEMO = False
    with pytest.raises(NotTheDemo):
        furnish(at=timezone.now())


def test_each_training_holds_packages_workshops_a_task_and_three_surveys(furnished):
    for slug in ("vielfalt-verstehen", "vielfalt-gestalten", "gender-und-migration", "diversity-und-gesundheit"):
        units = queries.units_of(Course.objects.get(slug=slug, translation_of=None))
        kinds = Counter(unit.kind for unit in units)
        assert (kinds["survey"], kinds["transfer_task"]) == (3, 1)
        assert kinds["scorm"] >= 1
        assert kinds["live_session"] == len(MEETINGS[slug])


def test_a_workshop_has_two_trainers(furnished):
    workshops = RunSession.objects.standing().filter(run__course__slug="vielfalt-verstehen")
    assert {session.session_trainers.count() for session in workshops} == {2}


def test_seven_answers_have_results_and_four_have_none(furnished):
    counted = dict(
        Survey.objects.filter(title__startswith="Vielfalt verstehen", closed_on__isnull=False, answers_count__gt=0)
        .order_by("round")
        .values_list("round", "answers_count")
    )
    assert counted == {"before": 7, "end": 7, "later": 7}
    few = Survey.objects.filter(title="Gender und Migration", closed_on__isnull=False)
    assert set(few.values_list("round", "answers_count")) == {("before", None), ("end", None)}


def test_one_transfer_task_was_returned_and_another_one_waits_for_the_trainer(furnished):
    mine = Submission.objects.filter(unit_result__enrolment__run__label=METAL)
    assert dict(mine.values_list("unit_result__enrolment__learner__username", "state")) == {
        "ioana": "returned",
        "bernd": "handed_in",
    }


def test_who_was_in_all_of_a_training_has_completed_it(furnished):
    seven = Enrolment.objects.filter(run__label=UTILITY).exclude(state="withdrawn")
    assert set(seven.values_list("state", flat=True)) == {"completed"}
    assert seven.count() == 7


def test_employers_have_a_booking_in_each_phase_and_seats_are_taken_by_those_who_learn(furnished):
    assert {booking.state for booking in TrainingRequest.objects.all()} == set(State)
    assert Enrolment.objects.filter(run__label=METAL, place__block__isnull=False).count() == 4
    assert TrainingRequest.objects.get(run__label=UTILITY, run__course__slug="vielfalt-verstehen").state == "closed"


def test_who_booked_a_training_that_runs_or_ran_has_people_in_it(furnished):
    begun = TrainingRequest.objects.filter(
        state__in=["running", "delivered", "evaluating", "certified", "follow_up", "closed"]
    )
    taken = [booking.run.enrolments.filter(place__block__isnull=False).count() for booking in begun]
    assert (len(taken) >= 6, min(taken) >= 4) == (True, True)
    proved = set(Certificate.objects.filter(kind="training_proof").values_list("subject_key", flat=True))
    certified = begun.filter(state__in=["certified", "follow_up", "closed"])
    assert {booking.seat_key for booking in certified} <= proved


def test_no_seat_goes_back_after_its_training_began_and_nobody_writes_at_night(furnished):
    late = SeatBlock.objects.filter(booking_key__isnull=False, return_on__gte=F("run__starts_on"))
    hours = {timezone.localtime(message.sent_at).hour for message in BookingMessage.objects.all()}
    assert (late.count(), hours) == (0, {9, 13})


def test_somebody_waits_to_be_let_in_and_a_measure_names_its_training(furnished):
    assert EntryRequest.objects.filter(state="open").count() == 1
    assert Measure.objects.filter(training__isnull=False).count() == 1
