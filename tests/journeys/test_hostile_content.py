"""
A hostile package in a real browser.

It runs in the learner's tab beside their live session and tries what a foreign script can try. It may spoil its own
page, for that is its own origin; cookie, pages, forms and rows of the platform, and every other package, stay shut.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import BrowserContext, Frame

from accounts.models import User
from jobs import actions as jobs
from scorm.actions import launches, registrations
from scorm.actions.packages import receive_upload
from scorm.models import PackageVersion
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.scorm import manifest, trainer_of, zipped
from tests.journeys.live_site import Site
from tests.journeys.test_main_way import sign_in, until

pytestmark = pytest.mark.journey

SECRET = "what the other package keeps"
# Every try answers with what it got hold of; "" stands for nothing.
PROBE = """<!doctype html><title>Probe</title><p>Probe</p><script>
const strange = (cookies) => cookies.split("; ").filter((cookie) => cookie !== "tossed=1").join();
const tried = async (act) => { try { return await act(); } catch (error) { return ""; } };
const read = (url, how) => fetch(url, how).then((answer) => answer.ok ? answer.text() : "");
const framed = (url) => new Promise((done) => {
  const frame = document.createElement("iframe");
  const inside = () => frame.contentDocument.body.innerText || frame.contentWindow.localStorage.secret || "";
  const look = () => { try { done(inside()); } catch (error) { done(""); } };
  frame.onload = () => setTimeout(look, 200); frame.onerror = look; frame.src = url; document.body.append(frame);
  setTimeout(look, 3000);
});
const opened = async (url) => {
  const popup = window.open(url); if (!popup) return "";
  await new Promise((done) => setTimeout(done, 1500));
  try { return popup.document.body.innerText; } finally { try { popup.close(); } catch (error) {} }
};
async function attack({lms, other, others}) {
  const credentials = {credentials: "include"}, blind = {...credentials, mode: "no-cors"};
  const worker = (where, ...how) => tried(() => where.serviceWorker.register(...how).then((found) => found.scope));
  const databases = () => indexedDB.databases().then((all) => all.map((one) => one.name).join());
  for (const domain of ["localhost", "scorm.localhost", ""])
    document.cookie = "tossed=1; path=/" + (domain && "; domain=" + domain);
  return {
    cookie_of_the_page: strange(document.cookie),
    cookie_of_top: strange(top.document.cookie),
    shared_domain: await tried(() => { document.domain = "localhost"; return document.domain; }),
    fetched_page: await tried(() => read(lms + "/de/lernen/", credentials)),
    fetched_page_from_top: await tried(() => top.fetch(lms + "/de/lernen/", credentials).then((a) => a.text())),
    fetched_blindly: await tried(() => fetch(lms + "/de/lernen/", blind).then((a) => a.type)),
    desk_on_own_host: await tried(() => read("/de/lernen/", credentials)),
    office_on_own_host: await tried(() => read("/admin/", credentials)),
    pictures_on_own_host: await tried(() => read("/media/", credentials)),
    framed_page: await framed(lms + "/de/lernen/"),
    opened_page: await tried(() => opened(lms + "/de/lernen/")),
    storage_of_own_origin: localStorage.secret || "",
    framed_package: await framed(other + "index.html"),
    fetched_package: await tried(() => read(other + "index.html")),
    package_on_own_host: await tried(() => read(others + "index.html")),
    databases: (await tried(databases)).includes("secret") ? "secret" : "",
    worker: await worker(navigator, "sw.js"),
    worker_of_top: await worker(top.navigator, new URL("sw.js", location), {scope: "/"}),
    worker_by_stray: await worker(navigator, "/sw.js"),
  };
}
function post(url, fields, where) {
  const form = where.createElement("form");
  form.method = "post"; form.action = url;
  for (const [name, value] of Object.entries(fields)) {
    const input = where.createElement("input"); input.name = name; input.value = value; form.append(input);
  }
  where.body.append(form); form.submit();
}
function lead_top_to(url) {
  const link = parent.document.createElement("a");
  link.href = url; parent.document.body.append(link); link.click();
}
</script>"""
KEEPER = (
    f"<!doctype html><title>Keeper</title><p>{SECRET}</p>"
    f"<script>localStorage.secret = '{SECRET}'; indexedDB.open('secret');</script>"
)


def checked(title: str, page: str) -> PackageVersion:
    """Upload a package as a trainer of a provider of its own, and let the job check it."""
    provider = ProviderFactory()
    files = {"imsmanifest.xml": manifest(), "index.html": page, "sw.js": "self.addEventListener('fetch', () => {});"}
    upload = ContentFile(zipped(files), name="modul.zip")
    by = trainer_of(provider)
    version = receive_upload(owner=provider, title=title, upload=upload, by=by, at=timezone.now())
    jobs.run_due(at=timezone.now())
    version.refresh_from_db()
    assert version.state == "ready", version.report
    return version


class Learner:
    """A learner, signed in on one device, who opens packages."""

    def __init__(self, site: Site, device: BrowserContext) -> None:
        self.site, self.device = site, device
        self.person: User = UserFactory(full_name="Amina Yusuf")
        self.page = sign_in(device, site, self.person)

    def address(self, version: PackageVersion, key: Any) -> str:
        registration = registrations.register(user=self.person, context_key=key, version=version, at=timezone.now())
        return launches.open_launch(
            registration=registration,
            at=timezone.now(),
            language="de",
            learner_name=self.person.full_name,
            return_url=self.site.url("/de/lernen/"),
            replay_url=self.site.url("/de/lernen/scorm/nachreichen/"),
        )

    def play(self, version: PackageVersion, key: Any = None) -> tuple[str, Frame]:
        """Open the player; return its address and the frame in which the package runs."""
        address = self.address(version, key or uuid4())
        self.page.goto(address)
        self.page.frame_locator("iframe").locator("p").first.wait_for()
        frame = next(frame for frame in self.page.frames if frame.url.endswith("/c/index.html"))
        return address, frame

    def is_signed_in(self) -> bool:
        page = self.device.new_page()
        page.goto(self.site.url("/de/lernen/"))
        found = page.url == self.site.url("/de/lernen/")
        page.close()
        return found


@pytest.fixture
def learner(site: Site, new_device: Callable[..., BrowserContext]) -> Learner:
    return Learner(site, new_device())


def test_a_hostile_package_gets_hold_of_nothing(learner: Learner, site: Site):
    _address, kept = learner.play(checked("Anderes Paket", KEEPER))
    other = kept.url.removesuffix("index.html")
    _address, frame = learner.play(checked("Feindliches Paket", PROBE))
    here = {"lms": site.origin, "other": other, "others": urlsplit(other).path}
    found = frame.evaluate("(here) => attack(here)", here)
    assert {name: got for name, got in found.items() if got} == {}
    cookies = {(cookie["name"], cookie["domain"]) for cookie in learner.device.cookies()}
    assert cookies.isdisjoint({("tossed", ".localhost"), ("tossed", "localhost")})
    assert not learner.device.service_workers
    assert learner.is_signed_in()


@pytest.mark.parametrize("place", ["document", "parent.document"])
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/de/konto/profil/", {"full_name": "Ersetzt", "original_name": "", "preferred_language": "de"}),
        ("/de/konto/logout/", {}),
        ("/de/lernen/scorm/nachreichen/", {"journal": "[]"}),
    ],
)
def test_forms_of_a_package_are_nobodys_wish(
    learner: Learner, site: Site, place: str, path: str, fields: dict[str, str]
):
    _address, frame = learner.play(checked("Feindliches Paket", PROBE))
    frame.evaluate(f"([url, fields]) => post(url, fields, {place})", [site.url(path), fields])
    learner.page.wait_for_timeout(700)
    learner.person.refresh_from_db()
    assert learner.person.full_name == "Amina Yusuf"
    assert learner.is_signed_in()


def test_a_package_leads_its_tab_nowhere(learner: Learner, site: Site):
    address, frame = learner.play(checked("Feindliches Paket", PROBE))
    frame.evaluate("() => { try { top.location.href = 'about:blank'; } catch (error) {} }")
    frame.evaluate("(url) => lead_top_to(url)", site.url("/de/konto/logout/"))
    learner.page.wait_for_timeout(1_000)
    assert learner.page.url == address  # neither the frame itself nor a link that it puts into the player
    assert learner.is_signed_in()


def test_the_token_of_an_older_opening_stores_nothing_any_more(learner: Learner, site: Site):
    version, key = checked("Feindliches Paket", PROBE), uuid4()
    old, frame = learner.play(version, key)
    until(learner.page, lambda: frame.evaluate("(old) => fetch(old + 'state/I').then((a) => a.status)", old) == 200)
    newer = learner.address(version, key)
    answers = frame.evaluate(
        """async (old) => [
            (await fetch(old + 'state/I')).status,
            (await fetch(old + 'commit', {method: 'POST', body: '{}'})).status,
            (await fetch(old)).status,
        ]""",
        old,
    )
    assert answers[0] == 410
    assert answers[1] in {404, 409, 410, 422}
    assert answers[2] == 410
    assert newer != old


def test_the_address_of_a_file_says_nothing_that_writes(learner: Learner):
    """The frame's own address reads only; a launch's token stands in the player's."""
    address, frame = learner.play(checked("Feindliches Paket", PROBE))
    token = address.rstrip("/").rpartition("/")[2]
    assert token not in frame.url
    answers = frame.evaluate(
        """async () => [
            (await fetch('../state/I')).status,
            (await fetch('../commit', {method: 'POST', body: '{}'})).status,
            (await fetch('../log', {method: 'POST', body: 'x'})).status,
            (await fetch('../')).status,
        ]"""
    )
    assert answers == [404, 410, 404, 404]
