"""Who of the staff reads test results and attempts."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from accounts.back_office import provider_keys
from accounts.models import User
from accounts.roles import Permission
from courses.models import Course, Run
from lms.queries.submissions import readers_of


def may_read_results(user: User, run: Run, *, at: datetime) -> bool:
    """
    Return whether the person may read how the people of a run did in tests (course loaded), and mend it.

    Usually whoever plans the provider's runs. In a Diversity training its own trainers, until it is over: this is what
    participants and works councils read before (`diversity_training.visibility`, row RESULTS).
    """
    if run.course.offer_kind != Course.OfferKind.DIVERSITY_TRAINING:
        return run.course.provider_id in provider_keys(user, [Permission.PLAN_RUNS])
    return timezone.localdate(at) <= run.ends_on and readers_of(run).filter(pk=user.pk).exists()
