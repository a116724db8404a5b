"""The product around a sample: upload, check, learner, player, and what is stored in the end."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Error

from jobs import actions as jobs
from scorm import report
from scorm.actions import launches, packages, registrations
from scorm.models import Attempt, PackageVersion, ScoState
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.scorm import trainer_of
from tests.journeys.live_site import Site
from tools.samples import course

PATIENCE = 20_000  # ms
DRAWN = re.compile(r"^Test \d+$")


class Product:
    """The running product."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site, self.browser = site, browser
        self.owner: Any = ProviderFactory()
        self.trainer: Any = trainer_of(self.owner)

    def take_in(self, path: Path) -> PackageVersion | str:
        """Return the checked version, or why it was refused."""
        with path.open("rb") as stream:
            version = packages.receive_upload(
                owner=self.owner,
                title=path.stem,
                upload=File(stream, name=path.name),
                by=self.trainer,
                at=timezone.now(),
            )
        jobs.run_due(at=timezone.now())
        version.refresh_from_db()
        if version.state == "ready":
            return version
        return " ".join(str(finding.text) for finding in report.findings(version.report))

    def play(self, version: PackageVersion, answers: list[bool]) -> tuple[str, int]:
        """Return what a new learner reached, and how many tests they handed in."""
        learner: Any = UserFactory()
        registration = registrations.register(user=learner, context_key=uuid4(), version=version, at=timezone.now())
        device = self.browser.new_context(viewport={"width": 1280, "height": 800}, locale="de-DE")
        device.set_default_timeout(PATIENCE)
        page = device.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(
            launches.open_launch(
                registration=registration,
                at=timezone.now(),
                language="de",
                learner_name="Nguyễn Thị Hoa",
                return_url=self.site.url("/de/"),
                replay_url=self.site.url(reverse("lms:scorm_replay")),
            )
        )
        walked, ending = course.Walk(), ""
        try:
            walked = course.walk(page, answers)
            if not page.url.startswith(self.site.origin):
                page.locator("[data-exit]").click()
                page.wait_for_url(self.site.url("/de/"))
        except Error as error:
            ending = f", stuck: {str(error).splitlines()[0][:80]}"
        device.close()
        return _told(Attempt.objects.get(registration=registration), walked) + ending, walked.tests


def _told(attempt: Attempt, walked: course.Walk) -> str:
    score = "" if attempt.score is None else f" {attempt.score.normalize():f}"
    has_drawn = any(DRAWN.match(title) for title in walked.items)
    spoke = "some" if has_drawn else str(ScoState.objects.filter(attempt=attempt).exclude(doc={}).count())
    way = " > ".join(_drawn(walked.items))
    return f"{attempt.completion or 'unknown'} {attempt.success or 'unknown'}{score}; {spoke} spoke; {way}"


def _drawn(items: list[str]) -> list[str]:
    """Return the titles without the number of a test that was drawn by lot, which differs from run to run."""
    titles = [DRAWN.sub("Test n", title) for title in items]
    return [title for place, title in enumerate(titles) if titles[place - 1 : place] != [title]]
