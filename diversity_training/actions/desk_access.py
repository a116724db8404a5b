"""How the people of an employer come to their desk: by a link in a letter, which is good once."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from accounts.actions import employers
from accounts.models import Employer, User
from accounts.queries import employer_ids
from accounts.roles import Permission
from diversity_training.models import DeskAccess, TrainingRequest
from notifications.actions import language_of, write_to_guest
from privacy import audit
from privacy.keys import all_digests, keyed_digest

PURPOSE = "diversity_training.desk_access"
SIGNATURE_LENGTH = 32  # hexadecimal digits: 128 bits


class LinkIsNotValid(Exception):
    """No such link, or it was used, or its time is over; which of these is told to nobody."""


class NotYourEmployer(Exception):
    """The person does not sit at the desk of this employer."""


def link(access: DeskAccess) -> str:
    """Return the address that opens the desk, in the language of whoever is written to."""
    token = f"{access.public_id}-{keyed_digest(PURPOSE, access.public_id).hex()[:SIGNATURE_LENGTH]}"
    with translation.override(access.language):
        return settings.SITE_ORIGIN + reverse("diversity_training:desk_access", args=[token])


def look(*, token: str, at: datetime, lock: bool = False) -> DeskAccess:
    """Return what this link opens. Raises LinkIsNotValid."""
    public_id, _dash, signature = token.partition("-")
    signed = [digest.hex()[:SIGNATURE_LENGTH] for digest in all_digests(PURPOSE, public_id)]
    if not any(hmac.compare_digest(signature.encode(), known.encode()) for known in signed):
        raise LinkIsNotValid
    rows = DeskAccess.objects.select_related("request__provider", "request__employer", "employer", "invited_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(public_id=public_id, used_at=None, expires_at__gt=at).first()
    if found is None:
        raise LinkIsNotValid
    return found


@transaction.atomic
def open_for(*, request: TrainingRequest, at: datetime) -> DeskAccess:
    """Make the link for who asked for a training; links that were sent before no longer open anything."""
    DeskAccess.objects.filter(request=request, used_at=None, expires_at__gt=at).update(expires_at=at)
    return DeskAccess.objects.create(
        request=request,
        name=request.contact_name,
        email=request.contact_email,
        language=request.language if request.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        created_at=at,
        expires_at=at + timedelta(days=settings.DESK_ACCESS_DAYS),
    )


@transaction.atomic
def send_again(*, request: TrainingRequest, by: User, at: datetime) -> None:
    """Send who asked a new link to the desk; older ones no longer work."""
    access = open_for(request=request, at=at)
    audit.record("diversity_training.access_sent", subject=request, by=by, at=at, provider=request.provider)
    write_to_guest(
        key=f"desk-access:{access.public_id}",
        name=access.name,
        address=access.email,
        language=access.language,
        event="desk_access",
        context={"organisation": request.organisation, "url": link(access)},
        provider=request.provider,
        at=at,
    )


@transaction.atomic
def invite(*, employer: Employer, name: str, email: str, by: User, at: datetime) -> DeskAccess:
    """
    Invite a colleague to the employer's desk. Raises NotYourEmployer.

    Whether the address was known here before, the inviter learns neither now nor later.
    """
    if employer.pk not in employer_ids(by, Permission.SEE_SEATS):
        raise NotYourEmployer
    access = DeskAccess.objects.create(
        employer=employer,
        name=name,
        email=email.strip().lower(),
        language=language_of(by),
        created_at=at,
        expires_at=at + timedelta(days=settings.DESK_ACCESS_DAYS),
        invited_by=by,
    )
    audit.record("diversity_training.colleague_invited", subject=employer, by=by, at=at)
    write_to_guest(
        key=f"desk-access:{access.public_id}",
        name=name,
        address=access.email,
        language=access.language,
        event="desk_invited",
        context={"organisation": employer.name, "inviter": by.display_name, "url": link(access)},
        at=at,
    )
    return access


@transaction.atomic
def withdraw(*, access: DeskAccess, by: User, at: datetime) -> None:
    """Make an invitation to a colleague void. Raises NotYourEmployer."""
    if access.employer_id not in employer_ids(by, Permission.SEE_SEATS):
        raise NotYourEmployer
    DeskAccess.objects.filter(pk=access.pk, used_at=None).update(expires_at=at, name="", email="")
    audit.record("diversity_training.invitation_withdrawn", subject=access, by=by, at=at)


@transaction.atomic
def claim(*, token: str, by: User, at: datetime, employer: Employer | None = None) -> Employer:
    """
    Seat the person at the desk that this link opens, and return whose it is. The link is spent.

    `employer`, one of the person's own, takes the request in; without one, the employer of the request is founded now.
    What somebody typed as a name never joins anybody to an employer that is there. Raises LinkIsNotValid,
    NotYourEmployer.
    """
    access = look(token=token, at=at, lock=True)
    if access.request is None:
        assert access.employer is not None  # noqa: S101  the database holds it
        found = access.employer
        employers.seat(employer=found, person=by, by=access.invited_by or by, at=at)
    else:
        found = _employer_of(access.request, employer, by, at)
    access.used_at, access.used_by, access.name, access.email = at, by, "", ""
    access.employer = found
    access.save(update_fields=["used_at", "used_by", "name", "email", "employer"])
    audit.record("diversity_training.desk_opened", subject=found, by=by, at=at)
    return found


def _employer_of(request: TrainingRequest, employer: Employer | None, by: User, at: datetime) -> Employer:
    request = TrainingRequest.objects.select_for_update(of=("self",)).select_related("employer").get(pk=request.pk)
    if request.employer is not None:  # a colleague was quicker, or the letter was sent again
        employers.seat(employer=request.employer, person=by, by=by, at=at)
        return request.employer
    if employer is None:
        employer = employers.found(
            name=request.organisation,
            is_public=request.is_public,
            size_class=request.size_class,
            sector=request.sector,
            by=by,
            at=at,
        )
    elif employer.pk not in employer_ids(by, Permission.SEE_SEATS):
        raise NotYourEmployer
    request.employer, request.responsible = employer, by
    request.save(update_fields=["employer", "responsible"])
    audit.record("diversity_training.claimed", subject=request, by=by, at=at, provider=request.provider)
    return employer


@transaction.atomic
def assign(*, request: TrainingRequest, employer: Employer, by: User | None, at: datetime) -> TrainingRequest:
    """Take in a request that somebody of the employer's desk sent while signed in. Raises NotYourEmployer."""
    if by is None or employer.pk not in employer_ids(by, Permission.SEE_SEATS):
        raise NotYourEmployer
    _employer_of(request, employer, by, at)
    return TrainingRequest.objects.get(pk=request.pk)


def forget_old(*, at: datetime) -> int:
    """Empty names and addresses of links that ran out 30 days ago; return how many."""
    old = DeskAccess.objects.filter(used_at=None, expires_at__lt=at - timedelta(days=30)).exclude(Q(email="", name=""))
    return old.update(name="", email="")
