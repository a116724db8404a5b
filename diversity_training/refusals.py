"""People of an employer who try to look at the learning of others are told why they cannot, and it is noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import ResolverMatch
from django.utils import timezone

from accounts.models import User
from accounts.queries import employer_ids
from accounts.roles import Permission
from accounts.rules import is_staff
from diversity_training.actions.reading import access_refused
from lms.models import Enrolment
from privacy.models import AuditEntry

# What is behind these is about people who learn: lists, results, certificates.
ABOUT_PEOPLE = {"attendance_office", "certificates_office", "participants", "survey_office"}
DESK = "betrieb/"
FEW = 20  # refusals noted per person and hour: a script writes no more rows than a person


def is_about_people(match: ResolverMatch) -> bool:
    """Return whether the address leads to what somebody learns."""
    if match.namespace in ABOUT_PEOPLE or match.view_name == "certificates:download":
        return True
    return match.namespace in {"lms", "diversity_training"} and "enrolment_id" in match.kwargs


def is_about_employer(match: ResolverMatch) -> bool:
    """Return whether the address leads to the desk of an employer's HR, where the figures are."""
    return match.namespace == "diversity_training" and DESK in match.route


def is_refused(match: ResolverMatch, person: User) -> bool:
    """
    Return whether the person is somebody of an employer who asks for what no employer sees.

    HR and managers alike; a manager is any other employee here. HR who mistypes a booking finds nothing, as elsewhere.
    """
    is_hr = bool(employer_ids(person, Permission.SEE_SEATS))
    if is_about_people(match):
        return not _is_own(match, person) and (is_hr or _is_employee(person))
    return is_about_employer(match) and not is_hr and _is_employee(person)


def _is_own(match: ResolverMatch, person: User) -> bool:
    key = match.kwargs.get("enrolment_id")
    return key is not None and Enrolment.objects.filter(public_id=key, learner=person).exists()


def _is_employee(person: User) -> bool:
    """Return whether the person takes part in trainings that count for an employer."""
    return Enrolment.objects.filter(learner=person, counts_for__isnull=False).exists()


class ExplainedRefusals:
    """
    Answer 403 with the reason, instead of 404, where somebody of an employer asks for the learning of others.

    Whether the address exists makes no difference, so the answer tells nothing. Stands after authentication and
    around every door.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code != 404 or request.method not in {"GET", "HEAD"} or match is None:
            return response
        person = request.user
        if not isinstance(person, User) or is_staff(person) or not is_refused(match, person):
            return response
        _note(match, person)
        return render(request, "diversity_training/refused.html", status=403)


def _note(match: ResolverMatch, person: User) -> None:
    at = timezone.now()
    noted = AuditEntry.objects.filter(
        action="diversity_training.access_refused", actor=str(person.public_id), at__gt=at - timedelta(hours=1)
    )
    if noted.count() < FEW:
        access_refused(page=match.view_name, by=person, at=at)
