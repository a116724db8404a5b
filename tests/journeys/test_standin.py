"""The rooms of the BigBlueButton stand-in, in a browser: keyboard, a phone in Arabic, no barrier."""

import hashlib
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from bbb_standin.options import Options
from bbb_standin.server import serving
from bbb_standin.standin import Standin
from tests.journeys.conftest import PATIENCE

pytestmark = pytest.mark.journey

SECRET = "a secret of the tests"


@pytest.fixture
def server() -> Iterator[Standin]:
    standin = Standin(Options(secret=SECRET, port=0, end_ms=50, reload_ms=300, recording_delay_ms=0))
    with serving(standin):
        yield standin


def call(server: Standin, name: str, /, **params: str) -> str:
    query = urlencode(params)
    checksum = hashlib.sha256(f"{name}{query}{SECRET}".encode()).hexdigest()
    return f"{server.options.origin}/bigbluebutton/api/{name}?{query}&checksum={checksum}"


def join(server: Standin, name: str, role: str, language: str) -> str:
    given = {"fullName": name, "meetingID": "m-1", "role": role, "userID": f"u-{name}"}
    return call(server, "join", **given, **{"userdata-bbb_override_default_locale": language})


def test_a_trainer_leads_by_keyboard_and_amina_takes_part_on_a_small_phone(browser, server, no_barriers):
    complaints: list[str] = []

    def device(**given):
        page = browser.new_context(**given).new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    trainer, amina = device(viewport={"width": 1280, "height": 800}), device(viewport={"width": 320, "height": 640})
    trainer.request.get(call(server, "create", meetingID="m-1", name="Evening 3", record="true"))
    trainer.goto(join(server, "Frau Weber", "MODERATOR", "de"))
    amina.goto(join(server, "Amina", "VIEWER", "ar"))
    assert amina.locator("html").get_attribute("dir") == "rtl"

    # The trainer never touches the mouse.
    trainer.keyboard.press("Tab")
    trainer.keyboard.press("Enter")
    assert trainer.evaluate("document.activeElement.id") == "content"
    trainer.locator("#question").focus()
    trainer.keyboard.type("Alles klar?")
    trainer.keyboard.press("Tab")
    trainer.keyboard.press("Tab")
    trainer.keyboard.press("Enter")
    trainer.locator("#do-record").focus()
    trainer.keyboard.press("Enter")
    trainer.get_by_text("Die Sitzung wird jetzt aufgezeichnet.").wait_for()

    amina.locator("#answer-0").check()
    no_barriers(amina)
    amina.locator("#do-vote").press("Enter")
    amina.locator("#message").fill("مرحبا <b>")
    amina.keyboard.press("Enter")
    amina.locator("#do-hand").press("Enter")
    trainer.locator("#lines", has_text="مرحبا <b>").wait_for()
    trainer.get_by_text("Amina (Hand gehoben)").wait_for()
    expect(trainer.locator("#part-poll li").first).to_have_text("Ja: 1")
    no_barriers(trainer)

    # Loading the page anew is no leave; leaving is.
    amina.reload()
    amina.locator("#do-leave").press("Enter")
    amina.get_by_role("heading", name="لقد غادرت الجلسة").wait_for()
    no_barriers(amina)
    visit = next(visit for visit in server.world.find("m-1").visits.values() if visit.name == "Amina")
    assert (len(visit.joins), len(visit.leaves)) == (1, 1)

    trainer.locator("#ask-end").press("Enter")
    trainer.locator("#do-end").press("Enter")
    trainer.get_by_role("heading", name="Die Sitzung ist zu Ende").wait_for()

    # The recording, and the switches.
    while not (shelf := list(server.archive.recordings.values())) or not shelf[0].is_published:
        trainer.wait_for_timeout(50)
    trainer.goto(f"{server.options.origin}/playback/presentation/2.3/{shelf[0].record_id}")
    no_barriers(trainer)
    trainer.goto(f"{server.options.origin}/standin/")
    no_barriers(trainer)
    trainer.locator("#secret").fill(SECRET)
    trainer.keyboard.press("Enter")
    trainer.locator("#answer").select_option("html")
    trainer.locator("#set").press("Enter")
    trainer.get_by_role("status").wait_for()
    no_barriers(trainer)
    assert server.faults.answer == "html"
    assert complaints == []
