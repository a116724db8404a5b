"""The audit trail is written with the act, holds ids, and stands."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from privacy import actions, audit
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_row_refers_by_public_ids_only(at):
    person, by, provider = UserFactory(), UserFactory(), ProviderFactory()
    audit.record("accounts.role_granted", subject=person, by=by, at=at, provider=provider)
    row = AuditEntry.objects.get()
    assert (row.actor, row.provider, row.subject_type, row.subject) == (
        by.public_id,
        provider.public_id,
        "accounts.User",
        person.public_id,
    )


def test_the_database_refuses_to_change_a_written_row(at):
    audit.record("accounts.role_granted", subject=UserFactory(), by=None, at=at)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AuditEntry.objects.update(action="accounts.something_else")
    assert AuditEntry.objects.get().action == "accounts.role_granted"


def test_reading_data_of_another_person_is_recorded_and_of_oneself_is_not(at):
    one, other = UserFactory(), UserFactory()
    audit.record_reading("lms.progress_read", subject=one, by=other, at=at)
    audit.record_reading("lms.progress_read", subject=one, by=one, at=at)
    assert AuditEntry.objects.values_list("actor", flat=True).get() == other.public_id


def test_rows_older_than_their_time_are_removed_and_younger_ones_stay(at, settings):
    limit = at - timedelta(days=settings.AUDIT_RETENTION_DAYS)
    audit.record("accounts.old", subject=UserFactory(), by=None, at=limit - timedelta(seconds=1))
    audit.record("accounts.young", subject=UserFactory(), by=None, at=limit)
    assert actions.remove_old_audit_entries(at=at) == 1
    assert AuditEntry.objects.values_list("action", flat=True).get() == "accounts.young"
