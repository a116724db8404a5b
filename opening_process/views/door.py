# messages: back office
"""The one door to a process: HR of its employer, or an adviser whom they let in. Everybody else finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from opening_process.actions.writing import TooLate
from opening_process.models import AuditItem, Cycle, Goal, Level, Measure, OpeningProcess

View = Callable[..., HttpResponseBase]


def page(*methods: str) -> Callable[[View], View]:
    """Make a view that only signed-in people open, that no cache keeps, and that says when somebody was too late."""

    def decorate(view: View) -> View:
        @wraps(view)
        def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except TooLate:
                messages.warning(
                    request,
                    _("Inzwischen ist das entfernt oder der Zyklus beendet. Ihre Änderung ist nicht gespeichert."),
                )
                return redirect("opening_process:start")

        answered: View = never_cache(login_required(require_http_methods(list(methods))(told)))
        return answered

    return decorate


@dataclass(frozen=True, slots=True)
class Inside:
    """A process with its open cycle, and what this person may do in it."""

    process: OpeningProcess
    cycle: Cycle
    user: User
    is_hr: bool
    may_write: bool

    def context(self, **values: Any) -> dict[str, Any]:
        """Return what every template reads, and these values."""
        return {
            "process": self.process,
            "cycle": self.cycle,
            "employer": self.process.employer,
            "is_hr": self.is_hr,
            "may_write": self.may_write,
            **values,
        }


def enter(request: HttpRequest, process_id: str, *, to_write: bool = False, as_hr: bool = False) -> Inside:
    """Return the process that this person may open, and may write into or decide about; else not found."""
    user = authenticated_user(request)
    visible = OpeningProcess.objects.visible_to(user).select_related("employer")
    process = get_object_or_404(visible, public_id=process_id)
    is_hr = OpeningProcess.objects.of_hr(user).filter(pk=process.pk).exists()
    may_write = is_hr or process.advisers.filter(user=user, state="active", may_write=True).exists()
    if (as_hr and not is_hr) or (to_write and not may_write):
        raise Http404
    cycle = Cycle.objects.get(process=process, closed_on__isnull=True)
    cycle.process = process
    return Inside(process, cycle, user, is_hr, may_write)


def level_or_404(value: str) -> Level:
    """Return the level of that address."""
    try:
        return Level(value)
    except ValueError:
        raise Http404 from None


def item_or_404(inside: Inside, public_id: str) -> AuditItem:
    """Return a statement of the open cycle."""
    item = get_object_or_404(inside.cycle.items, public_id=public_id)
    item.cycle = inside.cycle
    return item


def goal_or_404(inside: Inside, public_id: str) -> Goal:
    """Return a goal of the open cycle."""
    goal = get_object_or_404(inside.cycle.goals, public_id=public_id)
    goal.cycle = inside.cycle
    return goal


def measure_or_404(inside: Inside, public_id: str) -> Measure:
    """Return a measure of the open cycle."""
    found = Measure.objects.filter(goal__cycle=inside.cycle).select_related("goal", "owner", "training")
    measure = get_object_or_404(found, public_id=public_id)
    measure.goal.cycle = inside.cycle
    return measure
