"""The switches, for whoever knows the secret. A developer's page: in English alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime

from bbb_standin import faults
from bbb_standin.faults import Faults
from bbb_standin.pages.markup import Html, join, page, tag
from bbb_standin.standin import Standin

LABELS = {
    "latency_ms": "Every answer of the API waits (milliseconds)",
    "answer": "The API answers instead",
    "answer_calls": "… only these calls, with commas (empty: all)",
    "answer_percent": "… so many of a hundred calls",
    "callback": "Callbacks and webhooks are",
    "callback_kinds": "… only these kinds, with commas: end, analytics, recording, webhook (empty: all)",
    "late_s": "… how late (seconds)",
    "no_user_left": "Nobody hears of a leave",
    "skew_s": "The clock is ahead, for new meetings (seconds)",
    "recording_delay_s": "Recordings come later (seconds)",
    "sha1_off": "sha1 checksums are refused",
}
CHOICES = {"answer": faults.ANSWERS, "callback": faults.CALLBACKS}


def sign_in(*, was_wrong: bool) -> bytes:
    """Return the page that asks for the secret."""
    wrong = tag("p", "That is not the secret of this stand-in.", role="alert", class_="warning") if was_wrong else None
    return _page(
        wrong,
        tag(
            "form",
            tag("label", "Shared secret", for_="secret"),
            tag("input", type="password", name="secret", id="secret", required=True, autocomplete="off"),
            tag("button", "Open the switches"),
            method="post",
            action="/standin/login",
        ),
    )


def switches(standin: Standin, *, guard: str, told: str = "") -> bytes:
    """Return the page with all switches and what is going on; `guard` goes with every form."""
    return _page(
        tag("p", told, role="status", class_="warning") if told else None,
        tag("section", tag("h2", "Faults"), _fault_form(standin.faults, guard)),
        tag("section", tag("h2", "At once"), _acts(standin, guard)),
        tag("section", tag("h2", "Meetings"), _meetings(standin), class_="wide"),
        tag("section", tag("h2", "What was sent"), _log(standin), class_="wide"),
    )


def _page(*body: str | None) -> bytes:
    heading = tag("p", tag("strong", "BigBlueButton stand-in"), " Switches for whoever tests with it.", class_="notice")
    return page(
        tag("header", heading, tag("h1", "Switches")),
        tag("main", *body),
        language="en",
        direction="ltr",
        title="Switches – BigBlueButton stand-in",
    )


def _fault_form(current: Faults, guard: str) -> Html:
    rows = [_field(entry.name, getattr(current, entry.name)) for entry in fields(Faults)]
    save = tag("button", "Set these faults", id="set")
    return join(
        _form("faults", guard, *rows, save),
        _form("mend", guard, tag("button", "Mend everything", class_="quiet")),
    )


def _field(name: str, value: object) -> Html:
    label = tag("label", LABELS[name], for_=name)
    if isinstance(value, bool):
        box = tag("input", type="checkbox", name=name, id=name, value="1", checked=value)
        return tag("p", box, " ", label)
    if name in CHOICES:
        options = [
            tag("option", choice or "as they should be", value=choice, selected=choice == value)
            for choice in CHOICES[name]
        ]
        return join(label, tag("select", *options, name=name, id=name))
    shown = ",".join(value) if isinstance(value, tuple) else str(value)
    kind = "text" if isinstance(value, tuple) else "number"
    return join(label, tag("input", type=kind, name=name, id=name, value=shown))


def _acts(standin: Standin, guard: str) -> Html:
    meetings = [
        tag("option", meeting.wishes.name, value=meeting.meeting_id) for meeting in standin.world.meetings.values()
    ]

    def choice(act: str) -> Html:
        label = tag("label", "Meeting", for_=f"{act}-meeting")
        return join(label, tag("select", *meetings, name="meetingID", id=f"{act}-meeting"))

    kinds = [tag("option", kind, value=kind) for kind in faults.KINDS]
    restart = _form("restart", guard, tag("button", "Restart the server: all meetings are lost", class_="danger"))
    if not meetings:
        return join(restart, tag("p", "No meeting is running; bots and forged callbacks need one."))
    return join(
        restart,
        _form(
            "bots",
            guard,
            choice("bots"),
            tag("label", "How many bots", for_="count"),
            tag("input", type="number", name="count", id="count", value=6, min=1, max=200),
            tag("button", "Send bots"),
        ),
        _form(
            "forge",
            guard,
            choice("forge"),
            tag("label", "Kind", for_="kind"),
            tag("select", *kinds, name="kind", id="kind"),
            tag("button", "Send a forged callback"),
        ),
    )


def _meetings(standin: Standin) -> Html:
    rows = [
        (meeting.wishes.name, meeting.internal_id, str(sum(1 for _ in meeting.present())), str(meeting.is_recording))
        for meeting in standin.world.meetings.values()
    ]
    return _table(("Name", "Internal id", "Present", "Recording"), rows)


def _log(standin: Standin) -> Html:
    rows = [
        (_time(sent.at), sent.kind + (" (forged)" if sent.is_forged else ""), sent.url, str(sent.status), sent.outcome)
        for sent in reversed(standin.outbox.log)
    ]
    return _table(("Time", "Kind", "Address", "Status", "Outcome"), rows[:100])


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Html:
    if not rows:
        return tag("p", "Nothing yet.")
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in heads)))
    body = tag("tbody", *(tag("tr", *(tag("td", cell) for cell in row)) for row in rows))
    return tag("div", tag("table", head, body), tabindex="0", role="region", aria_label=heads[0])


def _form(act: str, guard: str, *inner: str) -> Html:
    hidden = tag("input", type="hidden", name="guard", value=guard)
    return tag("form", hidden, *inner, method="post", action=f"/standin/{act}")


def _time(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%H:%M:%S")
