"""Ends that go wrong: sessions over elsewhere, learners who stay after all, windows left open, devices that fail."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from tests.scorm_player.conftest import PROBE, play, sco, status, wait_on
from tests.scorm_player.harness import STRINGS, Attempt, Harness
from tests.scorm_player.test_bad_lines import journals
from tests.scorm_player.test_courses import button, moved_to, open_item, plain, sequenced  # noqa: F401
from tests.scorm_player.test_killed import KEEPS_NOTHING, kill, note

pytestmark = pytest.mark.journey

# What is only due later never comes.
ONLY_AT_ONCE = "const wait = setTimeout; window.setTimeout = (act, ms = 0) => (ms > 200 ? 0 : wait(act, ms)); null"
STAYS = b"<script>addEventListener('beforeunload', (event) => event.preventDefault());</script>"


def over(page: Page, harness: Harness, probe: Attempt) -> None:
    """The session ended elsewhere while something was unsent."""
    launch = harness.launch(probe)
    frame = play(page, harness, launch)
    launch.expired = True
    page.frame_locator("iframe").get_by_role("button", name="In").click()  # browsers ask only who has done something
    frame.evaluate("S.set('cmi.core.lesson_location', '6'); S.commit()")
    page.get_by_role("dialog", name="Sitzung beendet").wait_for()


@pytest.mark.parametrize(("keeps", "said"), [(False, "ended_unkept"), (True, "ended_text")])
def test_a_session_that_ended_elsewhere_says_what_would_be_lost_only_where_nothing_is_kept(
    page: Page, harness: Harness, probe: Attempt, keeps: bool, said: str
):
    if not keeps:
        page.add_init_script(KEEPS_NOTHING)
    over(page, harness, probe)
    panel = page.get_by_role("dialog", name="Sitzung beendet")
    expect(panel.locator("p")).to_have_text(STRINGS[said])
    expect(page.locator("[data-warning]")).to_be_hidden()  # to wait for "saved" would be in vain
    panel.get_by_role("button", name="Nachreichen").click()
    page.wait_for_url("**/scorm/nachreichen/")
    assert probe.doc["cmi.core.lesson_location"] == "6"


@pytest.mark.parametrize("keeps", [False, True])
def test_leaving_a_session_that_ended_elsewhere_is_asked_about_only_where_something_would_be_lost(
    page: Page, harness: Harness, probe: Attempt, keeps: bool
):
    if not keeps:
        page.add_init_script(KEEPS_NOTHING)
    over(page, harness, probe)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("dialog").get_by_role("link", name="Beenden").click()
    page.wait_for_url("**/kurs/")
    assert asked == ([] if keeps else ["beforeunload"])


def test_who_leaves_a_session_that_ended_elsewhere_is_told_what_would_be_lost(
    page: Page, harness: Harness, probe: Attempt
):
    page.add_init_script(KEEPS_NOTHING)
    launch = harness.launch(probe)
    frame = play(page, harness, launch)
    launch.expired = True
    frame.evaluate("S.set('cmi.core.lesson_location', '6')")
    page.get_by_role("button", name="Beenden").click()
    panel = page.get_by_role("dialog", name="Sitzung beendet")
    expect(panel.locator("p")).to_have_text(STRINGS["ended_unkept"])
    panel.get_by_role("button", name="Nachreichen").click()
    page.wait_for_url("**/scorm/nachreichen/")
    assert probe.doc["cmi.core.lesson_location"] == "6"


def test_who_leaves_while_nothing_is_kept_and_nothing_arrives_is_asked_and_gets_away(
    page: Page, harness: Harness, probe: Attempt
):
    page.add_init_script(KEEPS_NOTHING)
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_with = 503
    frame.evaluate("S.set('cmi.core.lesson_location', '6')")
    page.get_by_role("button", name="Beenden").click()
    panel = page.get_by_role("dialog", name="Beenden")
    panel.wait_for()
    expect(panel.locator("p")).to_have_text(STRINGS["warning_unkept"])
    harness.refuse_with = None
    panel.get_by_role("button", name="Noch einmal").click()
    page.wait_for_url("**/kurs/")
    assert probe.doc["cmi.core.lesson_location"] == "6"


def test_a_value_that_is_only_set_is_not_called_kept_on_the_device(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    frame = play(page, harness, harness.launch(probe))
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    context.set_offline(True)
    said = frame.evaluate(
        "S.set('cmi.core.lesson_location', '7'), parent.document.querySelector('[data-status]').textContent"
    )
    assert said == "Wird gespeichert …"
    wait_on(page, lambda: status(page) == "Keine Verbindung – 1 Änderung auf diesem Gerät")
    kept = journals(page)[0]["docs"]["item_1"]
    assert kept["cmi.core.lesson_location"] == "7"


def test_who_stays_when_the_package_asks_goes_on_and_is_saved(page: Page, harness: Harness, probe: Attempt):
    probe.files["index.html"] = PROBE + STAYS
    frame = play(page, harness, harness.launch(probe))
    page.frame_locator("iframe").get_by_role("button", name="In").click()
    answers: list[str] = []

    def stay(dialog: Dialog) -> None:
        answers.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.get_by_role("button", name="Beenden").click()
    wait_on(page, lambda: answers)
    page.wait_for_timeout(2_500)
    assert page.get_by_role("button", name="Beenden").get_attribute("aria-disabled") != "true"
    assert frame.evaluate("[S.set('cmi.core.lesson_location', '7'), S.commit()]") == ["true", "true"]
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "7")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Beenden").click()
    page.wait_for_url("**/kurs/")


def test_who_stays_in_an_item_does_not_write_into_the_next(page: Page, harness: Harness, sequenced: Attempt):  # noqa: F811
    sequenced.files["index.html"] = PROBE + STAYS
    frame = play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    page.frame_locator("iframe").get_by_role("button", name="In").click()
    page.on("dialog", lambda dialog: dialog.dismiss())
    button(page, "Nächster Teil").click()
    page.wait_for_timeout(3_500)
    assert open_item(page) == "item_1"
    assert frame.evaluate("[S.set('cmi.location', '7'), S.commit()]") == ["true", "true"]
    wait_on(page, lambda: sequenced.docs.get("item_1", {}).get("cmi.location") == "7")
    assert "item_2" not in sequenced.docs


OPENS = b"<!doctype html><title>Start</title><button onclick=\"window.open('inner.html')\">Auf</button>"
# Speaks from a window of its own, and says a last word when it is closed.
INNER = (
    PROBE.replace(b"while (!(api", b"w = opener; while (!(api")
    .replace(b'location.search.includes("unload")', b"true")
    .replace(b"cmi.core.lesson_location", b"cmi.location")
    .replace(b"cmi.core.exit", b"cmi.exit")
)


def test_a_window_of_an_item_says_its_last_word_and_does_not_speak_for_the_next(
    page: Page,
    harness: Harness,
    sequenced: Attempt,  # noqa: F811
):
    sequenced.files |= {"index.html": OPENS, "inner.html": INNER}
    page.goto(harness.url(harness.launch(sequenced)))
    wait_on(page, lambda: open_item(page) == "item_1")
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("button").click()
    wait_on(opened.value, lambda: opened.value.evaluate("S.get('cmi.entry')") == "ab-initio")
    page.bring_to_front()
    button(page, "Nächster Teil").click()
    wait_on(page, lambda: open_item(page) == "item_2")
    wait_on(page, lambda: opened.value.is_closed())
    wait_on(page, lambda: sequenced.docs.get("item_1", {}).get("cmi.location") == "at-unload")
    assert sequenced.docs.get("item_2", {}) == {}


def test_a_handout_that_an_item_opened_stays_open(page: Page, harness: Harness, sequenced: Attempt):  # noqa: F811
    sequenced.files |= {"index.html": OPENS, "inner.html": b"<!doctype html><title>Merkblatt</title><h1>Merkblatt</h1>"}
    page.goto(harness.url(harness.launch(sequenced)))
    wait_on(page, lambda: open_item(page) == "item_1")
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("button").click()
    expect(opened.value.get_by_role("heading")).to_be_visible()
    button(page, "Nächster Teil").click()
    wait_on(page, lambda: open_item(page) == "item_2")
    assert opened.value.get_by_role("heading").text_content() == "Merkblatt"


def test_a_value_that_is_set_behind_another_tab_is_on_the_device_at_once(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    frame = play(page, harness, harness.launch(probe))
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    # A browser lets a hidden page wait for a minute, and may end it without a word.
    page.evaluate(
        "Object.defineProperty(document, 'visibilityState', { value: 'hidden' }); window.setTimeout = () => 0; 0"
    )
    frame.evaluate("S.set('cmi.core.lesson_location', '7')")
    kill(page)
    frame = play(context.new_page(), harness, harness.launch(probe))
    assert frame.evaluate("S.get('cmi.core.lesson_location')") == "7"


def test_a_window_of_a_package_does_not_stay_open_where_nothing_is_saved_any_more(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    probe.files = {"index.html": OPENS, "inner.html": PROBE.replace(b"while (!(api", b"w = opener; while (!(api")}
    launch = harness.launch(probe)
    page.goto(harness.url(launch))
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("button").click()
    wait_on(opened.value, lambda: opened.value.evaluate("started") == "true")
    harness.launch(probe)
    probe.last_epoch_stored = probe.epoch
    opened.value.evaluate("S.set('cmi.core.lesson_location', '7'); S.commit()")
    page.get_by_role("dialog", name="An anderer Stelle geöffnet").wait_for()
    wait_on(page, lambda: opened.value.is_closed())


def test_an_item_that_is_open_does_not_end_because_another_one_did(page: Page, harness: Harness, plain: Attempt):  # noqa: F811
    assert plain.course is not None
    plain.course["items"][1].update(prerequisites="")
    frame = play(page, harness, harness.launch(plain))
    moved_to(page, "item_1")
    harness.refuse_with = 503
    frame.evaluate("S.set('cmi.core.lesson_status', 'completed'); S.fin()")
    button(page, "Nächster Teil").click()
    moved_to(page, "item_2")
    frame = sco(page)
    frame.evaluate("S.set('cmi.core.lesson_location', '3'); S.commit()")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    beside = page.context.new_page()
    page.close(run_before_unload=False)
    wait_on(beside, lambda: any(body["trigger"] != "manual" and body["sco"] == "item_2" for body in harness.bodies))
    last = {body["sco"]: body["trigger"] for body in harness.bodies}
    assert last == {"item_1": "terminate", "item_2": "pagehide"}


def test_a_session_that_ended_has_ended_though_the_whole_is_asked_for(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    page.route("**/commit", lambda route: route.abort())
    frame = play(page, harness, harness.launch(probe))
    note(frame, "1")
    frame.evaluate("S.fin()")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    frame.evaluate("S.set('cmi.core.lesson_location', '2'); S.commit()")  # SCORM 1.2 packages do
    wait_on(page, lambda: [body["trigger"] for body in journals(page)[0]["commits"]][-1] == "manual")
    kill(page)
    harness.refuse_next = [(200, {"result": True, "status": "stale", "need": "full"})]
    play(context.new_page(), harness, harness.launch(probe))
    first = next(iter(harness.launches.values())).uid
    whole = [body for body in harness.bodies if body["launch"] == first][-1]
    assert (whole["full"], whole["trigger"], whole["set"]["cmi.core.lesson_location"]) == (True, "terminate", "2")


def test_what_an_item_of_1_2_sets_after_its_end_is_kept_when_the_next_one_opens(
    page: Page,
    harness: Harness,
    plain: Attempt,  # noqa: F811
):
    assert plain.course is not None
    plain.course["items"][1].update(prerequisites="")
    plain.files["index.html"] = PROBE + (
        b"<script>addEventListener('unload', () => { S.set('cmi.core.lesson_status', 'incomplete'); S.fin();"
        b" S.set('cmi.core.lesson_location', 'after'); });</script>"
    )
    play(page, harness, harness.launch(plain))
    moved_to(page, "item_1")
    button(page, "Nächster Teil").click()
    moved_to(page, "item_2")
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    assert plain.docs["item_1"]["cmi.core.lesson_location"] == "after"


@pytest.mark.parametrize(
    "broken",
    [
        "IDBObjectStore.prototype.getAll = IDBObjectStore.prototype.get = () => ({});",
        "IDBFactory.prototype.open = () => ({});",
        "IDBDatabase.prototype.transaction = () => { throw new DOMException('closing', 'InvalidStateError'); };",
    ],
)
def test_a_second_place_on_the_device_that_never_answers_holds_nobody_up(
    page: Page, harness: Harness, probe: Attempt, broken: str
):
    page.add_init_script(broken)
    note(play(page, harness, harness.launch(probe)), "7")
    wait_on(page, lambda: status(page) == "Alles gespeichert")


def test_a_second_place_that_opens_slowly_is_used_all_the_same(page: Page, harness: Harness, probe: Attempt):
    page.add_init_script(
        """const open = IDBFactory.prototype.open;
        IDBFactory.prototype.open = function (...told) {
          const slow = {};
          const real = open.apply(this, told);
          real.onupgradeneeded = (event) => slow.onupgradeneeded?.(event);
          real.onsuccess = (event) => setTimeout(() => slow.onsuccess?.(event), 2500);
          Object.defineProperty(slow, "result", { get: () => real.result });
          return slow;
        };
        window.put = 0;
        const { put } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.put = function (...told) { window.put += 1; return put.apply(this, told); };"""
    )
    frame = play(page, harness, harness.launch(probe))
    page.wait_for_timeout(1_500)
    before = page.evaluate("put")
    note(frame, "7")
    wait_on(page, lambda: page.evaluate("put") > before)


def test_a_page_that_comes_back_after_it_was_left_begins_anew(page: Page, harness: Harness, probe: Attempt):
    play(page, harness, harness.launch(probe))
    page.route("**/kurs/", lambda route: route.fulfill(status=204))  # nothing comes in its place
    page.get_by_role("button", name="Beenden").click()
    wait_on(page, lambda: page.evaluate("document.querySelector('iframe').contentDocument.URL") == "about:blank")
    page.wait_for_timeout(1_000)
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert sco(page).evaluate("started") == "true"


def test_a_tab_that_keeps_nothing_gives_what_it_has_to_the_one_that_takes_over(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    context.add_init_script(KEEPS_NOTHING)
    frame = play(page, harness, harness.launch(probe))
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    page.evaluate(ONLY_AT_ONCE)  # nothing is on its way yet
    frame.evaluate("S.set('cmi.core.lesson_location', '7'); S.commit()")
    newer = play(context.new_page(), harness, harness.launch(probe))
    page.get_by_role("dialog", name="An anderer Stelle geöffnet").wait_for()
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "7")
    assert newer.evaluate("started") == "true"
