"""Who sees what, for templates of every floor."""

from __future__ import annotations

from django import template
from django.utils import timezone
from django_stubs_ext import StrOrPromise

from accounts.models import User
from diversity_training import visibility
from diversity_training.queries import sharing
from lms.models import Enrolment

register = template.Library()


@register.simple_tag
def who_sees_what() -> list[visibility.Row]:
    """Return the table in words."""
    return visibility.rows()


@register.simple_tag
def viewer_names() -> list[StrOrPromise]:
    """Return the headings of its columns."""
    return list(visibility.VIEWER_NAMES.values())


@register.simple_tag
def told_to_managers() -> StrOrPromise:
    """Return what is said about managers."""
    return visibility.TOLD_TO_MANAGERS


@register.simple_tag
def proofs() -> tuple[tuple[StrOrPromise, StrOrPromise], ...]:
    """Return which proof an employer gets in which setting."""
    return visibility.PROOFS


@register.simple_tag
def safeguards() -> tuple[StrOrPromise, ...]:
    """Return how the table is kept."""
    return visibility.SAFEGUARDS


@register.simple_tag
def own_share(enrolment: Enrolment) -> sharing.OwnShare | None:
    """Return what the learner decided about their employer; None if the training counts for none."""
    return sharing.own_share(enrolment, today=timezone.localdate())


@register.simple_tag
def has_employer_trainings(person: User) -> bool:
    """Return whether some training of the person counts for an employer."""
    return sharing.has_employer_trainings(person)
