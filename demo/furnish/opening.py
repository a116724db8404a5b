"""An employer's opening process in its second cycle, written as its HR would write it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Employer, User
from demo.content import opening as texts
from diversity_training.models import TrainingRequest
from opening_process.actions import advising, auditing, cycles, planning, processes
from opening_process.models import Cycle, Level, OpeningProcess, Phase, Review
from opening_process.queries.trainings import trainings_of

FIRST_CYCLE_BEGAN, SECOND_CYCLE_BEGAN = 430, 50  # days ago


def process(*, employer: Employer, hr: User, adviser: User, at: datetime) -> None:
    """Lead the employer into the implementation phase of its second cycle; a process that is there stays."""
    if OpeningProcess.objects.filter(employer=employer).exists():
        return
    began, followed = at - timedelta(days=FIRST_CYCLE_BEGAN), at - timedelta(days=SECOND_CYCLE_BEGAN)
    found = processes.begin(employer=employer, by=hr, at=began)
    first = _open(found)
    _mandate(first, texts.FIRST_MANDATE, hr=hr, at=began)
    for item in first.items.all():
        item.cycle = first
        auditing.rate(
            item=item,
            version=item.version,
            maturity=texts.RATINGS[item.starter_key][0],
            evidence="",
            comment="",
            at=began,
        )
    _plan(first, texts.FIRST_GOALS, hr=hr, at=began, today_at=at)
    _through(first, hr=hr, at=began)
    second = cycles.review(
        cycle=_open(found),
        held_on=timezone.localdate(followed),
        result=texts.REVIEW,
        decision=Review.Decision.NEXT_CYCLE,
        carry_open=True,
        by=hr,
        at=followed,
    )
    _mandate(second, texts.SECOND_MANDATE, hr=hr, at=followed)
    _audit_again(second, hr=hr, at=followed)
    _plan(second, texts.SECOND_GOALS, hr=hr, at=followed, today_at=at)
    _through(second, hr=hr, at=followed)
    invited = advising.invite(process=found, email=adviser.email, may_write=False, by=hr, at=at)
    advising.accept(adviser=invited, by=adviser, at=at)


def _open(found: OpeningProcess) -> Cycle:
    return Cycle.objects.select_related("process__employer").get(process=found, closed_on__isnull=True)


def _mandate(cycle: Cycle, mandate: str, *, hr: User, at: datetime) -> None:
    values = {"sponsor": texts.SPONSOR, "mandate": mandate, "steering_group": texts.STEERING_GROUP}
    cycles.change_mandate(cycle=cycle, version=cycle.version, values=values, by=hr, at=at)


def _audit_again(cycle: Cycle, *, hr: User, at: datetime) -> None:
    for item in cycle.items.all():
        item.cycle = cycle
        rating = texts.RATINGS[item.starter_key][1]
        if rating is None:
            auditing.switch(item=item, is_on=False, by=hr, at=at)
            continue
        evidence = texts.EVIDENCE.get(item.starter_key, "")
        auditing.rate(item=item, version=item.version, maturity=rating, evidence=evidence, comment="", at=at)
    own = auditing.add_own(cycle=cycle, level=Level.STAFF, text=texts.OWN_STATEMENT, by=hr, at=at)
    auditing.rate(item=own, version=own.version, maturity=texts.OWN_RATING, evidence="", comment="", at=at)


def _plan(cycle: Cycle, goals: Iterable[texts.GoalText], *, hr: User, at: datetime, today_at: datetime) -> None:
    today = timezone.localdate(today_at)
    for text in goals:
        values = {
            "level": text.level,
            "text": text.text,
            "indicator": text.indicator,
            "baseline": text.baseline,
            "target": text.target,
            "due_on": today + timedelta(days=text.due),
        }
        goal = planning.add_goal(cycle=cycle, values=values, by=hr, at=at)
        for measure in text.measures:
            planning.add_measure(
                goal=goal,
                values={
                    "text": measure.text,
                    "owner": None if measure.owner else hr,
                    "owner_role": measure.owner,
                    "due_on": today + timedelta(days=measure.due),
                    "state": measure.state,
                    "training": _training(cycle, measure.training),
                },
                by=hr,
                at=at,
            )


def _training(cycle: Cycle, slug: str) -> TrainingRequest | None:
    """Return the employer's booking of this course that is still to come."""
    booked = trainings_of(cycle.process.employer).filter(offer__course__slug=slug) if slug else None
    return booked.first() if booked is not None else None


def _through(cycle: Cycle, *, hr: User, at: datetime) -> None:
    """Take a cycle to its implementation, phase by phase."""
    for phase in (Phase.AUDIT, Phase.GOALS, Phase.PLAN, Phase.IMPLEMENTATION):
        cycles.move(cycle=cycle, to=phase, by=hr, at=at)
