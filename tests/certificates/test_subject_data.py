"""A person gets all their certificates; erasing leaves what was issued, and says why."""

import pytest

from certificates import subject_data
from certificates.models import Certificate
from tests.factories.accounts import UserFactory
from tests.factories.certificates import issue_certificate, request_certificate

pytestmark = pytest.mark.django_db


def test_the_export_holds_every_own_certificate_with_its_facts():
    person = UserFactory()
    issued, requested = issue_certificate(holder=person), request_certificate(holder=person)
    issue_certificate()
    exported = subject_data.export(person=person)["certificates"]
    assert [row["public_id"] for row in exported] == [issued.public_id, requested.public_id]
    assert exported[0]["facts"] == issued.snapshot
    assert exported[0]["number"] == issued.number


def test_erasing_keeps_what_was_issued_with_a_reason_and_removes_the_rest(at):
    person = UserFactory()
    issued = issue_certificate(holder=person)
    request_certificate(holder=person)
    assert len(subject_data.kept(person=person)) == 1
    subject_data.erase(person=person, at=at)
    assert list(Certificate.objects.all()) == [issued]
    issued.refresh_from_db()
    assert issued.facts.holder_name == "Olena Kovalenko"


def test_who_has_none_is_told_nothing():
    person = UserFactory()
    assert subject_data.export(person=person) == {}
    assert subject_data.kept(person=person) == []
