"""The product around a sample: upload, check, learner, player, and what is stored in the end."""

from __future__ import annotations

import hashlib
import re
import zipfile
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Error, Page

from jobs import actions as jobs
from scorm import report
from scorm.actions import launches, packages, registrations
from scorm.models import Attempt, PackageVersion, Registration, ScoState
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.scorm import trainer_of
from tests.journeys.live_site import Site
from tools.samples import course

PATIENCE = 20_000  # ms
DRAWN = re.compile(r"^Test \d+$")
SOME_CLICKS = 3
LOOK = 3  # seconds that a package may take to draw itself
SAME = 0.95  # of the words; a page that differs by less is the same one


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
        registration = self._learner(version)
        page = self._open(registration)
        walked, ending = course.Walk(), ""
        try:
            walked = course.walk(page, answers)
            self._leave(page)
        except Error as error:
            ending = f", stuck: {str(error).splitlines()[0][:80]}"
        page.context.close()
        return _told(Attempt.objects.get(registration=registration), walked) + ending, walked.tests

    def come_back(self, version: PackageVersion) -> str:
        """Return where a learner finds themselves who leaves after some clicks and goes on in another browser."""
        registration = self._learner(version)
        page = self._open(registration)
        try:
            course.settle(page)
            page.wait_for_timeout(LOOK * 1000)
            first = course.shown(page)
            walked = course.walk(page, [True], most=SOME_CLICKS)
            page.wait_for_timeout(LOOK * 1000)
            last, item = course.shown(page), course.item(page)
            self._leave(page)
            page.context.close()
            states = list(ScoState.objects.filter(attempt__registration=registration))
            page = self._open(registration)
            course.settle(page)
            page.wait_for_timeout(LOOK * 1000)
            course.accept_resuming(page)
            page.wait_for_timeout(LOOK * 1000)
            now, item_now = course.shown(page), course.item(page)
        except Error as error:
            page.context.close()
            return f"stuck: {str(error).splitlines()[0][:80]}"
        page.context.close()
        kept = "with a memory" if any(state.suspend_data for state in states) else "without a memory"
        if _alike(first, last) > SAME or not walked.clicks:
            return f"{kept}; no second page was reached"
        if item_now != item:
            return f"{kept}; goes on in another item: {item_now or 'the contents'}"
        return f"{kept}; " + ("at the same page" if _alike(now, last) >= _alike(now, first) else "at the first page")

    def _learner(self, version: PackageVersion) -> Registration:
        learner: Any = UserFactory()
        return registrations.register(user=learner, context_key=uuid4(), version=version, at=timezone.now())

    def _open(self, registration: Registration) -> Page:
        """Open the player in a browser of its own that knows nothing of an earlier one."""
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
        return page

    def _leave(self, page: Page) -> None:
        if not page.url.startswith(self.site.origin):
            page.locator("[data-exit]").click()
            page.wait_for_url(self.site.url("/de/"))


def contents(path: Path) -> str:
    """Return what tells one export from another under the same name, however it was packed."""
    if not zipfile.is_zipfile(path):
        return "no archive"
    with zipfile.ZipFile(path) as packed:
        lines = sorted(f"{info.filename} {info.CRC:x}" for info in packed.infolist() if not info.is_dir())
    return f"{len(lines)} files, {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:16]}"


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one[:2_000].split(), other[:2_000].split()).ratio()


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
