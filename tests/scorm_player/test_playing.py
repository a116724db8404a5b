"""Start, store, stop and go on: the ordinary life of a package in the player."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.scorm_player.conftest import PROBE, contract_package, play, sco, status, wait_on
from tests.scorm_player.harness import Attempt, Harness

pytestmark = pytest.mark.journey


def test_a_package_finds_the_api_with_the_learners_language_and_pseudonym(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe, language="ar"))
    assert frame.evaluate("started") == "true"
    values = {
        "cmi.core.student_id": "pseudonym-1",
        "cmi.core.student_name": "Nguyễn Thị Hoa",
        "cmi.core.entry": "ab-initio",
        "cmi.core.credit": "credit",
        "cmi.core.lesson_mode": "normal",
        "cmi.core.lesson_status": "not attempted",
        "cmi.core.total_time": "00:02:03",
        "cmi.student_preference.language": "ar",
    }
    assert frame.evaluate("keys => Object.fromEntries(keys.map(k => [k, S.get(k)]))", list(values)) == values


def test_what_was_committed_is_on_the_server_and_the_status_says_so(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate("S.set('cmi.core.lesson_location', '3'); S.set('cmi.core.lesson_status', 'incomplete')")
    assert frame.evaluate("S.commit()") == "true"
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "3")
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    assert probe.doc["cmi.core.lesson_status"] == "incomplete"


def test_the_learners_name_never_travels_back_nor_stays_on_the_device(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate("S.set('cmi.core.lesson_location', '3'); S.commit()")
    wait_on(page, lambda: harness.bodies)
    assert "Hoa" not in repr(harness.bodies)
    assert "Hoa" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_killed_tab_resumes_with_bookmark_and_suspend_data(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate("S.set('cmi.core.lesson_location', '4'); S.set('cmi.suspend_data', 'a=1;b=2'); S.commit()")
    wait_on(page, lambda: probe.doc.get("cmi.suspend_data") == "a=1;b=2")
    page.close()
    again = context.new_page()
    frame = play(again, harness, harness.launch(probe))
    assert frame.evaluate("S.get('cmi.core.entry')") == "resume"
    assert frame.evaluate("S.get('cmi.core.lesson_location')") == "4"
    assert frame.evaluate("S.get('cmi.suspend_data')") == "a=1;b=2"


def test_a_value_set_without_commit_reaches_the_server_when_the_tab_closes(
    page: Page, harness: Harness, probe: Attempt
):
    frame = play(page, harness, harness.launch(probe))
    other = page.context.new_page()
    frame.evaluate("S.set('cmi.core.lesson_location', '9')")
    page.close(run_before_unload=False)
    wait_on(other, lambda: probe.doc.get("cmi.core.lesson_location") == "9")


def test_a_bookmark_that_the_package_sets_while_unloading_arrives(page: Page, harness: Harness, probe: Attempt):
    probe.href = "index.html?unload=1"
    play(page, harness, harness.launch(probe))
    page.goto(f"{harness.lms}/kurs/")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "at-unload")
    assert next(body["trigger"] for body in harness.bodies if "at-unload" in json.dumps(body)) == "terminate"


def test_the_last_word_of_a_package_that_has_not_quite_loaded_arrives(page: Page, harness: Harness, probe: Attempt):
    probe.files["index.html"] += b'<img src="never.png" alt="">'
    page.route("**/never.png", lambda route: None)  # a picture on a slow line: the page never finishes loading
    probe.href = "index.html?forgetful=1"
    play(page, harness, harness.launch(probe))
    page.goto(f"{harness.lms}/kurs/")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "at-unload")


def test_interactions_go_on_counting_after_a_resume(page: Page, harness: Harness, probe2004: Attempt):
    frame = play(page, harness, harness.launch(probe2004))
    for number in range(2):
        frame.evaluate(
            "n => { S.set(`cmi.interactions.${n}.id`, `q${n}`); S.set(`cmi.interactions.${n}.type`, 'choice');"
            "S.set(`cmi.interactions.${n}.learner_response`, 'a'); S.commit() }",
            number,
        )
    wait_on(page, lambda: probe2004.doc.get("cmi.interactions.1.learner_response") == "a")
    frame = play(page, harness, harness.launch(probe2004))
    assert frame.evaluate("S.get('cmi.interactions._count')") == "2"
    assert frame.evaluate("S.get('cmi.interactions.0.id')") == "q0"
    assert frame.evaluate("S.set('cmi.interactions.2.id', 'q2')") == "true"


def test_scorm_1_2_finish_without_a_status_means_completed(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    assert frame.evaluate("S.fin()") == "true"
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_status") == "completed")


def test_leaving_without_finish_does_not_complete_a_silent_package(page: Page, harness: Harness, probe: Attempt):
    play(page, harness, harness.launch(probe))
    page.get_by_role("button", name="Beenden").click()
    page.wait_for_url("**/kurs/")
    assert probe.doc.get("cmi.core.lesson_status") in (None, "incomplete")


@pytest.mark.parametrize(("standard", "path"), [("1.2", "cmi.core."), ("2004-4", "cmi.")])
def test_what_has_said_something_and_not_goodbye_is_suspended_when_the_learner_leaves(
    page: Page, harness: Harness, standard: str, path: str
):
    attempt = Attempt(files={"index.html": PROBE}, standard=standard)
    place = "cmi.core.lesson_location" if standard == "1.2" else "cmi.location"
    frame = play(page, harness, harness.launch(attempt))
    frame.evaluate("place => S.set(place, '4')", place)
    page.get_by_role("button", name="Beenden").click()
    page.wait_for_url("**/kurs/")
    assert (attempt.doc[place], attempt.doc[f"{path}exit"]) == ("4", "suspend")
    assert harness.bodies[-1]["trigger"] == "terminate"


def test_what_never_said_anything_is_not_suspended_when_the_learner_leaves(
    page: Page, harness: Harness, probe2004: Attempt
):
    play(page, harness, harness.launch(probe2004))
    page.get_by_role("button", name="Beenden").click()
    page.wait_for_url("**/kurs/")
    assert (probe2004.doc, harness.bodies[-1]["trigger"]) == ({}, "terminate")


def test_the_mastery_score_decides_at_finish(page: Page, harness: Harness, probe: Attempt):
    probe.sco = {"mastery": "80"}
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate("S.set('cmi.core.score.raw', '79'); S.set('cmi.core.lesson_status', 'completed'); S.fin()")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_status") == "failed")


@pytest.mark.parametrize(("overrides", "kept"), [(True, "failed"), (False, "passed")])
def test_the_passing_score_decides_in_scorm_2004_unless_the_packages_owner_says_otherwise(
    page: Page, harness: Harness, probe2004: Attempt, overrides: bool, kept: str
):
    probe2004.sco, probe2004.overrides_by_mastery = {"scaled_passing_score": "0.8"}, overrides
    frame = play(page, harness, harness.launch(probe2004))
    assert frame.evaluate("[S.get('cmi.scaled_passing_score'), S.error()]") == ["0.8", "0"]
    assert frame.evaluate("[S.set('cmi.scaled_passing_score', '0.1'), S.error()]") == ["false", "404"]
    frame.evaluate("S.set('cmi.score.scaled', '0.5'); S.set('cmi.success_status', 'passed')")
    assert frame.evaluate("S.get('cmi.success_status')") == kept
    assert frame.evaluate("S.fin()") == "true"
    wait_on(page, lambda: probe2004.doc.get("cmi.success_status") == kept)
    assert "cmi.scaled_passing_score" not in probe2004.doc


@pytest.mark.parametrize("language", ["ar", "fa", "zh-hans"])
@pytest.mark.parametrize(
    ("standard", "element"),
    [("1.2", "cmi.student_preference.language"), ("2004-4", "cmi.learner_preference.language")],
)
def test_a_package_is_told_the_learners_language_and_may_keep_another(
    page: Page, harness: Harness, standard: str, element: str, language: str
):
    attempt = Attempt(files={"index.html": PROBE}, standard=standard)
    frame = play(page, harness, harness.launch(attempt, language=language))
    assert frame.evaluate("key => S.get(key)", element) == language
    frame.evaluate("key => { S.set(key, 'en'); S.commit(); }", element)
    wait_on(page, lambda: attempt.doc.get(element) == "en")
    frame = play(page, harness, harness.launch(attempt, language=language))
    assert frame.evaluate("key => S.get(key)", element) == "en"


def test_session_time_of_an_earlier_session_is_not_told_again(page: Page, harness: Harness, probe2004: Attempt):
    probe2004.doc = {"cmi.session_time": "PT10M", "cmi.exit": "suspend", "cmi.location": "2"}
    frame = play(page, harness, harness.launch(probe2004))
    frame.evaluate("S.set('cmi.location', '3'); S.commit()")
    wait_on(page, lambda: probe2004.doc["cmi.location"] == "3")
    assert "cmi.session_time" not in probe2004.doc
    assert "cmi.exit" not in probe2004.doc


def test_a_stored_value_that_the_data_model_would_refuse_is_not_lost(page: Page, harness: Harness, probe: Attempt):
    probe.doc = {"cmi.core.lesson_location": "2", "cmi.interactions.0.id": "q0", "cmi.interactions.0.latency": "bald"}
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate("S.set('cmi.core.lesson_location', '3'); S.commit()")
    wait_on(page, lambda: probe.doc["cmi.core.lesson_location"] == "3")
    assert probe.doc["cmi.interactions.0.latency"] == "bald"
    assert probe.doc["cmi.interactions.0.id"] == "q0"


def test_a_navigation_request_at_terminate_leads_back_to_the_course(page: Page, harness: Harness, probe2004: Attempt):
    frame = play(page, harness, harness.launch(probe2004))
    frame.evaluate("S.set('cmi.completion_status', 'completed'); S.set('adl.nav.request', 'exitAll'); S.fin()")
    page.wait_for_url("**/kurs/")
    assert probe2004.doc["cmi.completion_status"] == "completed"


def test_a_package_that_ends_and_loads_itself_again_finds_a_fresh_session(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate("S.set('cmi.core.lesson_location', '5'); S.fin()")
    frame.evaluate("window.isOver = true; location.reload()")
    wait_on(page, lambda: page.evaluate("document.querySelector('iframe').contentWindow.isOver !== true"))
    frame = sco(page)
    assert frame.evaluate("started") == "true"
    assert frame.evaluate("S.get('cmi.core.lesson_location')") == "5"


def test_opening_an_asset_is_told_to_the_server(page: Page, harness: Harness):
    files = contract_package("s23-assets-only.zip")
    attempt = Attempt(files=files, kind="asset")
    page.goto(harness.url(harness.launch(attempt)))
    wait_on(page, lambda: attempt.doc == {"lb.asset": "opened"})
    assert page.evaluate("[typeof window.API, typeof window.API_1484_11]") == ["undefined", "undefined"]


def test_an_address_with_query_and_fragment_reaches_the_package(page: Page, harness: Harness, probe: Attempt):
    probe.href = "index.html?page=2#start"
    frame = play(page, harness, harness.launch(probe))
    assert frame.evaluate("location.search + location.hash") == "?page=2#start"


def test_only_the_data_model_of_the_packages_standard_is_loaded(page: Page, harness: Harness, probe: Attempt):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    play(page, harness, harness.launch(probe))
    names = [url.rsplit("/", 1)[1] for url in asked if url.endswith(".js")]
    assert [name for name in names if name.startswith(("model", "types", "languages"))] == ["model.js", "model12.js"]


IN_A_WINDOW = b"""<meta charset="utf-8"><script>
const api = opener.parent.API;
document.write(api.LMSInitialize("")); api.LMSSetValue("cmi.core.lesson_location", "im Fenster"); api.LMSCommit("");
</script>"""
FRAMES = {
    "index.html": b'<frameset cols="1,9"><frame name=nav src="nav.html"><frame name=main src="a.html"></frameset>',
    "nav.html": b"<button onclick=\"parent.main.location = 'b.html'\">Weiter</button>",
    "a.html": b"<p>Seite A</p>",
    "b.html": b"<p>Seite B</p>",
}


def test_a_frame_of_a_package_may_open_a_page_in_the_frame_beside_it(page: Page, harness: Harness):
    page.goto(harness.url(harness.launch(Attempt(files=FRAMES, has_frames=True))))
    outer = page.frame_locator("iframe")
    expect(outer.frame_locator("frame[name=main]").get_by_text("Seite A")).to_be_visible()
    outer.frame_locator("frame[name=nav]").get_by_role("button").click()
    expect(outer.frame_locator("frame[name=main]").get_by_text("Seite B")).to_be_visible()


def test_frames_that_a_script_makes_may_open_pages_in_one_another(page: Page, harness: Harness):
    made = b"""<script>for (const [name, src] of [["nav", "nav.html"], ["main", "a.html"]]) {
      const made = document.createElement(["i", "frame"].join("")); Object.assign(made, { name, src });
      document.documentElement.append(made);
    }</script>"""
    page.goto(harness.url(harness.launch(Attempt(files={**FRAMES, "index.html": made}))))
    outer = page.frame_locator("iframe")
    expect(outer.frame_locator("iframe[name=main]").get_by_text("Seite A")).to_be_visible()
    outer.frame_locator("iframe[name=nav]").get_by_role("button").click()
    expect(outer.frame_locator("iframe[name=main]").get_by_text("Seite B")).to_be_visible()


@pytest.mark.parametrize("why", ["the browser does not tell of navigations", "frames of other hosts are not told of"])
def test_what_nobody_would_hear_of_is_forbidden_by_a_sandbox(page: Page, harness: Harness, probe: Attempt, why: str):
    if why.startswith("the browser"):
        page.add_init_script("Object.defineProperty(window, 'navigation', { value: undefined })")
    probe.has_foreign_frames = why.startswith("frames")
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate(f"setTimeout(() => {{ try {{ top.location = '{harness.lms}/anderswo/' }} catch {{ }} }})")
    page.wait_for_timeout(500)
    assert "/l/" in page.url
    assert page.locator("iframe").get_attribute("sandbox") is not None
    assert frame.evaluate("S.set('cmi.core.lesson_location', '2')") == "true"


@pytest.mark.parametrize("has_frames", [True, False])
@pytest.mark.parametrize(
    "slip",
    [
        "top.location = '{lms}/anderswo/'",
        "top.location.replace('a.html')",
        "document.querySelector('a').click()",
        "document.querySelector('form').submit()",
    ],
)
def test_no_package_leads_the_tab_away(page: Page, harness: Harness, has_frames: bool, slip: str):
    nav = f'<a target=_top href="a.html">Ende</a><form target=_top action="a.html"></form><p>{slip}</p>'
    attempt = Attempt(files={**FRAMES, "nav.html": nav.encode()}, has_frames=has_frames)
    page.goto(harness.url(harness.launch(attempt)))
    expect(page.frame_locator("iframe").frame_locator("frame[name=main]").get_by_text("Seite A")).to_be_visible()
    gone: list[str] = []
    page.on("framenavigated", lambda frame: frame.parent_frame or gone.append(frame.url))
    nav_frame = next(frame for frame in page.frames if frame.name == "nav")
    nav_frame.evaluate(f"setTimeout(() => {{ {slip.format(lms=harness.lms)} }})")
    page.wait_for_timeout(500)
    assert gone == []
    page.evaluate("document.querySelector('[data-exit]').click()")  # the player's own way out stays open
    page.wait_for_url(f"{harness.lms}/kurs/")


@pytest.mark.parametrize("has_frames", [True, False])
def test_a_page_of_another_host_cannot_reach_the_player_that_it_was_opened_from(
    page: Page, harness: Harness, has_frames: bool
):
    files = {"index.html": f"<button onclick=\"window.open('{harness.lms}/anderswo/')\">Auf</button>".encode()}
    page.goto(harness.url(harness.launch(Attempt(files=files, has_frames=has_frames))))
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("button").click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("opener") is None


@pytest.mark.parametrize("has_frames", [True, False])
def test_a_page_that_a_package_opens_in_a_window_of_its_own_finds_the_api(
    page: Page, harness: Harness, has_frames: bool
):
    files = {"index.html": b"<button onclick=\"window.open('sco.html')\">Auf</button>", "sco.html": IN_A_WINDOW}
    attempt = Attempt(files=files, has_frames=has_frames)
    page.goto(harness.url(harness.launch(attempt)))
    with page.context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("button").click()
    expect(opened.value.get_by_text("true")).to_be_visible()
    wait_on(page, lambda: attempt.doc.get("cmi.core.lesson_location") == "im Fenster")


# Says what Initialize answered and where it stands, notes its own name, and ends its session when it goes.
ONE_OF_SEVERAL = """<!doctype html><title>Teil</title><p></p><script>
let w = window, api = null;
while (!(api = w.API) && (w.parent !== w || w.opener)) w = w.parent === w ? w.opener : w.parent;
const told = [api.LMSInitialize(''), api.LMSGetValue('cmi.core.lesson_location')];
document.querySelector('p').textContent = told.join(' ');
api.LMSSetValue('cmi.core.lesson_location', 'NAME');
api.LMSSetValue('cmi.core.exit', 'suspend');
const end = () => api.LMSFinish('');
</script>"""


def test_a_window_that_a_package_opens_anew_begins_a_new_session(page: Page, harness: Harness):
    files = {
        "index.html": b"<button onclick=\"window.open('sco.html')\">Auf</button>",
        "sco.html": ONE_OF_SEVERAL.replace("NAME", "im Fenster").encode(),
    }
    attempt = Attempt(files=files)
    page.goto(harness.url(harness.launch(attempt)))
    for expected in ("true", "true im Fenster"):
        with page.context.expect_page() as opened:
            page.frame_locator("iframe").get_by_role("button").click()
        expect(opened.value.locator("p")).to_have_text(expected)
        assert opened.value.evaluate("[end(), api.LMSInitialize('')]") == ["true", "false"]
        opened.value.close()
    wait_on(page, lambda: attempt.doc.get("cmi.core.lesson_location") == "im Fenster")


def test_each_page_in_a_packages_frame_may_have_a_session_of_its_own(page: Page, harness: Harness):
    files = {
        "index.html": b"<iframe src='one.html'></iframe>",
        "one.html": ONE_OF_SEVERAL.replace("NAME", "eins").encode() + b"<a href='two.html' onclick='end()'>Weiter</a>",
        "two.html": ONE_OF_SEVERAL.replace("NAME", "zwei").encode() + b"<button onclick='end()'>Ende</button>",
    }
    attempt = Attempt(files=files)
    page.goto(harness.url(harness.launch(attempt)))
    inner = page.frame_locator("iframe").frame_locator("iframe")
    expect(inner.locator("p")).to_have_text("true")
    inner.get_by_role("link").click()
    expect(inner.locator("p")).to_have_text("true eins")
    inner.get_by_role("button").click()
    wait_on(page, lambda: attempt.doc.get("cmi.core.lesson_location") == "zwei")
