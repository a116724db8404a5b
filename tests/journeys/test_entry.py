"""Somebody without the basic training comes to the advanced one: told on the phone, answered at the desk."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.clients import SignedInClient
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.entry import advanced_run

pytestmark = pytest.mark.journey
PDF = {"name": "bescheinigung.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}


def sign_in(page, site, person):
    client = SignedInClient()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site.origin}])


def test_a_proof_goes_from_the_phone_to_the_coordination_and_the_person_is_enrolled(
    site, phone, desk, no_barriers, no_barriers_inside
):
    run, learner = advanced_run(), UserFactory(preferred_language="ar")
    sign_in(phone, site, learner)
    sign_in(desk, site, make_staff("coordinator", run.course.provider))
    address = reverse("lms:enrol", args=[run.public_id]).replace("/de/", "/ar/")

    phone.goto(address)
    no_barriers(phone)
    phone.locator("form.card button").click()
    phone.locator(".error-summary, [role=alert]").first.wait_for()
    no_barriers(phone)
    phone.locator("input[type=file]").set_input_files(PDF)
    phone.locator("form.card button").click()
    phone.locator("dl.facts").wait_for()
    no_barriers(phone)

    desk.goto(reverse("wagtailadmin_home"))
    desk.get_by_role("link", name="1 Anfrage wartet auf Sie").click()
    no_barriers_inside(desk)
    desk.get_by_role("link", name=learner.display_name).click()
    no_barriers_inside(desk)
    desk.get_by_role("button", name="Annehmen").click()
    desk.get_by_text("Die Person ist angemeldet").wait_for()

    phone.goto(address)
    phone.wait_for_url("**/angemeldet/")
