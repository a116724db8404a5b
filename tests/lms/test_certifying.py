"""A correction is a revocation and a new certificate, with a new number, for who may revoke."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from certificates import actions as certificates
from certificates.models import Certificate
from lms.actions import certifying
from lms.models import Enrolment
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.lms import complete_units, enrolled, running_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return running_run()


@pytest.fixture
def coordinator(run):
    return make_staff("coordinator", run.course.provider)


@pytest.fixture
def completed(run, at):
    enrolment = enrolled(run, UserFactory(full_name="Olena Kowalenko"))
    complete_units(enrolment, at=at)
    return Enrolment.objects.get(pk=enrolment.pk)


@pytest.fixture
def revoked(completed, coordinator, at):
    """The completed enrolment, its certificate revoked."""
    certificates.revoke(certificate=Certificate.objects.get(), reason="Name falsch", by=coordinator, at=at)
    return completed


def page(enrolment, name="participant"):
    return reverse(f"participants:{name}", args=[enrolment.public_id])


def test_the_button_asks_for_a_new_certificate_with_the_corrected_name(
    client, revoked, coordinator, run_jobs, ready_fonts
):
    User.objects.filter(pk=revoked.learner_id).update(full_name="Olena Kovalenko")
    client.force_login(coordinator)
    assert page(revoked, "certify") in client.get(page(revoked)).content.decode()
    told = client.post(page(revoked, "certify"), follow=True).content.decode()
    assert "Die neue Bescheinigung wird ausgestellt." in told
    assert page(revoked, "certify") not in told
    run_jobs(datetime.now(UTC))
    new = Certificate.objects.standing().get()
    assert (new.subject_key, new.facts.holder_name) == (revoked.certificate_key, "Olena Kovalenko")
    assert new.is_valid
    asked = AuditEntry.objects.get(action="certificates.requested")
    assert (asked.subject, asked.provider) == (new.public_id, revoked.run.course.provider.public_id)


def test_the_period_still_ends_on_the_day_of_completion(revoked, coordinator, at):
    new = certifying.request_again(enrolment=revoked, by=coordinator, at=at + timedelta(days=30))
    assert new.snapshot["period_to"] == "2026-03-02"


def test_nobody_gets_a_second_one_while_one_stands(client, completed, coordinator, at):
    client.force_login(coordinator)
    assert page(completed, "certify") not in client.get(page(completed)).content.decode()
    told = client.post(page(completed, "certify"), follow=True).content.decode()
    assert "Hier ist keine neue Bescheinigung auszustellen." in told
    assert Certificate.objects.count() == 1


def test_asking_twice_gives_one(revoked, coordinator, at):
    certifying.request_again(enrolment=revoked, by=coordinator, at=at)
    with pytest.raises(certifying.NothingToCertify):
        certifying.request_again(enrolment=revoked, by=coordinator, at=at)
    assert Certificate.objects.standing().count() == 1


@pytest.mark.parametrize("why", ["still learning", "no certificates", "erased"])
def test_where_nothing_can_be_certified_nothing_is(revoked, coordinator, at, why):
    if why == "still learning":
        revoked = enrolled(revoked.run)
    elif why == "no certificates":
        type(revoked.run.course).objects.update(certificate_kind="none")
    else:
        User.objects.filter(pk=revoked.learner_id).update(erased_at=at)
    with pytest.raises(certifying.NothingToCertify):
        certifying.request_again(enrolment=revoked, by=coordinator, at=at)
    assert not Certificate.objects.standing().exists()


@pytest.mark.parametrize("who", ["trainer", "coordinator elsewhere", "the learner"])
def test_who_may_not_revoke_cannot_ask_for_a_new_one(client, revoked, who):
    person = {
        "trainer": lambda: make_staff("trainer", revoked.run.course.provider),
        "coordinator elsewhere": lambda: make_staff("coordinator"),
        "the learner": lambda: revoked.learner,
    }[who]()
    client.force_login(person)
    assert client.post(page(revoked, "certify")).status_code in {302, 403, 404}
    if who == "trainer":
        assert page(revoked, "certify") not in client.get(page(revoked)).content.decode()
    assert not Certificate.objects.standing().exists()
