"""A request freezes facts and causes exactly one job."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from certificates import actions
from certificates.facts import CertificateFacts, digest
from certificates.models import Certificate, CertificateState
from jobs.models import Job
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.certificates import facts, request_certificate

pytestmark = pytest.mark.django_db


def test_a_request_costs_four_statements(at):
    provider, holder, frozen = ProviderFactory(), UserFactory(), facts()
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        certificate = actions.request(
            provider=provider, holder=holder, subject_key=uuid.uuid4(), kind="attendance", facts=frozen, at=at
        )
    # The test's own atomic block is a savepoint here: its two statements are not the action's.
    assert len(queries) - 2 == 4
    assert certificate.state == CertificateState.REQUESTED


def test_asking_twice_gives_the_same_certificate_and_one_job():
    first = request_certificate()
    second = request_certificate(
        provider=first.provider, holder=first.holder, subject_key=first.subject_key, facts=facts(holder_name="Other")
    )
    assert second == first
    assert second.facts.holder_name == "Olena Kovalenko"
    assert list(Job.objects.values_list("kind", "payload")) == [("certificates.issue", {"certificate": first.pk})]


def test_the_snapshot_gives_back_the_very_facts_and_carries_its_hash():
    frozen = facts(original_name="Олена Коваленко")
    certificate = request_certificate(facts=frozen)
    certificate.refresh_from_db()
    assert certificate.facts == frozen
    assert certificate.snapshot_sha256 == digest(certificate.snapshot)


def test_a_person_who_asks_is_written_down_and_the_platform_is_not(at):
    coordinator = UserFactory()
    request_certificate()
    asked = request_certificate(by=coordinator)
    assert list(AuditEntry.objects.values_list("action", "subject", "actor")) == [
        ("certificates.requested", asked.public_id, coordinator.public_id)
    ]


def test_an_unknown_kind_is_refused():
    with pytest.raises(LookupError):
        request_certificate(kind="medal")


@pytest.mark.parametrize(
    "impossible",
    [
        {"holder_name": " "},
        {"course_title": ""},
        {"minutes_attended": 161 * 45},
        {"minutes_attended": -1},
        {"language": "ar"},
        {"period_to": facts().period_from.replace(year=2025)},
    ],
)
def test_impossible_facts_never_become_a_request(impossible):
    with pytest.raises(ValueError):
        facts(**impossible)


def test_more_than_was_attended_is_never_claimed():
    assert facts(minutes_total=1000, minutes_attended=999).attended_percent == 99
    assert CertificateFacts.from_snapshot(facts().snapshot()).attended_percent == 92


@pytest.mark.parametrize(
    "columns",
    [
        {"number": "IQ-NI-2026-000001-AAAAAAAA"},
        {"state": "issued"},
        {"state": "revoked"},
        {"state": "revoked", "revoked_reason": "x"},
        {"revoked_reason": "x"},
        {"pdf_sha256": "x"},
    ],
)
def test_the_database_refuses_columns_that_contradict_the_state(columns):
    certificate = request_certificate()
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**columns)


def test_the_database_refuses_a_second_standing_certificate():
    certificate = request_certificate()
    certificate.pk, certificate.public_id = None, "otherotherot"
    with pytest.raises(IntegrityError), transaction.atomic():
        certificate.save(force_insert=True)
