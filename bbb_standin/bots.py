"""Participants that nobody has to play: who comes, goes and comes back follows from a seed alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bbb_standin.meetings import ALLOW, Meeting, Visit
from bbb_standin.world import Entrance, Refusal, World

LESSON_S = 90 * 60  # what the plan is made for, before it is shortened
MOST_BOTS = 200
NAMES = ("Amal", "Bohdan", "Carmen", "Dilan", "Elif", "Farid", "Grace", "Halyna", "Ivan", "Jamila", "Kofi", "Leila")


@dataclass(frozen=True, slots=True)
class Part:
    """Who a bot plays: the id and name by which others know the person."""

    user_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One act of one bot, in seconds of the lesson."""

    at_s: float
    bot: int
    act: str  # join, leave, hand, chat, talk, hush


def crowd(count: int) -> list[Part]:
    """Return bots that play nobody in particular."""
    return [Part(f"bot-{number}", f"Bot {NAMES[number % len(NAMES)]} {number + 1}") for number in range(count)]


def plan(count: int, seed: int) -> list[Step]:
    """
    Return the acts of so many bots in a lesson, in order of time; the same seed gives the same plan.

    Most come early and stay; every third drops out in the middle and comes back; every fifth goes early.
    """
    chance = random.Random(seed)  # noqa: S311 - a plan to be repeated, no secret
    steps: list[Step] = []
    for bot in range(count):
        comes = chance.uniform(0, 300)
        goes = LESSON_S - chance.uniform(0, 240)
        if bot % 5 == 4:
            goes -= chance.uniform(1200, 2400)
        steps += [Step(comes, bot, "join"), Step(goes, bot, "leave")]
        if bot % 3 == 2:
            drops = chance.uniform(1200, 2000)
            steps += [Step(drops, bot, "leave"), Step(drops + chance.uniform(60, 900), bot, "join")]
        for act in ("hand", "chat", "talk"):
            moment = chance.uniform(comes + 60, goes - 120)
            steps.append(Step(moment, bot, act))
            if act != "chat":
                steps.append(Step(moment + 45, bot, "lower" if act == "hand" else "hush"))
    return sorted(steps, key=lambda step: (step.at_s, step.bot))


class Troupe:
    """The bots of one meeting, playing their plan."""

    def __init__(self, meeting: Meeting, parts: Sequence[Part], *, seed: int, factor: float, at: int) -> None:
        self.meeting = meeting
        self.parts = list(parts[:MOST_BOTS])
        self._steps = plan(len(self.parts), seed)
        self._factor = factor
        self._began_at = at
        self._visits: dict[int, Visit] = {}

    @property
    def is_done(self) -> bool:
        return not self._steps or bool(self.meeting.ended_at)

    def moments(self) -> list[int]:
        """Return when something happens, in order."""
        return sorted({self._moment(step) for step in self._steps})

    def tick(self, world: World, *, at: int) -> None:
        while self._steps and self._moment(self._steps[0]) <= at and not self.meeting.is_over:
            step = self._steps.pop(0)
            self._act(world, step, at=at)

    def _moment(self, step: Step) -> int:
        return self._began_at + round(step.at_s * 1000 / self._factor)

    def _act(self, world: World, step: Step, *, at: int) -> None:
        if step.act == "join":
            self._join(world, step.bot, at=at)
            return
        visit = self._visits.get(step.bot)
        if visit is None or not visit.is_present:
            return
        match step.act:
            case "leave":
                world.leave(self.meeting, visit, at=at)
            case "hand" | "lower":
                world.set_hand(self.meeting, visit, is_up=step.act == "hand", at=at)
            case "talk" | "hush":
                world.set_microphone(self.meeting, visit, is_on=step.act == "talk", at=at)
            case "chat":
                world.say(self.meeting, "Hallo! Hello! مرحبا!", at=at, visit=visit)

    def _join(self, world: World, bot: int, *, at: int) -> None:
        part = self.parts[bot]
        try:
            visit = world.join(Entrance(self.meeting.meeting_id, part.name, "VIEWER", user_id=part.user_id), at=at)
        except Refusal:  # the room is full: a bot is the first to do without
            return
        visit.is_bot = True
        visit.admission = ALLOW
        self._visits[bot] = visit
        world.arrive(self.meeting, visit, at=at)
