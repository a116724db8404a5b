"""Into a room and out of it: a trainer opens it, a learner with a phone in Arabic waits and gets in."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Request, expect

from accounts.models import User
from bbb_standin.options import Options
from bbb_standin.server import serving
from bbb_standin.standin import Standin
from courses.actions import guests as inviting
from courses.models import Course, RunSession
from live_sessions.models import Meeting
from privacy import keys
from tests.clients import SignedInClient
from tests.factories.live_sessions import ServerFactory
from tests.factories.lms import enrolled
from tests.factories.sessions import planned, run_in, trainer_of
from tests.journeys.live_site import Site

pytestmark = pytest.mark.journey

SECRET = "a secret of the tests"


@pytest.fixture
def standin(site: Site) -> Iterator[Standin]:
    with serving(Standin(Options(secret=SECRET, port=0, end_ms=50, reload_ms=300))) as server:
        base_url = f"{server.standin.options.origin}/bigbluebutton/api/"
        ServerFactory(base_url=base_url, secret=keys.encrypt(SECRET))
        yield server.standin


@pytest.fixture
def session(site: Site) -> RunSession:
    """A session that has just begun, taught by Frau Berg."""
    run = run_in("NI")
    found = planned(run, trainer_of(run, full_name="Frau Berg"))
    found.starts_at = timezone.now() - timedelta(minutes=2)
    found.ends_at = found.starts_at + timedelta(minutes=90)
    found.save()
    return found


def sign_in(device: BrowserContext, site: Site, person: User) -> Page:
    client = SignedInClient()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": site.origin, "sameSite": "Lax"}
    device.add_cookies([cookie])
    return device.new_page()


def test_a_learner_waits_on_the_phone_and_comes_in_when_the_trainer_opens(
    site, standin, session, new_device, no_barriers
):
    amina = enrolled(session.run)
    phone = sign_in(new_device(width=360, height=740, language="ar"), site, amina.learner)
    desk = sign_in(new_device(), site, session.session_trainers.get().user)
    asked: list[Request] = []
    phone.on("request", lambda request: asked.append(request))

    phone.goto(f"/ar/termine/{session.public_id}/")
    expect(phone.locator("[data-scene=waiting]")).to_be_visible()
    no_barriers(phone)

    desk.goto(f"/de/termine/{session.public_id}/")
    no_barriers(desk)
    desk.get_by_role("button", name="Raum öffnen und hineingehen").click()
    desk.wait_for_url(f"{standin.options.origin}/**")
    assert Meeting.objects.count() == 1

    expect(phone.locator("[data-scene=ready]")).to_be_visible()  # the page has looked again by itself
    expect(phone.locator("#room-title")).to_be_focused()
    no_barriers(phone)
    phone.get_by_label("الاستماع فقط").check()
    phone.get_by_role("button", name="الدخول إلى الغرفة").click()
    phone.wait_for_url(f"{standin.options.origin}/**")
    assert phone.locator("html").get_attribute("lang") == "ar"
    expect(phone.get_by_text(amina.learner.display_name).first).to_be_visible()
    to_server = [request for request in asked if request.url.startswith(f"{standin.options.origin}/bigbluebutton/")]
    assert [request.all_headers().get("referer", "") for request in to_server] == [""]
    assert phone.evaluate("document.referrer") == ""

    desk.goto(f"/de/termine/{session.public_id}/")
    desk.get_by_role("link", name="Für alle beenden").click()
    no_barriers(desk)
    desk.get_by_role("button", name="Für alle beenden").click()
    expect(desk.get_by_text("Der Raum ist für alle geschlossen.")).to_be_visible()
    # The room has told the learner by itself, and shows the way back.
    expect(phone.locator(f"a[href*='/termine/{session.public_id}/']")).to_be_visible()
    phone.goto(f"/ar/termine/{session.public_id}/")
    expect(phone.locator("[data-scene=closed]")).to_be_visible()
    phone.go_back()
    assert "checksum" not in phone.url


def test_a_guest_comes_by_the_link_in_their_first_browser_and_goes_in(site, standin, session, new_device, no_barriers):
    Course.objects.filter(pk=session.run.course.pk).update(offer_kind=Course.OfferKind.ONLINE_SEMINAR)
    session.refresh_from_db()
    trainer = session.session_trainers.get().user
    invite, token = inviting.invite_guest(
        session=session, name="Gabi Gast", address="", language="ar", by=trainer, at=timezone.now()
    )
    phone, other = (new_device(width=360, height=740, language="ar").new_page() for _ in range(2))
    phone.goto(f"/ar/gast/{token}/")
    no_barriers(phone)
    phone.locator("main form button").click()  # a browser sends more with a form than a test client does
    expect(phone.locator("[data-scene=waiting]")).to_be_visible()
    no_barriers(phone)
    other.goto(f"/ar/gast/{token}/")
    expect(other.locator("main form")).to_have_count(0)

    desk = sign_in(new_device(), site, trainer)
    desk.goto(f"/de/termine/{session.public_id}/")
    desk.get_by_role("button", name="Raum öffnen und hineingehen").click()
    desk.wait_for_url(f"{standin.options.origin}/**")
    expect(phone.locator("[data-scene=ready]")).to_be_visible()
    phone.locator("main form button").click()
    phone.wait_for_url(f"{standin.options.origin}/**")
    assert phone.evaluate("document.referrer") == ""

    phone.goto(f"/ar/gast/termin/{invite.public_id}/absagen/")
    no_barriers(phone)
    phone.locator("main form button").click()
    expect(phone.locator("#room")).to_have_count(0)
    invite.refresh_from_db()
    assert invite.declined_at is not None
