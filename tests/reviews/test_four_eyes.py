"""At a provider that wants a review, nobody publishes alone, whatever door they try."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from accounts.models import Membership
from courses.actions import publishing, submitting, translating
from notifications.models import Letter
from privacy.models import AuditEntry
from reviews import queries
from reviews.actions import reviewing, wanting
from reviews.rules import NeedsReview, NobodyToReview, NotReady, OwnWork
from tests.courses.editing import course_form, module
from tests.factories.accounts import MembershipFactory, ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import CourseFactory, UnitFactory, curriculum_of, live_course, live_unit
from tests.factories.reviews import strict

pytestmark = pytest.mark.django_db
COURSES, UNITS = "wagtailsnippets_courses_course", "wagtailsnippets_courses_unit"


@pytest.fixture
def provider():
    return ProviderFactory(complaint_path="an die Leitung")


@pytest.fixture
def people(provider, at):
    return strict(provider, at)


def draft_course(provider, by, count=2):
    units = [UnitFactory(provider=provider) for _ in range(count)]
    for unit in units:
        unit.save_revision(user=by)
    course = CourseFactory(provider=provider, slug="", curriculum=curriculum_of(units))
    course.save_revision(user=by)
    return course, units


def url(course, name, namespace=COURSES):
    return reverse(f"{namespace}:{name}", args=[course.pk])


def test_a_course_of_many_units_is_one_release(provider, people):
    trainer, reviewer = people
    course, units = draft_course(provider, trainer, count=20)
    approval = submitting.submit(content=course, by=trainer)
    reviewing.release(approval=approval, by=reviewer)
    course.refresh_from_db()
    assert (course.live, course.slug.startswith("bueromanagement")) == (True, True)
    assert {type(unit).objects.get(pk=unit.pk).live for unit in units} == {True}


def test_what_goes_public_is_what_was_handed_in_and_not_what_a_unit_became_since(provider, people):
    trainer, reviewer = people
    course, (unit, _other) = draft_course(provider, trainer)
    approval = submitting.submit(content=course, by=trainer)
    handed_in = unit.latest_revision
    unit.title = "ungeprüft"
    assert unit.save_revision(user=trainer, overwrite_revision=handed_in) != handed_in
    reviewing.release(approval=approval, by=reviewer)
    unit.refresh_from_db()
    assert (unit.title == "ungeprüft", unit.has_unpublished_changes) == (False, True)


@pytest.mark.parametrize("door", ["release page", "publish button", "action", "revision", "new course"])
def test_a_trainer_cannot_publish_alone(client, provider, people, door):
    trainer, _reviewer = people
    course, units = draft_course(provider, trainer)
    client.force_login(trainer)
    if door == "release page":
        client.post(url(course, "release"))
    elif door == "publish button":
        client.post(url(course, "edit"), course_form(modules=[module("M", units)], action="action-publish"))
    elif door == "new course":
        client.post(reverse(f"{COURSES}:add"), course_form(modules=[module("M", units)], action="action-publish"))
    else:
        doors = {
            "action": lambda: publishing.publish_course(course=course, by=trainer, with_units=True),
            "revision": lambda: course.latest_revision.publish(user=trainer, skip_permission_checks=True),
        }
        with pytest.raises(NeedsReview):
            doors[door]()
    assert not type(course).objects.filter(live=True).exists()


def test_the_administration_of_the_provider_cannot_publish_alone_either(client, provider, people):
    admin = Membership.objects.get(role="provider_admin", provider=provider).user
    course, units = draft_course(provider, admin)
    client.force_login(admin)
    client.post(url(course, "edit"), course_form(modules=[module("M", units)], action="action-publish"))
    approval = queries.approval_of(course) or submitting.submit(content=course, by=admin)
    with pytest.raises(OwnWork):
        reviewing.release(approval=approval, by=admin)
    client.post(url(course, "review"), {"act": "release", "approval": approval.pk})
    course.refresh_from_db()
    assert course.live is False


def test_nobody_releases_a_course_with_a_unit_of_their_own(provider, people):
    trainer, _reviewer = people
    admin = Membership.objects.get(role="provider_admin", provider=provider).user
    course, (unit, _other) = draft_course(provider, trainer)
    unit.save_revision(user=admin)
    with pytest.raises(OwnWork):
        reviewing.release(approval=submitting.submit(content=course, by=trainer), by=admin)


def test_reviewers_of_another_provider_do_not_decide(client, provider, people):
    trainer, _reviewer = people
    course, _units = draft_course(provider, trainer)
    approval = submitting.submit(content=course, by=trainer)
    stranger = make_staff("coordinator")
    with pytest.raises(reviewing.MayNotReview):
        reviewing.release(approval=approval, by=stranger)
    client.force_login(stranger)
    assert client.get(url(course, "review")).status_code == 404
    assert client.post(url(course, "review"), {"act": "release", "approval": approval.pk}).status_code == 404


def test_own_key_with_the_task_of_another_provider_opens_nothing(client, provider, people, at):
    trainer, _reviewer = people
    theirs = submitting.submit(content=draft_course(provider, trainer)[0], by=trainer)
    other = ProviderFactory(complaint_path="an die Leitung")
    own_trainer, own_reviewer = strict(other, at)
    own, _units = draft_course(other, own_trainer)
    submitting.submit(content=own, by=own_trainer)
    client.force_login(own_reviewer)
    for name in ("workflow_action", "collect_workflow_action_data"):
        address = reverse(f"{COURSES}:{name}", args=[own.pk, "approve", theirs.pk])
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    theirs.refresh_from_db()
    assert theirs.status == "in_progress"


def test_while_it_is_reviewed_nobody_changes_it(client, provider, people):
    trainer, _reviewer = people
    course, units = draft_course(provider, trainer)
    submitting.submit(content=course, by=trainer)
    client.force_login(trainer)
    client.post(url(course, "edit"), course_form(title="Heimlich anders", modules=[module("M", units)]))
    course.refresh_from_db()
    assert course.latest_revision.content["title"] != "Heimlich anders"


def test_the_way_from_hand_in_over_return_to_release(client, provider, people):
    trainer, reviewer = people
    course, _units = draft_course(provider, trainer)
    client.force_login(trainer)
    assert "Zur Freigabe einreichen" in client.get(url(course, "release")).content.decode()
    client.post(url(course, "release"), {"note": "Bitte bis Freitag."})
    client.force_login(reviewer)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert url(course, "review") in home
    page = client.get(url(course, "review")).content.decode()
    assert "Bitte bis Freitag." in page
    first = queries.approval_of(course)
    client.post(url(course, "review"), {"act": "return", "approval": first.pk, "comment": "Das Ziel fehlt."})
    client.force_login(trainer)
    assert "Das Ziel fehlt." in client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Das Ziel fehlt." in client.get(url(course, "edit")).content.decode()
    client.post(url(course, "release"))
    client.force_login(reviewer)
    client.post(url(course, "review"), {"act": "release", "approval": queries.approval_of(course).pk})
    course.refresh_from_db()
    assert course.live is True
    acts = list(AuditEntry.objects.filter(subject=course.public_id).order_by("pk").values_list("action", "actor"))
    said = [(action.removeprefix("courses.course_"), actor) for action, actor in acts]
    assert [
        entry for entry in said if entry[0] in {"submitted", "rejected", "resubmitted", "approved", "published"}
    ] == [
        ("submitted", trainer.public_id),
        ("rejected", reviewer.public_id),
        ("resubmitted", trainer.public_id),
        ("approved", reviewer.public_id),
        ("published", reviewer.public_id),
    ]


def test_letters_go_to_the_own_reviewers_and_back_to_who_handed_in_and_wagtail_mails_nobody(provider, people, run_jobs):
    trainer, reviewer = people
    reviewer.preferred_language = "en"
    reviewer.save()
    make_staff("coordinator")
    make_staff("coordinator", provider, is_active=False)
    admin = Membership.objects.get(role="provider_admin", provider=provider).user
    course, _units = draft_course(provider, trainer)
    approval = submitting.submit(content=course, by=trainer)
    asked = Letter.objects.filter(event="review_asked")
    assert set(asked.values_list("recipient", "language")) == {(reviewer.pk, "en"), (admin.pk, "de")}
    reviewing.give_back(approval=approval, comment="Bitte kürzer.", by=reviewer)
    reviewing.release(approval=submitting.submit(content=course, by=trainer), by=reviewer)
    assert set(Letter.objects.exclude(event="review_asked").values_list("event", "recipient")) == {
        ("review_returned", trainer.pk),
        ("review_released", trainer.pk),
    }
    assert mail.outbox == []
    run_jobs(timezone.now())
    subjects = {message.subject for message in mail.outbox}
    assert f"Please review: {course.title}" in subjects
    assert f"Freigegeben: {course.title}" in subjects


def test_what_has_come_to_be_missing_since_stops_the_release_and_nothing_happens(client, provider, people):
    trainer, reviewer = people
    unit = live_unit_of_strict(provider, trainer, reviewer)
    course = CourseFactory(provider=provider, curriculum=curriculum_of([unit]))
    course.save_revision(user=trainer)
    approval = submitting.submit(content=course, by=trainer)
    unit.unpublish()
    with pytest.raises(NotReady):
        reviewing.release(approval=approval, by=reviewer)
    approval.refresh_from_db()
    assert approval.status == "in_progress"
    client.force_login(reviewer)
    typed = {"act": "release", "approval": approval.pk, "comment": "Die Einheit fehlt."}
    answer = client.post(url(course, "review"), typed)
    assert "Nicht freigegeben." in answer.content.decode()
    assert 'maxlength="2000">Die Einheit fehlt.</textarea>' in answer.content.decode()


def live_unit_of_strict(provider, trainer, reviewer, **values):
    unit = UnitFactory(provider=provider, **values)
    unit.save_revision(user=trainer)
    reviewing.release(approval=submitting.submit(content=unit, by=trainer), by=reviewer)
    unit.refresh_from_db()
    assert unit.live is True
    return unit


def test_newer_drafts_of_public_units_go_along_when_chosen(client, provider, people):
    trainer, reviewer = people
    chosen, kept = (live_unit_of_strict(provider, trainer, reviewer, title=title) for title in ("A", "B"))
    course = CourseFactory(provider=provider, curriculum=curriculum_of([chosen, kept]))
    course.save_revision(user=trainer)
    for unit in (chosen, kept):
        unit.title += " neu"
        unit.save_revision(user=trainer)
    client.force_login(trainer)
    assert client.get(url(course, "release")).content.decode().count('name="unit"') == 2
    client.post(url(course, "release"), {"unit": [chosen.pk]})
    reviewing.release(approval=queries.approval_of(course), by=reviewer)
    chosen.refresh_from_db()
    kept.refresh_from_db()
    assert (chosen.title, kept.title) == ("A neu", "B")


def test_a_translation_takes_the_same_way(provider, people, at):
    trainer, reviewer = people
    unit = live_unit_of_strict(provider, trainer, reviewer)
    arabic = Locale.objects.get(language_code="ar")
    copy = translating.start_translation(source=unit, locale=arabic, by=trainer, at=at)
    with pytest.raises(NeedsReview):
        publishing.publish_unit(unit=copy, by=trainer)
    reviewing.release(approval=submitting.submit(content=copy, by=trainer), by=reviewer)
    copy.refresh_from_db()
    assert copy.live is True


def test_who_handed_in_takes_back_and_nobody_else_does(client, provider, people):
    trainer, _reviewer = people
    course, _units = draft_course(provider, trainer)
    submitting.submit(content=course, by=trainer)
    colleague = make_staff("trainer", provider)
    for person, is_back in ((colleague, False), (trainer, True)):
        client.force_login(person)
        client.post(url(course, "release"), {"act": "withdraw"})
        assert (queries.approval_of(type(course).objects.get(pk=course.pk)) is None) is is_back


def test_without_a_review_all_is_as_before(client, provider):
    trainer = make_staff("trainer", provider)
    course, _units = draft_course(provider, trainer)
    client.force_login(trainer)
    client.post(url(course, "release"))
    course.refresh_from_db()
    assert course.live is True


def test_a_person_with_two_providers_publishes_only_where_that_is_allowed(client, provider, people, at):
    trainer, _reviewer = people
    free = ProviderFactory(complaint_path="an die Leitung")
    MembershipFactory(role="trainer", provider=free, user=trainer)
    client.force_login(trainer)
    here, _units = draft_course(provider, trainer)
    there, _units = draft_course(free, trainer)
    for course in (here, there):
        client.post(url(course, "release"))
        course.refresh_from_db()
    assert (here.live, there.live) == (False, True)


def test_who_only_reviews_at_one_provider_and_writes_at_another_cannot_write_at_both(client, provider, people):
    _trainer, reviewer = people
    MembershipFactory(role="trainer", provider=ProviderFactory(), user=reviewer)
    course, units = draft_course(provider, people[0])
    client.force_login(reviewer)
    answer = client.post(url(course, "edit"), course_form(title="Fremdes Recht", modules=[module("M", units)]))
    assert answer.status_code in {302, 403, 404}
    course.refresh_from_db()
    assert course.latest_revision.content["title"] != "Fremdes Recht"
    client.post(url(course, "delete"))
    assert type(course).objects.filter(pk=course.pk).exists()


def test_only_the_own_administration_decides_and_only_where_somebody_else_can_review(client, provider, at):
    trainer = make_staff("trainer", provider)
    admin = make_staff("provider_admin", provider)
    with pytest.raises(wanting.MayNotDecide):
        wanting.want_review(provider=provider, by=trainer, at=at)
    with pytest.raises(NobodyToReview):  # nobody could review what the administration writes
        wanting.want_review(provider=provider, by=admin, at=at)
    make_staff("coordinator", provider)
    client.force_login(admin)
    address = reverse("reviews_setting")
    client.post(address, {"provider": provider.public_id, "act": "want"})
    assert queries.needs_review(provider.pk) is True
    assert AuditEntry.objects.get(action="reviews.review_wanted").actor == admin.public_id
    client.post(address, {"provider": provider.public_id, "act": "end"})
    assert queries.needs_review(provider.pk) is False
    client.post(address, {"provider": provider.public_id, "act": "want"})
    assert queries.needs_review(provider.pk) is True
    assert client.post(address, {"provider": ProviderFactory().public_id, "act": "want"}).status_code == 404


def test_when_the_review_ends_what_waits_is_a_draft_again(provider, people, at):
    trainer, _reviewer = people
    course, _units = draft_course(provider, trainer)
    submitting.submit(content=course, by=trainer)
    admin = Membership.objects.get(role="provider_admin", provider=provider).user
    wanting.end_review(provider=provider, by=admin, at=at)
    assert queries.approval_of(type(course).objects.get(pk=course.pk)) is None
    assert publishing.publish_course(course=course, by=trainer).live is True


def test_what_is_public_stays_public_when_the_review_begins(provider, at):
    course = live_course(provider, units=[live_unit(provider)])
    strict(provider, at)
    course.refresh_from_db()
    assert course.live is True
