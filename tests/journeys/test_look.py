"""Pages of the shell on both screens, in both schemes, and without JavaScript."""

import pytest

from ui.views.gallery import ERROR_PAGES

pytestmark = pytest.mark.journey


def test_every_component_has_no_barriers_on_a_desk(desk, no_barriers):
    for scheme in ("light", "dark"):
        desk.goto(f"/de/ui/?scheme={scheme}")
        no_barriers(desk)


def test_every_component_fits_a_phone_from_right_to_left(phone, no_barriers):
    for scheme in ("light", "dark"):
        phone.goto(f"/ar/ui/?scheme={scheme}")
        no_barriers(phone)


def test_every_error_page_has_no_barriers(phone, no_barriers):
    for name in ERROR_PAGES:
        phone.goto(f"/ar/ui/{name}/")
        no_barriers(phone)


def test_the_language_menu_keeps_the_page_and_works_with_the_keyboard(desk, no_barriers):
    desk.goto("/de/konto/login/?next=/de/ui/")
    summary = desk.locator(".menu--language > summary")
    summary.focus()
    desk.keyboard.press("Enter")
    no_barriers(desk)
    desk.keyboard.press("Escape")
    assert desk.locator(".menu--language").get_attribute("open") is None
    assert summary.evaluate("element => element === document.activeElement")
    desk.keyboard.press("Enter")
    desk.get_by_role("link", name="English").click()
    desk.wait_for_url("**/en/konto/login/?next=/de/ui/")
    assert desk.locator("h1").inner_text() == "Sign in"


def test_the_first_tab_leads_past_the_header(desk):
    desk.goto("/de/konto/login/")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.className") == "skip-link"
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "inhalt"


def test_menus_open_without_javascript(browser, site):
    context = browser.new_context(base_url=site.origin, java_script_enabled=False)
    page = context.new_page()
    page.goto("/de/konto/login/")
    page.locator(".menu--language > summary").click()
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/konto/login/")
    context.close()


def test_no_page_of_the_shell_breaks_its_own_policy(desk):
    complaints: list[str] = []
    desk.on("console", lambda message: complaints.append(message.text))
    desk.goto("/de/ui/")
    desk.goto("/de/konto/login/")
    assert complaints == []
