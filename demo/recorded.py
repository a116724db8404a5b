"""What people of the demo did in its courses of several parts: the player's commits, recorded by tools/ways."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from demo.content.ways import ANYBODY

FOLDER = Path(__file__).parent / "recordings"
Commit = dict[str, Any]


def of(course: str, username: str) -> list[list[Commit]]:
    """Return the sittings of a person in a course, each with its commits; whoever is not named does it like ANYBODY."""
    sittings = all_of(course)
    return sittings.get(username, sittings[ANYBODY])


@cache
def all_of(course: str) -> dict[str, list[list[Commit]]]:
    """Return the sittings of everybody in a course by user name."""
    lines = (FOLDER / f"{course}.jsonl").read_text(encoding="utf-8").splitlines()
    return {told["name"]: told["sittings"] for told in map(json.loads, lines)}
