"""Protected recordings: an address opens once, soon, and for one browser."""

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from bbb_standin import lobby
from bbb_standin.options import Options
from bbb_standin.protection import TICKET_MS, VISIT_MS, Gate, cookie_name
from bbb_standin.server import serving
from bbb_standin.standin import Standin
from tests.bbb_standin.conftest import START, Bench

AT = START


@pytest.fixture
def gate() -> Gate:
    return Gate("secret")


def header(record_id: str, visit: str | None) -> str:
    return f"other=1; {cookie_name(record_id)}={visit}"


def test_a_ticket_lets_one_browser_in_once(gate):
    ticket = gate.ticket("r-1", at=AT)
    visit = gate.enter(ticket, "r-1", at=AT + 1)

    assert gate.knows(header("r-1", visit), "r-1", at=AT + VISIT_MS)
    assert gate.enter(ticket, "r-1", at=AT + 2) is None
    assert not gate.knows("", "r-1", at=AT)
    assert gate.enter(gate.ticket("r-1", at=AT), "r-1", at=AT) is not None  # who asks anew gets in anew


def test_what_is_late_forged_or_for_another_recording_lets_nobody_in(gate):
    ticket = gate.ticket("r-1", at=AT)
    visit = gate.enter(ticket, "r-1", at=AT)

    assert gate.enter(gate.ticket("r-1", at=AT), "r-1", at=AT + TICKET_MS) is None
    assert gate.enter(gate.ticket("r-2", at=AT), "r-1", at=AT) is None
    assert not gate.knows(header("r-1", visit), "r-1", at=AT + 1 + VISIT_MS)
    assert not gate.knows(header("r-2", visit), "r-2", at=AT)
    assert not gate.knows(header("r-1", ticket), "r-1", at=AT)  # a ticket is no visit
    for bad in ("", ".", "a.b.c", f"{AT + 5}.n.00", "9" * 40, f"{AT + 9}..é", Gate("other").ticket("r-1", at=AT)):
        assert gate.enter(bad, "r-1", at=AT) is None
        assert not gate.knows(header("r-1", bad), "r-1", at=AT)


def test_the_answer_holds_a_ticket_of_its_own_for_each_format():
    bench = Bench(protects_recordings=True)
    bench.standin.add_recording(meeting_id="m-1", name="Abend", start=START, end=START + 1, metadata={})
    addresses = [one.text for _time in range(2) for one in bench.call("getRecordings").iter("url")]

    assert len(set(addresses)) == 4
    assert all("?token=" in address for address in addresses)


@pytest.fixture
def protecting() -> Iterator[Standin]:
    found = Standin(Options(secret="secret", port=0, protects_recordings=True))
    with serving(found):
        yield found


def fetch(standin: Standin, target: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", standin.options.port, timeout=5)
    connection.request("GET", target, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_over_http_the_ticket_leaves_the_address_and_the_parts_open_for_that_browser_only(protecting):
    one = protecting.add_recording(meeting_id="m-1", name="Abend", start=0, end=1000, metadata={})
    page = f"/playback/presentation/2.3/{one.record_id}"
    ticket = protecting.gate.ticket(one.record_id, at=protecting.clock())
    let_in = fetch(protecting, f"{page}?token={ticket}")
    kept = let_in.headers.get_all("Set-Cookie")

    assert (let_in.status, urlsplit(let_in.headers["Location"]).query) == (303, "")
    assert all("HttpOnly" in cookie and one.record_id in cookie.partition("Path=")[2] for cookie in kept)
    browser = {"Cookie": kept[0].partition(";")[0]}
    parts = (page, f"/podcast/{one.record_id}/audio.wav", f"/captions/{one.record_id}/de.vtt")
    assert [fetch(protecting, part, **browser).status for part in parts] == [200, 200, 200]
    assert [fetch(protecting, part).status for part in parts] == [403, 403, 403]
    assert fetch(protecting, f"{page}?token={ticket}").status == 403
    assert fetch(protecting, f"{page}?token={ticket}", **browser).status == 303  # who goes back is not shut out


def test_without_protection_nothing_is_asked_for(bench):
    one = bench.standin.add_recording(meeting_id="m-1", name="Abend", start=START, end=START + 1, metadata={})
    shown = lobby.guarded(
        bench.standin, one.record_id, "/", "", "", "", lambda: lobby.recording(bench.standin, one.record_id, "de")
    )
    assert shown.status == 200
