"""The body of a commit: what the player sends (protocol v1), checked before anything is locked."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from scorm.limits import limit
from scorm.texts import may_need_packing, pack

TRIGGERS = frozenset({"manual", "auto", "terminate", "pagehide", "replay"})
KEY = re.compile(r"(?:cmi|adl|lb)(?:\.[A-Za-z0-9_-]+)+\Z")
INTERACTION = re.compile(r"cmi\.interactions\.(\d{1,5})\.(.+)\Z")
ROWS = re.compile(r"cmi\.interactions\.(\d{1,5})(?:-(\d{1,5}))?\Z")  # one answer, or from one to another
MAX_RANGES = 20
MAX_BEGINS = 200_000  # characters of what was too large to come
EVERYTHING = "*"
INTERACTIONS = "cmi.interactions."
MAX_NAMED = 50
MAX_KEPT = 10_000
MAX_KEY = 255
MAX_NUMBER = 2**31 - 1
SUSPEND_DATA = "cmi.suspend_data"
MOST_LEVELS = 200


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


DECODER = json.JSONDecoder(parse_constant=_no_number)  # NaN and Infinity are Python's; no browser reads them again


class InvalidCommit(Exception):
    """The body is not a commit; `fields` names what is wrong, {field: reason}."""

    def __init__(self, **fields: str) -> None:
        self.fields = fields
        super().__init__(str(fields))


@dataclass(frozen=True, slots=True)
class Course:
    """Where a learner is in a course of several items, and what the whole has reached by the course's own rules."""

    state: bytes  # JSON as the player wrote it, deflated; the server only keeps it
    globals: dict[str, Any]  # {id of a global objective: what is known}, only where other courses may read them
    completion: str | None = None  # None where the course has no rules of its own (SCORM 1.2)
    success: str | None = None
    score: str | None = None


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit as the player meant it; texts are already as the database takes them."""

    launch: UUID
    epoch: int
    seq: int
    sco: str
    trigger: str
    active_seconds: int  # page visible since the launch
    is_full: bool
    page: int | None  # count of page loads of the launch
    after: int | None = None  # number of the commit that a whole document of another item must follow
    changes: dict[str, str] = field(default_factory=dict)  # {cmi path: text}, without interactions
    interactions: dict[int, dict[str, str]] = field(default_factory=dict)  # {index: {element: text}}
    course: Course | None = None  # of a course of several items, when it moved
    left_out: dict[str, dict[str, Any]] = field(default_factory=dict)  # {element: {bytes, begins}}, too large to come
    keep: frozenset[str] = frozenset()  # what a whole document does not speak of: elements, whole answers, "*"

    def follows(self, last: int) -> bool:
        """Whether nothing is missing between the last applied number and this commit."""
        if self.is_full:
            return self.after is None or last >= self.after
        return self.seq == last + 1

    def keeps(self, path: str) -> bool:
        """Whether a whole document leaves this element as it is stored."""
        return EVERYTHING in self.keep or path in self.keep

    @property
    def kept_rows(self) -> frozenset[int] | None:
        """The answers that a whole document leaves as they are stored, beside those it names itself; None for all."""
        if EVERYTHING in self.keep:
            return None
        rows: set[int] = set()
        for found in filter(None, map(ROWS.match, self.keep)):
            first, last = int(found[1]), int(found[2] or found[1])
            rows.update(range(first, min(last, limit("MAX_INTERACTIONS")) + 1))
        return frozenset(rows)

    @property
    def kept_fields(self) -> dict[int, set[str]]:
        """The elements that stay as they are stored of answers which do not stay whole: {index: names}."""
        fields: dict[int, set[str]] = {}
        rows = self.kept_rows
        for found in filter(None, map(INTERACTION.match, self.keep)):
            idx = int(found[1])
            if idx in self.interactions or (rows is not None and idx not in rows):
                fields.setdefault(idx, set()).add(found[2])
        return fields

    @property
    def speaks(self) -> bool:
        """Whether the content says something, and not only the course moved."""
        return bool(self.course is None or self.is_full or self.changes or self.interactions or self.is_finish)

    @property
    def is_finish(self) -> bool:
        """Whether the content has just called LMSFinish or Terminate."""
        return self.trigger == "terminate"


def _whole(data: dict[str, Any], name: str, low: int, default: int | None = None) -> int:
    value = data.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= MAX_NUMBER:
        raise InvalidCommit(**{name: "whole number expected"})
    return value


def parse(body: bytes) -> Commit:
    """Return the commit; raise InvalidCommit naming the field."""
    try:
        data = DECODER.decode(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidCommit(body="JSON expected") from error
    if not isinstance(data, dict):
        raise InvalidCommit(body="object expected")
    if data.get("v") != 1:
        raise InvalidCommit(v="1 expected")
    try:
        launch = UUID(str(data.get("launch")))
    except ValueError as error:
        raise InvalidCommit(launch="UUID expected") from error
    sco, trigger = data.get("sco"), data.get("trigger")
    if not isinstance(sco, str) or pack(sco) != sco:  # no identifier is what no database takes
        raise InvalidCommit(sco="text expected")
    if not isinstance(trigger, str) or trigger not in TRIGGERS:
        raise InvalidCommit(trigger="unknown")
    if not isinstance(data.get("full", False), bool):
        raise InvalidCommit(full="true or false expected")
    changes, interactions = _texts(data, may_need_packing(body))
    return Commit(
        launch=launch,
        epoch=_whole(data, "epoch", 1),
        seq=_whole(data, "seq", 1),
        sco=sco,
        trigger=trigger,
        active_seconds=_active_seconds(data),
        is_full=data.get("full", False),
        page=None if data.get("page") is None else _whole(data, "page", 1),
        after=None if data.get("after") is None else _whole(data, "after", 0),
        changes=changes,
        interactions=interactions,
        course=_course(data.get("course")),
        left_out=_left_out(data.get("left_out", {})),
        keep=_keep(data.get("keep", [])),
    )


def _keep(given: Any) -> frozenset[str]:
    if not isinstance(given, list) or len(given) > MAX_KEPT or not all(isinstance(path, str) for path in given):
        raise InvalidCommit(keep="list of elements expected")
    if sum(ROWS.match(path) is not None and "-" in path for path in given) > MAX_RANGES:
        raise InvalidCommit(keep=f"at most {MAX_RANGES} ranges")
    return frozenset(given)


def _left_out(given: Any) -> dict[str, dict[str, Any]]:
    """Return what the player could not send, for support; texts as they came."""
    if not isinstance(given, dict) or len(given) > MAX_NAMED:
        raise InvalidCommit(left_out="object expected")
    left_out: dict[str, dict[str, Any]] = {}
    for path, told in given.items():
        if not isinstance(told, dict) or not isinstance(told.get("begins"), str):
            raise InvalidCommit(left_out="objects with bytes and begins expected")
        left_out[path] = {"bytes": _whole(told, "bytes", 0), "begins": told["begins"]}
    if sum(len(told["begins"]) for told in left_out.values()) > MAX_BEGINS:
        raise InvalidCommit(left_out="too much")
    return left_out


def _course(given: Any) -> Course | None:
    """Return the course's part of a body; what the database takes no text for is kept escaped inside the deflated."""
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("state"), dict):
        raise InvalidCommit(course="object with state expected")
    if _is_deep(given):
        raise InvalidCommit(course=f"at most {MOST_LEVELS} levels")
    known, standing = given.get("globals") or {}, given.get("standing") or {}
    if not isinstance(known, dict) or not isinstance(standing, dict):
        raise InvalidCommit(course="objects expected")
    words = {name: standing.get(name) for name in ("completion", "success", "score")}
    if any(not isinstance(word, str | None) for word in words.values()):
        raise InvalidCommit(course="texts expected")
    if may_need_packing(json.dumps(known).encode()):
        known = {}  # an id that no database takes is of no use to other courses
    return Course(zlib.compress(json.dumps(given["state"]).encode()), known, **words)


