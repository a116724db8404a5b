"""Runs and learners for benches, made by the product's own actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses.models import Run, RunUnit, Unit
from lms.actions import enrolments, progress
from lms.models import Enrolment, UnitResult
from scorm.actions import registrations
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.courses import RunFactory, live_course, live_unit
from tests.factories.scorm import PackageFactory, PackageVersionFactory, ScoFactory, open_launch


def run_with(units: list[Unit]) -> Run:
    """Return a run that is on today, with room for everybody."""
    today = timezone.localdate()
    course = live_course(units[0].provider, units=units)
    return RunFactory(
        course=course,
        starts_on=today - timedelta(days=7),
        ends_on=today + timedelta(days=90),
        enrol_from=today - timedelta(days=30),
        enrol_until=today + timedelta(days=60),
        capacity=1000,
        announced_at=timezone.now() - timedelta(days=40),
    )


def text_run(unit_count: int) -> Run:
    provider = ProviderFactory(complaint_path="Beschwerden an die Leitung.")
    return run_with([live_unit(provider) for _ in range(unit_count)])


def scorm_run() -> Run:
    """Return a run whose only unit is a SCORM package with one SCO."""
    provider = ProviderFactory(complaint_path="Beschwerden an die Leitung.")
    version = PackageVersionFactory(package=PackageFactory(owner=provider))
    ScoFactory(version=version)
    return run_with([live_unit(provider, kind="scorm", package=version.package, body=[])])


def sequenced_run(items: int) -> Run:
    """Return a run whose only unit is a sequenced SCORM 2004 package of so many SCOs."""
    provider = ProviderFactory(complaint_path="Beschwerden an die Leitung.")
    manifest = {"title": "Kurs", "sequencing": {}}
    version = PackageVersionFactory(package=PackageFactory(owner=provider), standard="2004-4", manifest=manifest)
    for position in range(items):
        ScoFactory(version=version, identifier=f"I{position}", position=position)
    return run_with([live_unit(provider, kind="scorm", package=version.package, body=[])])


def enrol(run: Run) -> Enrolment:
    learner = UserFactory()
    return enrolments.enrol(run=run, learner=learner, by=learner, at=timezone.now())


def open_player(run: Run) -> Any:
    """Enrol somebody and open the player; return the launch with `url` and `token`."""
    now, enrolment = timezone.now(), enrol(run)
    unit = RunUnit.objects.filter(run=run).select_related("package_version").get()
    progress.touch(enrolment=enrolment, run_unit=unit, at=now)
    result = UnitResult.objects.get(enrolment=enrolment, item_id=unit.item_id)
    registration = registrations.register(
        user=enrolment.learner, context_key=result.public_id, version=unit.package_version, at=now
    )
    return open_launch(registration, now)
