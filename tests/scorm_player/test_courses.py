"""Courses of several items: the way through them, what is greyed out, and coming back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from scorm import manifest
from scorm.activity_tree import activity_tree
from tests.factories.scorm import NS_2004
from tests.scorm_player.conftest import PROBE, play, sco, status, wait_on
from tests.scorm_player.harness import Attempt, Harness

pytestmark = pytest.mark.journey

SEQUENCED = f"""<manifest {NS_2004}>
<metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
<organizations default="o"><organization identifier="o"><title>Kurs</title>
<item identifier="item_1" identifierref="r"><title>Lesen</title></item>
<item identifier="item_2" identifierref="r"><title>Üben</title><imsss:sequencing><imsss:sequencingRules>
<imsss:postConditionRule><imsss:ruleConditions><imsss:ruleCondition operator="not" condition="satisfied"/>
</imsss:ruleConditions><imsss:ruleAction action="retry"/></imsss:postConditionRule></imsss:sequencingRules>
</imsss:sequencing></item>
<item identifier="item_3" identifierref="r"><title>Prüfen</title></item>
<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>
</organization></organizations>
<resources>
<resource identifier="r" type="webcontent" adlcp:scormType="sco" href="index.html"/></resources></manifest>"""


@pytest.fixture
def sequenced() -> Attempt:
    read = manifest.parse(SEQUENCED.encode())
    tree = activity_tree(read.title, read.sequencing, [(item, item.parent) for item in read.items])
    course = {"tree": tree, "state": None, "globals": {}, "shares": False}
    return Attempt(files={"index.html": PROBE}, standard="2004-4", course=course)


ALONE = f"""<manifest {NS_2004}>
<metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
<organizations default="o"><organization identifier="o"><title>Kurs</title>
<item identifier="item_1" identifierref="r"><title>Lesen</title><imsss:sequencing><imsss:objectives>
<imsss:primaryObjective objectiveID="mine"><imsss:mapInfo targetObjectiveID="g" writeSatisfiedStatus="true"/>
</imsss:primaryObjective></imsss:objectives></imsss:sequencing>
<adlcp:data><adlcp:map targetID="plan"/></adlcp:data></item>
</organization></organizations>
<resources>
<resource identifier="r" type="webcontent" adlcp:scormType="sco" href="index.html"/></resources></manifest>"""


@pytest.fixture
def alone() -> Attempt:
    """One item that shares data and an objective: a course of its own."""
    read = manifest.parse(ALONE.encode())
    tree = activity_tree(read.title, read.sequencing, [(item, item.parent) for item in read.items])
    told = {"state": None, "globals": {}, "shares": True, "shared": {"plan": "von anderswo"}, "is_alone": True}
    return Attempt(files={"index.html": PROBE}, standard="2004-4", course={"tree": tree, **told})


LAST = '<item identifier="item_3" identifierref="r"><title>Prüfen</title></item>'
# After the first item comes a group that is only entered by choosing.
CHOSEN = SEQUENCED[: SEQUENCED.index('<item identifier="item_2"')] + SEQUENCED[SEQUENCED.index(LAST) :].replace(
    LAST, f'<item identifier="group"><title>Wahl</title>{LAST}</item>'
)


@pytest.fixture
def chosen() -> Attempt:
    read = manifest.parse(CHOSEN.encode())
    tree = activity_tree(read.title, read.sequencing, [(item, item.parent) for item in read.items])
    course = {"tree": tree, "state": None, "globals": {}, "shares": False}
    return Attempt(files={"index.html": PROBE}, standard="2004-4", course=course)


@pytest.fixture
def plain() -> Attempt:
    def item(n: int, prerequisites: str = "") -> dict[str, object]:
        told = {"identifier": f"item_{n}", "title": f"Teil {n}", "parent": None, "kind": "sco", "visible": True}
        return told | {"prerequisites": prerequisites, "status": ""}

    items = [item(1), item(2, 'item_1 = "c" | item_1 = "p"'), item(3, "item_1 & item_2")]
    course = {"items": items, "state": None, "globals": {}, "shares": False}
    return Attempt(files={"index.html": PROBE}, course=course)


def button(page: Page, name: str):
    return page.get_by_role("navigation", name="Inhalt").get_by_role("button", name=name)


def entry(page: Page, title: str):
    return page.locator("[data-contents-panel]").get_by_role("button", name=title)


def open_item(page: Page) -> str | None:
    return page.evaluate("document.querySelector('[aria-current]')?.dataset.entry ?? null")


def moved_to(page: Page, item: str) -> None:
    wait_on(page, lambda: open_item(page) == item)
    sco(page)


def test_a_course_opens_at_its_first_item_and_goes_on_and_back(page: Page, harness: Harness, sequenced: Attempt):
    frame = play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    expect(button(page, "Voriger Teil")).to_have_attribute("aria-disabled", "true")
    expect(button(page, "Nächster Teil")).to_have_attribute("aria-disabled", "false")
    frame.evaluate("S.set('cmi.location', '4'); S.set('cmi.exit', 'suspend'); S.commit()")
    button(page, "Nächster Teil").click()
    moved_to(page, "item_2")
    wait_on(page, lambda: sequenced.docs["item_1"].get("cmi.location") == "4")
    expect(button(page, "Voriger Teil")).to_have_attribute("aria-disabled", "false")
    button(page, "Voriger Teil").click()
    moved_to(page, "item_1")
    frame = sco(page)
    assert frame.evaluate("S.get('cmi.entry')") == "resume"
    assert frame.evaluate("S.get('cmi.location')") == "4"


def test_who_presses_next_twice_on_a_slow_line_leaves_no_item_out(page: Page, harness: Harness, sequenced: Attempt):
    play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    held: list[Route] = []
    page.route("**/c/index.html", lambda route: held.append(route))
    button(page, "Nächster Teil").click()
    wait_on(page, lambda: open_item(page) == "item_2" and bool(held))
    expect(button(page, "Nächster Teil")).to_have_attribute("aria-disabled", "true")
    button(page, "Nächster Teil").dispatch_event("click")
    held[0].continue_()
    sco(page)
    expect(button(page, "Nächster Teil")).to_have_attribute("aria-disabled", "false")
    assert open_item(page) == "item_2"


def test_rules_of_the_course_lead_back_to_what_was_failed(page: Page, harness: Harness, sequenced: Attempt):
    play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    button(page, "Nächster Teil").click()
    moved_to(page, "item_2")
    frame = sco(page)
    frame.evaluate(
        "S.set('cmi.location', '7'); S.set('cmi.success_status', 'failed'); S.set('adl.nav.request', 'continue')"
    )
    frame.evaluate("window.isOld = true; S.fin()")
    opened = "(w => !!w?.S?.get && !w.isOld)(document.querySelector('iframe').contentWindow)"
    wait_on(page, lambda: page.evaluate(opened))
    assert (open_item(page), sco(page).evaluate("S.get('cmi.location')")) == ("item_2", "")
    frame = sco(page)
    frame.evaluate("S.set('cmi.success_status', 'passed'); S.set('adl.nav.request', 'continue'); S.fin()")
    moved_to(page, "item_3")


def test_the_contents_lead_anywhere_the_course_allows_by_keyboard(
    page: Page, harness: Harness, sequenced: Attempt, no_barriers: Callable[[Page], None]
):
    page.set_viewport_size({"width": 320, "height": 640})
    play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    button(page, "Inhalt").focus()
    page.keyboard.press("Enter")
    expect(entry(page, "Prüfen")).to_be_visible()
    no_barriers(page)
    entry(page, "Prüfen").focus()
    page.keyboard.press("Enter")
    moved_to(page, "item_3")
    expect(page.locator("[data-contents-panel]")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    expect(page.locator("[data-announce]")).to_have_text("Diversity-Grundlagen")


def test_a_closed_window_resumes_in_the_same_item(
    page: Page, context: BrowserContext, harness: Harness, sequenced: Attempt
):
    play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    button(page, "Nächster Teil").click()
    moved_to(page, "item_2")
    sco(page).evaluate("S.set('cmi.location', '9'); S.commit()")
    wait_on(page, lambda: sequenced.docs.get("item_2", {}).get("cmi.location") == "9")
    page.close()
    again = context.new_page()
    play(again, harness, harness.launch(sequenced))
    moved_to(again, "item_2")
    frame = sco(again)
    assert (frame.evaluate("S.get('cmi.entry')"), frame.evaluate("S.get('cmi.location')")) == ("resume", "9")


def test_one_item_that_shares_something_opens_by_itself_and_has_no_way_to_choose(
    page: Page, harness: Harness, alone: Attempt, no_barriers: Callable[[Page], None]
):
    frame = play(page, harness, harness.launch(alone))
    expect(page.locator("[data-course]")).to_be_hidden()
    expect(page.locator("[data-contents-panel]")).to_be_hidden()
    asked = ["cmi.entry", "adl.data._count", "adl.data.0.store", "cmi.objectives.0.id"]
    assert [frame.evaluate(f"S.get('{name}')") for name in asked] == ["ab-initio", "1", "von anderswo", "mine"]
    no_barriers(page)


def test_one_item_that_shares_something_resumes_and_ends_as_any_other(
    page: Page, context: BrowserContext, harness: Harness, alone: Attempt
):
    frame = play(page, harness, harness.launch(alone))
    frame.evaluate("S.set('adl.data.0.store', 'mein Plan'); S.set('cmi.location', '9'); S.set('cmi.exit', 'suspend')")
    frame.evaluate("S.commit()")
    wait_on(page, lambda: alone.docs.get("item_1", {}).get("cmi.location") == "9")
    page.close()
    second = context.new_page()
    frame = play(second, harness, harness.launch(alone))
    asked = ["cmi.entry", "cmi.location", "adl.data.0.store"]
    assert [frame.evaluate(f"S.get('{name}')") for name in asked] == ["resume", "9", "mein Plan"]
    frame.evaluate("S.set('cmi.completion_status', 'completed'); S.set('cmi.success_status', 'passed')")
    frame.evaluate("S.set('cmi.exit', 'normal'); S.fin()")
    wait_on(second, lambda: (alone.standing or {}).get("success") == "passed")
    assert (alone.standing or {})["completion"] == "completed"
    second.close()
    third = context.new_page()
    frame = play(third, harness, harness.launch(alone))
    assert frame.evaluate("S.get('adl.data.0.store')") == "mein Plan"


def test_several_items_changed_without_a_line_all_arrive(
    page: Page, context: BrowserContext, harness: Harness, sequenced: Attempt
):
    play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    harness.refuse_with = 503
    sco(page).evaluate("S.set('cmi.location', 'first'); S.commit()")
    button(page, "Nächster Teil").click()
    moved_to(page, "item_2")
    sco(page).evaluate("S.set('cmi.location', 'second'); S.commit()")
    wait_on(page, lambda: "Keine Verbindung" in status(page))
    page.close()
    harness.refuse_with = None
    play(context.new_page(), harness, harness.launch(sequenced))
    where = {item: doc.get("cmi.location") for item, doc in sequenced.docs.items()}
    assert where == {"item_1": "first", "item_2": "second"}


def test_prerequisites_of_scorm_1_2_open_items_one_after_the_other(page: Page, harness: Harness, plain: Attempt):
    play(page, harness, harness.launch(plain))
    moved_to(page, "item_1")
    button(page, "Inhalt").click()
    expect(entry(page, "Teil 2")).to_have_attribute("aria-disabled", "true")
    expect(button(page, "Nächster Teil")).to_have_attribute("aria-disabled", "true")
    sco(page).evaluate("S.set('cmi.core.lesson_status', 'completed'); S.commit()")
    expect(entry(page, "Teil 2")).to_have_attribute("aria-disabled", "false")
    expect(entry(page, "Teil 3")).to_have_attribute("aria-disabled", "true")
    button(page, "Nächster Teil").click()
    moved_to(page, "item_2")
    sco(page).evaluate("S.set('cmi.core.lesson_status', 'passed'); S.fin()")
    expect(button(page, "Nächster Teil")).to_have_attribute("aria-disabled", "false")
    wait_on(page, lambda: plain.docs.get("item_2", {}).get("cmi.core.lesson_status") == "passed")


def test_the_contents_say_what_grey_means_only_while_something_is(page: Page, harness: Harness, plain: Attempt):
    del plain.course["items"][2]
    play(page, harness, harness.launch(plain))
    moved_to(page, "item_1")
    sco(page).evaluate("S.set('cmi.core.lesson_status', 'incomplete'); S.commit()")
    button(page, "Inhalt").click()
    hint = page.get_by_text("Was grau ist, öffnet sich nicht.")
    expect(entry(page, "Teil 2")).to_have_attribute("aria-disabled", "true")
    expect(hint).to_be_visible()
    sco(page).evaluate("S.set('cmi.core.lesson_status', 'completed'); S.commit()")
    expect(entry(page, "Teil 2")).to_have_attribute("aria-disabled", "false")
    expect(hint).to_be_hidden()


def test_coming_back_between_two_items_asks_how_to_go_on_and_loses_nothing(
    page: Page, context: BrowserContext, harness: Harness, sequenced: Attempt
):
    play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    sco(page).evaluate("S.set('cmi.location', '3'); S.fin()")
    wait_on(
        page, lambda: bool(sequenced.course and sequenced.course["state"] and sequenced.course["state"].get("over"))
    )
    page.close()
    again = context.new_page()
    again.goto(harness.url(harness.launch(sequenced)))
    expect(again.locator("[data-contents-panel]")).to_be_visible()
    button(again, "Nächster Teil").click()
    moved_to(again, "item_2")
    wait_on(again, lambda: status(again) == "Alles gespeichert")
    assert sequenced.docs["item_1"]["cmi.location"] == "3"


def test_a_sequenced_course_is_finished_for_good_only_after_a_question(
    page: Page, harness: Harness, sequenced: Attempt, no_barriers: Callable[[Page], None]
):
    play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    button(page, "Inhalt").click()
    page.get_by_role("button", name="Übung beenden").click()
    panel = page.get_by_role("dialog", name="Die ganze Übung beenden?")
    no_barriers(page)
    panel.get_by_role("button", name="Weiterlernen").click()
    assert open_item(page) == "item_1"
    page.get_by_role("button", name="Übung beenden").click()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("button", name="Übung beenden")).to_be_focused()
    assert open_item(page) == "item_1"
    page.get_by_role("button", name="Übung beenden").click()
    panel.get_by_role("button", name="Übung beenden").click()
    page.wait_for_url("**/kurs/")
    play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    assert sco(page).evaluate("S.get('cmi.entry')") == "ab-initio"


def test_a_course_that_is_interrupted_goes_on_where_it_was(page: Page, harness: Harness, sequenced: Attempt):
    play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    button(page, "Nächster Teil").click()
    moved_to(page, "item_2")
    button(page, "Inhalt").click()
    page.get_by_role("button", name="Unterbrechen").click()
    page.wait_for_url("**/kurs/")
    play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_2")


def test_a_course_without_rules_has_nothing_to_finish(page: Page, harness: Harness, plain: Attempt):
    play(page, harness, harness.launch(plain))
    moved_to(page, "item_1")
    button(page, "Inhalt").click()
    expect(entry(page, "Teil 1")).to_be_visible()
    assert page.get_by_role("button", name="Übung beenden").count() == 0


def test_an_item_that_cannot_be_opened_without_a_line_is_opened_when_it_is_back(
    page: Page, context: BrowserContext, harness: Harness, sequenced: Attempt
):
    play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    sco(page).evaluate("S.set('cmi.location', '3'); S.commit()")
    context.set_offline(True)
    button(page, "Nächster Teil").click()
    panel = page.get_by_role("dialog", name="Nicht gestartet")
    panel.wait_for()
    context.set_offline(False)
    panel.get_by_role("button", name="Noch einmal").click()
    moved_to(page, "item_2")
    wait_on(page, lambda: sequenced.docs.get("item_1", {}).get("cmi.location") == "3")


def test_total_time_is_that_of_the_present_try(
    page: Page, context: BrowserContext, harness: Harness, sequenced: Attempt
):
    frame = play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    assert frame.evaluate("S.get('cmi.total_time')") == "PT0H0M0S"  # of a new try, whatever the ones before took
    frame.evaluate("S.set('cmi.location', '2'); S.set('cmi.session_time', 'PT27S'); S.commit()")
    wait_on(page, lambda: sequenced.docs.get("item_1", {}).get("cmi.location") == "2")
    page.close()
    sequenced.sco = {"total_seconds": 150.0}
    again = context.new_page()
    play(again, harness, harness.launch(sequenced))
    moved_to(again, "item_1")
    assert sco(again).evaluate("S.get('cmi.total_time')") == "PT0H0M27S"


def test_going_on_opens_the_contents_where_only_choosing_leads_on(page: Page, harness: Harness, chosen: Attempt):
    frame = play(page, harness, harness.launch(chosen))
    expect(page.locator("[data-contents-panel]")).to_be_hidden()
    button(page, "Nächster Teil").click()
    expect(entry(page, "Prüfen")).to_be_visible()
    assert frame.evaluate("S.set('cmi.location', '1')") == "true"  # what is open stays open until something is chosen
    entry(page, "Prüfen").click()
    moved_to(page, "item_3")


def choice_only(page: bytes = PROBE) -> Attempt:
    """Return a course that only offers a choice, of items that say nothing."""
    read = manifest.parse(
        SEQUENCED.replace('<imsss:controlMode choice="true" flow="true"/>', "")
        .replace(
            '<imsss:ruleCondition operator="not" condition="satisfied"/>', '<imsss:ruleCondition condition="never"/>'
        )
        .encode()
    )
    tree = activity_tree(read.title, read.sequencing, [(item, item.parent) for item in read.items])
    course = {"tree": tree, "state": None, "globals": {}, "shares": False}
    return Attempt(files={"index.html": page}, standard="2004-4", course=course)


TITLES = {"Lesen": "item_1", "Üben": "item_2", "Prüfen": "item_3"}


def leave_after(page: Page, harness: Harness, course: Attempt, titles: list[str]) -> str:
    """Choose these items one after the other, then leave; return what the course has reached."""
    page.goto(harness.url(harness.launch(course)))
    expect(page.locator("[data-contents-panel]")).to_be_visible()
    for title in titles:
        if title != titles[0]:
            button(page, "Inhalt").click()
        entry(page, title).click()
        wait_on(page, lambda item=TITLES[title]: open_item(page) == item)
        wait_on(page, lambda: page.evaluate("!!document.querySelector('iframe').contentWindow?.started"))
    page.get_by_role("button", name="Beenden").click()
    page.wait_for_url("**/kurs/")
    return course.standing["completion"]


def test_a_course_of_silent_items_is_completed_when_the_learner_leaves_the_last(page: Page, harness: Harness):
    assert leave_after(page, harness, choice_only(), ["Lesen", "Üben", "Prüfen"]) == "completed"


def test_a_silent_item_that_is_not_the_last_opens_again(page: Page, context: BrowserContext, harness: Harness):
    course = choice_only()
    assert leave_after(page, harness, course, ["Lesen", "Üben"]) != "completed"
    again = context.new_page()
    play(again, harness, harness.launch(course))
    moved_to(again, "item_2")


def test_a_last_item_that_never_found_its_way_to_the_platform_does_not_complete_the_course(
    page: Page, harness: Harness
):
    broken = PROBE.replace(b"var started = S.init();", b"var started = true;")
    assert leave_after(page, harness, choice_only(broken), ["Lesen", "Üben", "Prüfen"]) != "completed"


def test_a_course_that_is_set_so_opens_the_next_item_by_itself(page: Page, harness: Harness, plain: Attempt):
    plain.course["advances"] = True
    play(page, harness, harness.launch(plain))
    moved_to(page, "item_1")
    sco(page).evaluate("S.set('cmi.core.lesson_status', 'passed'); S.fin()")
    moved_to(page, "item_2")
    assert sco(page).evaluate("S.get('cmi.core.lesson_status')") == "not attempted"
    wait_on(page, lambda: plain.docs.get("item_1", {}).get("cmi.core.lesson_status") == "passed")


def test_a_course_that_is_not_set_so_waits_for_the_learner(page: Page, harness: Harness, plain: Attempt):
    play(page, harness, harness.launch(plain))
    moved_to(page, "item_1")
    sco(page).evaluate("S.set('cmi.core.lesson_status', 'passed'); S.fin()")
    wait_on(page, lambda: plain.docs.get("item_1", {}).get("cmi.core.lesson_status") == "passed")
    page.wait_for_timeout(500)
    assert open_item(page) == "item_1"


def test_a_course_without_contents_is_walked_by_its_two_buttons(
    page: Page, harness: Harness, plain: Attempt, no_barriers: Callable[[Page], None]
):
    plain.course["hides_menu"] = True
    play(page, harness, harness.launch(plain))
    moved_to(page, "item_1")
    assert button(page, "Inhalt").count() == 0
    sco(page).evaluate("S.set('cmi.core.lesson_status', 'completed'); S.commit()")
    expect(button(page, "Nächster Teil")).to_have_attribute("aria-disabled", "false")
    no_barriers(page)
    button(page, "Nächster Teil").press("Enter")
    moved_to(page, "item_2")
    button(page, "Voriger Teil").press("Enter")
    moved_to(page, "item_1")


@pytest.mark.parametrize("standard", ["1.2", "2004-4"])
def test_who_only_looks_at_a_result_is_told_so_and_so_is_the_package(page: Page, harness: Harness, standard: str):
    is_12 = standard == "1.2"
    status_path, mode = (
        ("cmi.core.lesson_status", "cmi.core.lesson_mode") if is_12 else ("cmi.success_status", "cmi.mode")
    )
    credit = "cmi.core.credit" if is_12 else "cmi.credit"
    done = Attempt(
        files={"index.html": PROBE}, standard=standard, doc={status_path: "passed"}, sco={"credit": "no-credit"}
    )
    frame = play(page, harness, harness.launch(done, mode="review"))
    expect(page.locator(".player__mark")).to_have_text("Zum Ansehen: Ihr Ergebnis bleibt, wie es ist.")
    told = frame.evaluate("keys => keys.map(key => S.get(key))", [mode, credit, status_path])
    assert told == ["review", "no-credit", "passed"]
    page.get_by_role("button", name="Beenden").click()
    page.wait_for_url("**/kurs/")
