"""An evening of the past, for a demo that must have one on its first day: nobody waits ninety minutes for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bbb_standin.bots import LESSON_S, Part, Troupe
from bbb_standin.meetings import Meeting
from bbb_standin.options import Options
from bbb_standin.world import World


def played(meeting: Meeting, parts: Sequence[Part], *, seed: int, start: int, end: int, options: Options) -> Meeting:
    """
    Return the meeting as it would have been between two moments, over, with these people coming and going in it.

    It happens in a world of its own, so nobody hears of it. Its id inside is another one: that of its own beginning.
    """
    world = World(options)
    evening, _ = world.create(replace(meeting.wishes), at=start)
    troupe = Troupe(evening, parts, seed=seed, factor=LESSON_S * 1000 / (end - start), at=start)
    for moment in troupe.moments():
        troupe.tick(world, at=moment)
    evening.ending_at = end
    world.tick(at=end)
    return evening
