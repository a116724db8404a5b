"""What people of the demo did in its courses is what the player of today would send."""

from __future__ import annotations

import shutil

import pytest

from demo import packages, recorded
from demo.content.ways import STAGES
from tools.ways import __main__ as ways


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js here")
@pytest.mark.parametrize("course", sorted(packages.COURSES))
def test_the_recordings_are_those_of_todays_player_package_and_ways(course: str):
    kept = (recorded.FOLDER / f"{course}.jsonl").read_text(encoding="utf-8").splitlines()
    assert ways.lines(course) == kept, "python -m tools.ways records them anew"


@pytest.mark.parametrize("course", sorted(packages.COURSES))
def test_whoever_is_named_has_a_recording_and_everybody_else_does_it_like_anybody(course: str):
    assert list(recorded.all_of(course)) == list(STAGES[course])
    assert recorded.of(course, "nobody-of-the-demo") == recorded.of(course, "anybody")
