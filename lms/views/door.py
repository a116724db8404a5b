"""The door of all learner's pages: one's own enrolment, or nothing."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from courses import queries as courses
from courses.models import RunUnit
from lms.models import Enrolment
from lms.queries import with_course_title


def own_enrolment(request: HttpRequest, enrolment_id: str) -> Enrolment:
    """Return the user's own open enrolment with run, course and provider; a stranger's does not exist (404)."""
    mine = Enrolment.objects.learnt_by(request.user).exclude(state=Enrolment.State.WITHDRAWN)
    titled = with_course_title(mine, language=get_language() or "de")
    return get_object_or_404(titled, public_id=enrolment_id)


def run_unit_of(enrolment: Enrolment, item_id: UUID) -> RunUnit:
    """Return the unit of the enrolment's run, with package version and attempt policy; 404 when it has none such."""
    found = (
        courses.with_attempt_policy(RunUnit.objects.filter(run_id=enrolment.run_id, item_id=item_id))
        .select_related("package_version__package")
        .first()
    )
    if found is None:
        raise Http404
    return found
