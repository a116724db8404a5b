"""The room: a page, and its parts as they change."""

from __future__ import annotations

import re
from html import unescape

from bbb_standin.meetings import WAIT, Meeting, Visit
from bbb_standin.pages.markup import Html, join, page, tag
from bbb_standin.pages.words import Words

LONGEST_MESSAGE = 500
TAGS = re.compile(r"<[^>]*>")  # a welcome may carry some HTML; here it is text
LETTERS = ("A", "B", "C", "D")


def room(meeting: Meeting, visit: Visit, words: Words, *, poll_ms: int) -> bytes:
    """Return the whole page of somebody who is in the meeting."""
    shown = parts(meeting, visit, words)
    blocks = [
        tag("div", shown["status"], id="part-status", role="status", class_="status"),
        tag("noscript", tag("p", words("no_script"))),
        tag("p", words("no_line"), id="no-line", class_="warning", role="alert", hidden=True),
        _section("people", shown["people"]),
        _section("act", shown["act"], heading=words("take_part")),
        _chat(meeting, visit, words),
        _section("poll", shown["poll"], heading=words("poll")),
        _section("slides", shown["slides"], heading=words("slides")),
    ]
    if visit.is_moderator:
        blocks.append(_section("guests", shown["guests"]))
        blocks.append(tag("section", tag("h2", words("lead"), id="lead"), _lead(shown, words), aria_labelledby="lead"))
    blocks.append(tag("p", _button(visit, words("leave"), "leave", class_="quiet")))
    return page(
        _head(meeting.wishes.name, words),
        tag("main", *blocks, id="content", tabindex="-1"),
        language=words.language,
        direction=words.direction,
        title=f"{meeting.wishes.name} – {words('standin')}",
        scripts=("room.js",),
        data_token=visit.token,
        data_poll_ms=str(poll_ms),
        data_last_line=str(meeting.line_count),
    )


def waiting(meeting: Meeting, visit: Visit, words: Words, *, poll_ms: int) -> bytes:
    """Return the page of a guest whom nobody has let in yet."""
    text = tag("p", words("wait_text"), role="status")
    back = tag("p", tag("a", words("reload"), href=f"/html5client/join?sessionToken={visit.token}"))
    return page(
        _head(words("wait_title"), words),
        tag("main", text, tag("noscript", back), id="content", tabindex="-1"),
        language=words.language,
        direction=words.direction,
        title=f"{words('wait_title')} – {words('standin')}",
        scripts=("room.js",),
        data_token=visit.token,
        data_poll_ms=str(poll_ms),
        data_waiting="1",
    )


def notice(kind: str, words: Words, *, back_url: str = "") -> bytes:
    """Return a page that only says why there is no room: ended, left, lost or denied."""
    link = tag("p", tag("a", words("back"), href=back_url, class_="button")) if back_url else None
    return page(
        _head(words(f"{kind}_title"), words),
        tag("main", tag("p", words(f"{kind}_text")), link, id="content", tabindex="-1"),
        language=words.language,
        direction=words.direction,
        title=f"{words(f'{kind}_title')} – {words('standin')}",
    )


def home(words: Words, reasons: list[str]) -> bytes:
    """Return the front page, with the reasons why a join was refused."""
    told = [tag("p", words("refused", reason=reason), role="alert", class_="warning") for reason in reasons]
    return page(
        _head(words("home_title"), words),
        tag("main", *told, tag("p", tag("a", "/standin/", href="/standin/")), id="content", tabindex="-1"),
        language=words.language,
        direction=words.direction,
        title=words("home_title"),
    )


def parts(meeting: Meeting, visit: Visit, words: Words) -> dict[str, Html]:
    """Return what changes while the page is open, by the name of its place."""
    shown = {
        "status": _status(meeting, visit, words),
        "people": _people(meeting, visit, words),
        "act": _act(visit, words),
        "poll": _poll(meeting, visit, words),
        "slides": _slides(meeting, words),
    }
    if visit.is_moderator:
        shown["guests"] = _guests(meeting, visit, words)
        shown["record"] = _record(meeting, visit, words)
        shown["ask"] = _ask(meeting, visit, words)
        shown["end"] = _end(visit, words)
    return shown


def lines(meeting: Meeting, *, after: int) -> list[dict[str, object]]:
    """Return the lines of the chat that a page has not seen."""
    unseen = (line for line in meeting.chat if line.number > after)
    return [{"number": line.number, "html": _line(line.name, line.text)} for line in unseen]


def _head(title: str, words: Words) -> Html:
    return join(
        tag("a", words("skip"), href="#content", class_="skip"),
        tag(
            "header",
            tag("p", tag("strong", words("standin")), " ", words("no_conference"), class_="notice"),
            tag("h1", tag("bdi", title)),
        ),
    )


def _section(name: str, inner: Html, *, heading: str = "") -> Html:
    title = tag("h2", heading, id=f"heading-{name}") if heading else None
    return tag("section", title, tag("div", inner, id=f"part-{name}"), aria_labelledby=f"heading-{name}")


def _status(meeting: Meeting, visit: Visit, words: Words) -> Html:
    role = words(visit.role) + (f" ({words('guest')})" if visit.is_guest else "")
    recorded = words("recording_on" if meeting.is_recording else "recording_off")
    welcome = TAGS.sub("", meeting.wishes.welcome)
    return join(
        tag("p", tag("bdi", unescape(welcome))) if welcome else None,
        tag("p", words("you_are", name=visit.name), " ", words("role", role=role), ". ", words("language"), "."),
        tag("p", recorded, class_="warning" if meeting.is_recording else None),
    )


