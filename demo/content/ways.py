"""
How people of the demo went through its courses of several parts: done, in the middle, stuck.

A way is a list of sittings, a sitting a list of steps as tools/ways/play.mjs takes them. What comes of a way is
recorded in demo/recordings/ (`python -m tools.ways`); the furnishing hands those commits in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Stage = Literal["done", "opened", "middle", "untested", "failed", "known", "placed", "back", "stuck"]
Step = dict[str, Any]
ANYBODY = "anybody"  # whoever plays a course and is not named for it goes this way, which ends well

# Who is how far; who is not named here and comes to the unit goes ANYBODY's way.
STAGES: Mapping[str, Mapping[str, Stage]] = {
    "office_morning": {
        ANYBODY: "done",
        "oksana": "done",
        "hamid": "done",
        "thandiwe": "done",
        "yusuf": "done",
        "rosa": "done",
        "selam": "done",
        "pawel": "done",
        "mina": "done",
        "arben": "done",
        "lucia": "done",
        "bilal": "failed",
        "shirin": "failed",
        "rahul": "untested",
        "ngozi": "middle",
        "jerome": "opened",
    },
    "applying": {
        ANYBODY: "done",
        "oksana": "done",
        "hamid": "known",
        "thandiwe": "done",
        "yusuf": "stuck",
        "rosa": "back",
        "selam": "placed",
        "pawel": "done",
        "mina": "opened",
        "arben": "known",
    },
}


def way(course: str, stage: Stage, given: Mapping[str, Mapping[str, str]]) -> list[list[Step]]:
    """Return the sittings of a stage; `given` holds answers as tools.ways makes them up."""
    return (_office_morning if course == "office_morning" else _applying)(stage, given)


def _office_morning(stage: Stage, given: Mapping[str, Mapping[str, str]]) -> list[list[Step]]:
    if stage == "opened":
        return [[{"page": 2}, {"close": True}]]
    if stage == "middle":
        return [[{"page": 3}, {"leave": True}, {"page": 2}, {"close": True}]]
    read: list[Step] = [{"readOn": "check"}]
    if stage == "untested":
        return [[*read, {"close": True}]]
    if stage == "failed":
        again: list[Step] = [{"again": True}, {"answer": given["wrong"]}, {"close": True}]
        return [[*read, {"answer": given["wrong"]}, {"close": True}], again]
    failed_first: list[Step] = [{"answer": given["first"]}, {"again": True}] if given["first"] else []
    return [[*read, *failed_first, {"answer": given["right"]}, {"close": True}]]


def _applying(stage: Stage, given: Mapping[str, Mapping[str, str]]) -> list[list[Step]]:
    if stage == "opened":
        return [[{"page": 1}, {"close": True}]]
    placed: list[Step] = [{"answer": given["before"]}, {"leave": True}]
    if stage == "placed":
        return [[*placed, {"page": 2}, {"close": True}]]
    tested: list[Step] = [{"readOn": "after"}, {"answer": given["wrong"]}, {"leave": True}]
    if stage == "back":
        return [[*placed, *tested, {"page": 2}, {"close": True}]]
    if stage == "stuck":
        return [[*placed, *tested, {"page": 2}, {"close": True}], tested]
    return [[*placed, {"readOn": "after"}, {"answer": given["right"]}, {"leave": True}]]
