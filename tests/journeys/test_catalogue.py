"""From the start page to the right course, on a phone in Arabic, on a desk in German, and without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.actions import tree
from courses.actions import catalogue
from courses.models import Occupation
from tests.factories.accounts import ProviderFactory
from tests.factories.courses import RunFactory, live_course
from tests.journeys.test_main_way import until

pytestmark = pytest.mark.journey


@pytest.fixture
def nursing(transactional_db):
    """An open nursing course and three others; the basic pages stand."""
    now = timezone.now()
    tree.build_site(at=now)
    provider = ProviderFactory(name="Bildungswerk Leine", complaint_path="Brief an die Leitung.")
    course = live_course(
        provider, title="Pflege mit Zukunft", slug="pflege", occupation=Occupation.objects.get(key="pflege")
    )
    for number in range(3):
        live_course(provider, title=f"Büro und Recht {number}", slug=f"buero-{number}")
    today = timezone.localdate(now)
    RunFactory(
        course=course,
        starts_on=today + timedelta(days=14),
        ends_on=today + timedelta(days=90),
        enrol_from=today - timedelta(days=5),
        enrol_until=today + timedelta(days=13),
    )
    catalogue.refresh(course_ids=[course.pk])
    return course


def test_from_the_start_page_in_arabic_to_enrolling(nursing, phone, no_barriers):
    phone.goto("/ar/")
    no_barriers(phone)
    phone.fill("#suche", "ممرضة")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/ar/kurse/?suche=*")
    no_barriers(phone)
    phone.locator(".filters > summary").click()
    no_barriers(phone)
    phone.get_by_role("link", name="Pflege mit Zukunft").click()
    phone.wait_for_url("**/ar/kurse/pflege/")
    no_barriers(phone)
    assert phone.locator(".next a.button").count() == 1
    phone.locator(".next a.button").click()
    phone.wait_for_url("**/ar/konto/login/**")


def test_narrowing_down_and_the_month_on_a_desk_with_the_keyboard(nursing, desk, no_barriers):
    complaints: list[str] = []
    desk.on("console", lambda message: complaints.append(message.text))
    desk.goto("/de/kurse/")
    no_barriers(desk)
    box = desk.get_by_role("checkbox", name="Pflege")
    box.focus()
    desk.keyboard.press("Space")  # what was chosen counts at once, and the focus stays
    desk.wait_for_url("**/de/kurse/?beruf=pflege")
    assert desk.locator("[data-filter-status]").inner_text() == "1 Kurs"
    assert desk.locator(".card--result").count() == 1
    assert desk.evaluate("document.activeElement.value") == "pflege"
    assert "(1 gewählt)" in desk.locator(".filters > summary").text_content()
    no_barriers(desk)
    desk.go_back()
    desk.locator(".card--result").nth(3).wait_for()
    assert not box.is_checked()
    box.check()
    desk.wait_for_url("**/de/kurse/?beruf=pflege")
    assert desk.locator(".card--result").count() == 1
    desk.get_by_role("link", name="Monat", exact=True).click()
    desk.wait_for_url("**/de/kurse/monat/**")
    no_barriers(desk)
    desk.locator(".chip").click()
    desk.goto("/de/kurse/?niveau=A1&beruf=pflege")
    no_barriers(desk)
    desk.goto("/de/kurse/pflege/")  # its data for search engines is a script element that nothing runs
    no_barriers(desk)
    assert complaints == []


def test_what_is_chosen_while_the_page_still_loads_counts_too(nursing, desk):
    late = []
    desk.route("**/cms/filters*.js", lambda route: late.append(route))
    desk.goto("/de/kurse/", wait_until="commit")
    until(desk, lambda: late)
    desk.get_by_role("checkbox", name="Pflege").check()
    late.pop().continue_()
    desk.wait_for_url("**/de/kurse/?beruf=pflege")
    assert desk.locator(".card--result").count() == 1


def test_filters_work_without_javascript_on_the_narrowest_screen(nursing, browser, site):
    context = browser.new_context(
        base_url=site.origin, java_script_enabled=False, viewport={"width": 320, "height": 640}, is_mobile=True
    )
    page = context.new_page()
    page.goto("/de/kurse/")
    page.locator(".filters > summary").click()
    page.get_by_role("checkbox", name="Pflege").check()
    page.get_by_role("button", name="Ergebnisse zeigen").click()
    page.wait_for_url("**/de/kurse/?*beruf=pflege*")
    assert page.locator(".card--result").count() == 1
    for address in ("/de/kurse/", "/ar/kurse/pflege/", "/de/"):
        page.goto(address)
        # Without JavaScript a page cannot be asked; a picture of all of it tells how wide it is.
        assert int.from_bytes(page.screenshot(full_page=True)[16:20], "big") == 320, address
    context.close()