def _people(meeting: Meeting, visit: Visit, words: Words) -> Html:
    present = sorted(meeting.present(), key=lambda other: (not other.is_moderator, other.name.casefold()))
    return join(
        tag("h2", words("people", count=len(present)), id="heading-people"),
        tag("ul", *(_person(other, visit, words) for other in present)),
    )


def _person(other: Visit, visit: Visit, words: Words) -> Html:
    marks = [words("you")] if other is visit else []
    marks += [words("MODERATOR")] if other.is_moderator else []
    marks += [words("guest")] if other.is_guest else []
    marks += [words("hand_is_up")] if other.has_hand_up else []
    marks += [words("mic_is_on")] if other.has_microphone else []
    comma = "، " if words.language == "ar" else ", "
    return tag("li", tag("bdi", other.name), f" ({comma.join(marks)})" if marks else "")


def _act(visit: Visit, words: Words) -> Html:
    return tag(
        "div",
        _button(visit, words("lower" if visit.has_hand_up else "raise"), "hand"),
        _button(visit, words("mic_off" if visit.has_microphone else "mic_on"), "microphone"),
        class_="row",
    )


def _chat(meeting: Meeting, visit: Visit, words: Words) -> Html:
    said = (tag("p", _line(line.name, line.text)) for line in meeting.chat)
    field = tag("input", id="message", name="text", maxlength=LONGEST_MESSAGE, required=True, autocomplete="off")
    return tag(
        "section",
        tag("h2", words("chat"), id="heading-chat"),
        tag("div", *said, id="lines", role="log", aria_labelledby="heading-chat", tabindex="0"),
        _form(
            visit,
            "chat",
            tag("label", words("message"), for_="message"),
            tag("div", field, tag("button", words("send"), id="do-chat"), class_="row"),
        ),
        aria_labelledby="heading-chat",
    )


def _line(name: str, text: str) -> Html:
    return join(tag("strong", tag("bdi", name)), ": ", tag("bdi", text))


def _poll(meeting: Meeting, visit: Visit, words: Words) -> Html:
    if not meeting.polls:
        return tag("p", words("no_poll"))
    poll = meeting.polls[-1]
    if not poll.is_open or visit.user_id in poll.votes or visit.is_moderator:
        counts = [sum(answer == number for answer in poll.votes.values()) for number in range(len(poll.answers))]
        rows = [tag("li", f"{answer}: {count}") for answer, count in zip(poll.answers, counts, strict=True)]
        voted = tag("p", words("voted")) if visit.user_id in poll.votes else None
        return join(tag("p", tag("bdi", poll.question)), voted, tag("ul", *rows))
    choices = [
        tag(
            "label",
            tag("input", type="radio", name="answer", value=number, id=f"answer-{number}", required=True),
            " ",
            answer,
        )
        for number, answer in enumerate(poll.answers)
    ]
    return _form(
        visit,
        "vote",
        tag("fieldset", tag("legend", tag("bdi", poll.question)), *choices),
        tag("button", words("vote"), id="do-vote"),
    )


def _slides(meeting: Meeting, words: Words) -> Html:
    if not meeting.slides:
        return tag("p", words("no_slides"))
    return tag("ul", *(tag("li", tag("bdi", one.name), f" ({words(one.state)})") for one in meeting.slides))


def _guests(meeting: Meeting, visit: Visit, words: Words) -> Html:
    rows = [
        tag(
            "li",
            _button(visit, words("admit", name=guest.name), "admit", guest=guest.user_id),
            _button(visit, words("refuse", name=guest.name), "refuse", guest=guest.user_id, class_="quiet"),
            class_="row",
        )
        for guest in meeting.visits.values()
        if guest.admission == WAIT
    ]
    return join(
        tag("h2", f"{words('guests_wait')}: {len(rows)}", id="heading-guests"), tag("ul", *rows) if rows else None
    )


def _lead(shown: dict[str, Html], words: Words) -> Html:
    return join(*(tag("div", shown[name], id=f"part-{name}") for name in ("record", "ask", "end")))


def _record(meeting: Meeting, visit: Visit, words: Words) -> Html:
    if not (meeting.wishes.record and meeting.wishes.allow_start_stop_recording):
        return Html()
    return _button(visit, words("record_stop" if meeting.is_recording else "record_start"), "record")


def _ask(meeting: Meeting, visit: Visit, words: Words) -> Html:
    if meeting.open_poll():
        return _button(visit, words("stop_poll"), "stop-poll")
    kinds = [
        tag("option", words("yes_no"), value="yes-no"),
        *(tag("option", " / ".join(LETTERS[:count]), value=str(count)) for count in (2, 3, 4)),
    ]
    return _form(
        visit,
        "ask",
        tag("label", words("question"), for_="question"),
        tag("input", id="question", name="text", maxlength=LONGEST_MESSAGE, required=True, autocomplete="off"),
        tag("label", words("answers"), for_="kind"),
        tag("select", *kinds, id="kind", name="kind"),
        tag("button", words("start_poll"), id="do-ask"),
    )


def _end(visit: Visit, words: Words) -> Html:
    sure = _button(visit, words("end_now"), "end", class_="danger")
    return tag("details", tag("summary", words("end_all"), id="ask-end"), sure)


def _button(visit: Visit, label: str, act: str, *, guest: str = "", class_: str | None = None) -> Html:
    hidden = tag("input", type="hidden", name="guest", value=guest) if guest else None
    name = f"do-{act}-{guest}" if guest else f"do-{act}"
    return _form(visit, act, hidden, tag("button", label, id=name, class_=class_))


def _form(visit: Visit, act: str, *inner: str | None) -> Html:
    return tag("form", *inner, method="post", action=f"/html5client/act?sessionToken={visit.token}&act={act}")
