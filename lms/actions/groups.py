"""Dividing the learners of a run into groups, and naming these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.models import User
from courses.actions.run_lock import locked_run
from courses.models import Run
from lms.models import Enrolment, GroupMember, GroupTitle
from lms.queries.groups import members_of
from privacy import audit

MOST_GROUPS = 16  # as many breakout rooms as BigBlueButton offers


class NoSuchGroup(Exception):
    """Groups are counted from 1 to MOST_GROUPS."""


class TitleIsTaken(Exception):
    """Two groups of a run have different names."""


@dataclass(frozen=True, slots=True)
class Title:
    """What a group is called; `translations` go by language code."""

    text: str
    translations: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def name_groups(*, run: Run, titles: Mapping[int, Title], by: User, at: datetime) -> None:
    """
    Give groups their names: number -> title, one without text for none; what is not named stays as it was.

    Raises NoSuchGroup, TitleIsTaken, RunIsOver.
    """
    if any(not 1 <= number <= MOST_GROUPS for number in titles):
        raise NoSuchGroup
    locked = locked_run(run)
    known = {row.number: Title(row.title, row.translations) for row in GroupTitle.objects.filter(run=locked)}
    wanted = {number: title for number, title in {**known, **titles}.items() if title.text}
    if wanted == known:
        return
    if len({title.text.casefold() for title in wanted.values()}) < len(wanted):
        raise TitleIsTaken
    GroupTitle.objects.filter(run=locked).delete()
    GroupTitle.objects.bulk_create(
        GroupTitle(run=locked, number=number, title=title.text, translations=dict(title.translations))
        for number, title in wanted.items()
    )
    details = {"groups": len(wanted)}
    audit.record("lms.groups_named", subject=run, by=by, at=at, provider=run.course.provider, details=details)


@transaction.atomic
def assign(*, run: Run, numbers: Mapping[int, int | None], by: User, at: datetime) -> None:
    """
    Put learners into groups: key of the enrolment -> number, None for no group; who is not named stays.

    Enrolments of other runs and people who have left count for nothing. Raises NoSuchGroup, RunIsOver.
    """
    if any(number is not None and not 1 <= number <= MOST_GROUPS for number in numbers.values()):
        raise NoSuchGroup
    locked = locked_run(run)
    here = Enrolment.objects.filter(run=locked, pk__in=numbers).exclude(state=Enrolment.State.WITHDRAWN)
    keys = list(here.values_list("pk", flat=True))
    GroupMember.objects.filter(enrolment__in=keys).delete()
    GroupMember.objects.bulk_create(
        GroupMember(enrolment_id=key, number=number) for key in keys if (number := numbers[key]) is not None
    )
    details = {"people": len(keys)}
    audit.record("lms.groups_assigned", subject=run, by=by, at=at, provider=run.course.provider, details=details)


@transaction.atomic
def spread(*, run: Run, count: int, by: User, at: datetime) -> None:
    """
    Divide everybody into so many groups as even as can be, in the order of their names. Groups there were are gone.

    Raises NoSuchGroup, RunIsOver.
    """
    if not 1 <= count <= MOST_GROUPS:
        raise NoSuchGroup
    locked_run(run)
    found = [enrolment for enrolment, _number in members_of(run)]
    assign(run=run, numbers={one.pk: place % count + 1 for place, one in enumerate(found)}, by=by, at=at)
