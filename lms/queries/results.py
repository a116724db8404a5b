"""Who of the staff reads test results and attempts."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.back_office import provider_keys
from accounts.models import Membership, User
from accounts.roles import Permission
from courses.models import Course, Run, RunSession, RunTrainer, SessionTrainer
from courses.queries.sessions import TEACHING_ROLES
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


def runs_with_results(user: User | AnonymousUser, *, at: datetime) -> QuerySet[Run]:
    """Return the runs of which `may_read_results` is true, without a statement of their own."""
    if not user.is_authenticated:
        return Run.objects.none()
    named = RunTrainer.objects.filter(user=user).values("run")
    planned = SessionTrainer.objects.filter(user=user, session__state=RunSession.State.PLANNED)
    teaches_at = Membership.objects.active().filter(user=user, role__in=TEACHING_ROLES).values("provider")
    is_training = Q(course__offer_kind=Course.OfferKind.DIVERSITY_TRAINING)
    is_own = Q(pk__in=named) | Q(pk__in=planned.values("session__run"))
    is_on = Q(ends_on__gte=timezone.localdate(at), course__provider__in=teaches_at)
    planned_here = Q(course__provider__in=provider_keys(user, [Permission.PLAN_RUNS]))
    return Run.objects.filter(~is_training & planned_here | is_training & is_on & is_own)
