"""A revocation is final, reasoned and written down; a correction is a new certificate."""

import pytest

from certificates import actions
from certificates.models import Certificate, CertificateState
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.certificates import facts, issue_certificate, request_certificate

pytestmark = pytest.mark.django_db


def test_a_revoked_certificate_keeps_document_and_number_and_says_when_and_why(at):
    certificate = issue_certificate()
    coordinator = UserFactory()
    actions.revoke(certificate=certificate, reason=" Name falsch geschrieben ", by=coordinator, at=at)
    before = (certificate.number, certificate.pdf_id, certificate.snapshot)
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.REVOKED
    assert (certificate.number, certificate.pdf_id, certificate.snapshot) == before
    assert (certificate.revoked_at, certificate.revoked_reason) == (at, "Name falsch geschrieben")
    entry = AuditEntry.objects.get(action="certificates.revoked")
    assert (entry.actor, entry.subject, entry.details) == (coordinator.public_id, certificate.public_id, {})


def test_a_correction_gets_a_new_number(at):
    wrong = issue_certificate(facts=facts(holder_name="Olena Kovalenka"))
    coordinator = UserFactory()
    actions.revoke(certificate=wrong, reason="Tippfehler", by=coordinator, at=at)
    right = request_certificate(
        provider=wrong.provider, holder=wrong.holder, subject_key=wrong.subject_key, by=coordinator
    )
    actions.issue(certificate_id=right.pk, at=at)
    right.refresh_from_db()
    assert right.pk != wrong.pk
    assert right.number != wrong.number
    assert Certificate.objects.standing().get() == right


def test_a_revocation_needs_a_reason(at):
    with pytest.raises(actions.ReasonMissing):
        actions.revoke(certificate=issue_certificate(), reason="  ", by=UserFactory(), at=at)


def test_a_certificate_is_revoked_once(at):
    certificate = issue_certificate()
    actions.revoke(certificate=certificate, reason="a", by=UserFactory(), at=at)
    with pytest.raises(actions.AlreadyRevoked):
        actions.revoke(certificate=certificate, reason="b", by=UserFactory(), at=at)
    assert Certificate.objects.get().revoked_reason == "a"