def _is_deep(given: Any) -> bool:
    """Return whether lists and objects are nested deeper than whoever reads them later, in any call, can follow."""
    level = [given]
    for _ in range(MOST_LEVELS):
        nested = [each for each in level if type(each) in (dict, list)]
        if not nested:
            return False
        level = [child for each in nested for child in (each.values() if type(each) is dict else each)]
    return True


def _active_seconds(data: dict[str, Any]) -> int:
    value = data.get("active_ms", 0)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 10**13:
        raise InvalidCommit(active_ms="milliseconds expected")
    return min(int(value // 1000), MAX_NUMBER)


def _texts(data: dict[str, Any], needs_packing: bool) -> tuple[dict[str, str], dict[int, dict[str, str]]]:
    """Return changes and interactions; every value that cannot be stored is named by its full path."""
    given, listed = data.get("set", {}), data.get("inter", [])
    if not isinstance(given, dict):
        raise InvalidCommit(set="object expected")
    if not isinstance(listed, list):
        raise InvalidCommit(inter="list expected")
    pairs = list(given.items())
    for entry in listed:
        if not isinstance(entry, dict) or not isinstance(entry.get("set"), dict):
            raise InvalidCommit(inter="objects with idx and set expected")
        idx = _whole(entry, "idx", 0)
        pairs += [(f"cmi.interactions.{idx}.{key}", value) for key, value in entry["set"].items()]
    changes: dict[str, str] = {}
    interactions: dict[int, dict[str, str]] = {}
    wrong: dict[str, str] = {}
    longest, most = limit("SUSPEND_DATA_MAX"), limit("MAX_INTERACTIONS")
    for key, value in pairs:
        found = INTERACTION.match(key) if key.startswith(INTERACTIONS) else None
        if len(key) > MAX_KEY or not KEY.match(key):
            wrong[key] = "not an element"
        elif not isinstance(value, str):
            wrong[key] = "text expected"
        elif key == SUSPEND_DATA and len(value) > longest:
            wrong[key] = f"longer than {longest} characters"
        elif found and int(found[1]) >= most:
            wrong[key] = f"at most {most} interactions"
        if key in wrong:
            continue
        text = pack(value) if needs_packing else value
        if found:
            interactions.setdefault(int(found[1]), {})[found[2]] = text
        else:
            changes[key] = text
    if wrong:
        raise InvalidCommit(**dict(list(wrong.items())[:MAX_NAMED]))
    return changes, interactions
