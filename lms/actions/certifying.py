"""Certificates of people who learn: as soon as the rule of their course is met, and anew after one was revoked."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from certificates import actions as certificates
from certificates import queries as certified
from certificates.models import Certificate
from courses.models import Course, RunSession
from live_sessions.models import GuestInvite
from live_sessions.presence import has_attended
from lms import attendance as rules
from lms import certificate_facts, queries
from lms.links import secret_of
from lms.models import Enrolment
from lms.queries import measuring
from notifications import actions as letters

GUEST_LINK = "lms.guest_certificate"


class NothingToCertify(Exception):
    """The rule is not met, a course without certificates, one that stands already, or a person who is gone."""

    def __init__(self, enrolment: Enrolment) -> None:
        self.enrolment = enrolment
        super().__init__(f"enrolment {enrolment.public_id} lacks no certificate")


def certify_completed(enrolment: Enrolment, *, at: datetime) -> None:
    """Ask for the certificate of a course that is completed in this moment, in the caller's transaction."""
    if enrolment.run.course.certified_as == "attendance":
        _request(enrolment, at=at)


def certify(enrolment: Enrolment, *, at: datetime) -> None:
    """
    Ask for the certificate where it does not wait for the completed course, as soon as its rule is met, in the caller's
    transaction (learner, run and course loaded). It never does so twice: after a revocation a person decides.
    """
    if enrolment.run.course.certified_as in ("", "attendance"):
        return
    if queries.has_earned_certificate(enrolment) and not certified.was_asked_for(enrolment.certificate_key):
        _request(enrolment, at=at)


def certify_present(session: RunSession, keys: Collection[int], *, at: datetime) -> None:
    """Do so for the people of a session whose list was confirmed, where presence is what counts (course loaded)."""
    if session.run.course.offer_kind not in {Course.OfferKind.DIVERSITY_TRAINING, Course.OfferKind.ONLINE_SEMINAR}:
        return
    # In the order of their keys, as everybody locks people: asking writes rows under a unique constraint.
    people = Enrolment.objects.filter(pk__in=keys).select_related("run__course__provider", "learner").order_by("pk")
    for enrolment in people:
        certify(enrolment, at=at)


def certify_guests(session: RunSession, *, at: datetime) -> None:
    """
    Ask for the confirmations of guests who attended a confirmed session, and write to them where theirs is.

    A guest is known by one session and has no account, so it is about that one. Doing it twice changes nothing.
    """
    if not session.takes_guests or session.run.course.certified_as != "seminar" or session.confirmed_ends_at is None:
        return
    presence = measuring.measured(session, until=session.confirmed_ends_at).by_guest
    scheduled = rules.seconds_between(session.starts_at, session.confirmed_ends_at)
    rule = measuring.rule_of(session)
    for guest in GuestInvite.objects.filter(pk__in=presence).exclude(address="").order_by("pk"):
        seconds = presence[guest.pk].seconds
        key = uuid.uuid5(session.context_key, guest.public_id)
        if not has_attended(present_seconds=seconds, scheduled_seconds=scheduled, rule=rule):
            continue
        if certified.was_asked_for(key):
            continue
        facts = certificate_facts.of_guest(session, name=guest.name, seconds=seconds, scheduled=scheduled)
        _hand_over(
            guest,
            certificates.request(
                provider=session.provider, holder=None, subject_key=key, kind="seminar", facts=facts, at=at
            ),
            at=at,
        )


def _hand_over(guest: GuestInvite, made: Certificate, *, at: datetime) -> None:
    with translation.override(guest.language):
        path = reverse("lms:guest_certificate", args=[made.public_id, secret_of(GUEST_LINK, made.public_id)])
    letters.write_to_guest(
        key=f"guest_certificate:{made.public_id}",
        name=guest.name,
        address=guest.address,
        language=guest.language,
        event="guest_certificate",
        context={"course_title": made.course_title, "link": settings.SITE_ORIGIN + path},
        provider=made.provider,
        at=at,
    )


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
    if not queries.lacks_certificate(enrolment):
        raise NothingToCertify(enrolment)
    return _request(enrolment, by=by, at=at)


def _request(enrolment: Enrolment, *, at: datetime, by: User | None = None) -> Certificate:
    course = enrolment.run.course
    return certificates.request(
        provider=course.provider,
        holder=enrolment.learner,
        subject_key=enrolment.certificate_key,
        kind=course.certified_as,
        facts=certificate_facts.of(enrolment, on=timezone.localdate(enrolment.completed_at or at)),
        at=at,
        by=by,
    )
