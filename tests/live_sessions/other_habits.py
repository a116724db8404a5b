"""How servers differ that speak the same API, and how they write what they say."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

Tree = tuple[str, Any]  # a name, and a text, a number, a truth or further trees


@dataclass(frozen=True)
class Habits:
    """How it says what it says."""

    name: str
    path: str = "/bigbluebutton/api"
    encoding: str = "utf-8"
    framing: str = "length"  # or "chunked", "gzip", "close", "trickle"
    truth: tuple[str, str] = ("true", "false")
    cdata: bool = False
    backwards: bool = False
    strange: bool = False  # elements that nobody has heard of
    sparse: bool = False  # without all that may be missing
    empty_list: bool = True  # <meetings/> beside noMeetings
    digests: tuple[int, ...] = (40, 64, 96, 128)  # lengths of the checksums it takes
    is_balancer: bool = False  # names no version of its own and sends on to a server behind it, whatever is asked
    lists_meetings: bool = True
    hook_digest: str = "sha1"
    hook_is_raw: bool = False
    report: str = "new"  # or "old"
    end_takes: float = 0.0  # seconds


SCALED = Habits(
    "a balancer", path="/tenant1/bigbluebutton/api", is_balancer=True, backwards=True, framing="chunked",
    digests=(40, 64, 128), hook_digest="sha256", empty_list=True,
)  # fmt: skip
OLD = Habits(
    "2.4", encoding="windows-1252", framing="close", cdata=True, sparse=True, empty_list=False, truth=("TRUE", "FALSE"),
    report="old",
)  # fmt: skip
STRICT = Habits(
    "3.0, strict", digests=(64, 128), strange=True, framing="gzip", hook_digest="sha512", end_takes=0.4,
)  # fmt: skip
SLOW = Habits(
    "2.7 behind a slow line", encoding="utf-8-sig", framing="trickle", truth=("True", "False"), hook_is_raw=True,
    strange=True, backwards=True,
)  # fmt: skip
WIDE = Habits("a server of 16 bits", encoding="utf-16", cdata=True, hook_digest="sha384", report="old")
ALL = (SCALED, OLD, STRICT, SLOW, WIDE)


@dataclass
class Room:
    """A meeting, or one of its breakout rooms."""

    meeting_id: str
    name: str
    made_at: int  # milliseconds
    asked: dict[str, str]
    parent: str = ""
    over_at: float | None = None  # once it is ended
    inside: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # connection: person, name, role
    steps: list[tuple[float, str, str, str]] = field(default_factory=list)  # moment, "in" or "out", connection, person

    @property
    def internal_id(self) -> str:
        return f"{hashlib.sha1(self.meeting_id.encode()).hexdigest()}-{self.made_at}"  # noqa: S324  as servers do


def written(tree: Tree, habits: Habits) -> str:
    name, value = tree
    if isinstance(value, list):
        children = [written(child, habits) for child in (reversed(value) if habits.backwards else value)]
        if habits.strange:
            children.insert(len(children) // 2, f'<somethingNew of="{name}"><deep>1</deep></somethingNew>')
        inner = "".join(children)
    elif isinstance(value, bool):
        inner = habits.truth[0] if value else habits.truth[1]
    else:
        inner = f"<![CDATA[{value}]]>" if habits.cdata and isinstance(value, str) else escape(str(value))
    return f"<{name}>\n{inner}</{name}>" if isinstance(value, list) and inner else f"<{name}>{inner}</{name}>"
