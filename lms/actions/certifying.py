"""A new certificate for a completed course whose former one was revoked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from certificates import actions as certificates
from certificates.models import Certificate
from lms import certificate_facts, queries
from lms.models import Enrolment


class NothingToCertify(Exception):
    """Not completed, a course without certificates, one that stands already, or a person who is gone."""

    def __init__(self, enrolment: Enrolment) -> None:
        self.enrolment = enrolment
        super().__init__(f"enrolment {enrolment.public_id} lacks no certificate")


@transaction.atomic
def request_again(*, enrolment: Enrolment, by: User, at: datetime) -> Certificate:
    """
    Have a certificate with a new number issued, with name and issuer as they are stored now.

    What was learnt stays as of the day of completion: a correction makes no one's participation longer. The request
    is audited by certificates. Raises NothingToCertify; of two at once, the second meets it.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("run__course__provider", "learner")
        .get(pk=enrolment.pk)
    )
    if enrolment.completed_at is None or not queries.lacks_certificate(enrolment):
        raise NothingToCertify(enrolment)
    course = enrolment.run.course
    return certificates.request(
        provider=course.provider,
        holder=enrolment.learner,
        subject_key=enrolment.certificate_key,
        kind=course.certificate_kind,
        facts=certificate_facts.of(enrolment, on=timezone.localdate(enrolment.completed_at)),
        at=at,
        by=by,
    )
