"""
`python -m tools.ways`: record how people of the demo go through its courses of several parts.

Their ways (demo/content/ways.py) are played in Node.js by the player's own modules and the packages' own script; what
the player would send is written to demo/recordings/. To be run when the player's state, a package or a way changes; a
test says so.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings.test")

from demo import packages, questions, recorded
from demo.content.ways import STAGES, way
from demo.questions import Question
from scorm import manifest
from scorm.activity_tree import activity_tree
from tools.lighthouse import node
from tools.plain import ROOT, say, stop

PLAYER = ROOT / "scorm" / "static" / "scorm"
PASSES = {"practice": 60, "final": 70}  # percent, as course.js and the pages have it


def main() -> None:
    for course in packages.COURSES:
        path = recorded.FOLDER / f"{course}.jsonl"
        path.write_text("".join(f"{line}\n" for line in lines(course)), encoding="utf-8")
        say(f"{path.relative_to(ROOT)}: {len(STAGES[course])} people, {path.stat().st_size // 1000} kB")


def lines(course: str) -> list[str]:
    """Return one line of JSON per person: what the player would send."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for module in PLAYER.glob("*.js"):
            shutil.copy(module, folder)
        (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
        (folder / "plan.json").write_text(json.dumps(plan(course)), encoding="utf-8")
        command = [node(), str(Path(__file__).with_name("play.mjs")), name, str(folder / "plan.json")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        stop(f"The ways through {course} could not be played: {done.stderr.strip()[-1500:]}")
    return done.stdout.splitlines()


def plan(course: str) -> dict[str, Any]:
    """Return all that play.mjs needs: the course as the player is told it, its parts' pages, and everybody's steps."""
    with zipfile.ZipFile(io.BytesIO(packages.build_named(course))) as archive:
        read = manifest.parse(archive.read("imsmanifest.xml"))
    told: dict[str, Any] = {"standard": packages.COURSES[course].standard, "advances": True}
    if told["standard"] == "1.2":
        told["items"] = [_item(item) for item in read.items]
    else:
        told["tree"] = activity_tree(read.title, read.sequencing, [(item, item.parent) for item in read.items])
    told["script"] = (packages.SOURCE / "scorm.js").read_text(encoding="utf-8")
    told["parts"] = {item.identifier: _part(course, item) for item in read.launchable}
    people = {name: way(course, stage, _answers(course, name, stage)) for name, stage in STAGES[course].items()}
    told["people"] = [{"name": name, "sittings": sittings} for name, sittings in people.items()]
    return told


def _item(item: Any) -> dict[str, Any]:
    return {
        "identifier": item.identifier,
        "title": item.title,
        "parent": item.parent,
        "kind": item.kind,
        "visible": item.is_visible,
        "prerequisites": item.prerequisites,
    }


def _part(course: str, item: Any) -> dict[str, Any]:
    pages = packages.part_pages(course, item.identifier)
    asked, kind = questions.read(pages), _kind(pages)
    return {
        "pages": pages.count("<section>"),
        "kind": kind if asked else None,
        "pass": PASSES.get(kind),
        "questions": [
            {"id": one.identifier, "correct": one.right, "text": one.text, "topic": one.topic} for one in asked
        ],
        "sco": {"mastery": item.mastery_score or None, "scaled_passing_score": item.scaled_passing_score or None},
    }


def _kind(pages: str) -> str:
    """Return what kind of test is on these pages, as course.js tells them apart."""
    return next((kind for kind in ("placement", "final") if f'data-kind="{kind}"' in pages), "practice")


def _answers(course: str, name: str, stage: str) -> dict[str, dict[str, str]]:
    """Return what this person answers, for demo.content.ways.way: what they know, and what their stage asks for."""
    parts = [packages.part_pages(course, part) for part in packages.COURSES[course].parts]
    first, last, least = questions.read(parts[0]), questions.read(parts[-1]), PASSES[_kind(parts[-1])]
    own = {one.identifier: questions.given(one, name) for one in last}
    is_passed = 100 * sum(one.right == own[one.identifier] for one in last) / len(last) >= least
    return {
        "before": {one.identifier: one.right if stage == "known" else _unsure(one, name) for one in first},
        "wrong": _bent(last, name, lambda percent: percent < least, towards_right=False),
        "right": _bent(last, name, lambda percent: percent >= least + 20, towards_right=True),
        "first": {} if is_passed else own,
        **({"right": own} if is_passed else {}),
    }


def _unsure(question: Question, name: str) -> str:
    """Return the answer of somebody who has not learned it yet."""
    return question.right if questions.given(question, name) == question.right else question.choices[-1]


def _bent(
    asked: tuple[Question, ...], name: str, is_enough: Callable[[float], bool], *, towards_right: bool
) -> dict[str, str]:
    """Return a person's answers, as many of them turned as it takes to pass or fail; which ones differs by person."""
    answers = {one.identifier: questions.given(one, name) for one in asked}
    by_luck = sorted(asked, key=lambda one: questions.luck(name, one.identifier), reverse=not towards_right)
    for one in by_luck:
        if is_enough(100 * sum(each.right == answers[each.identifier] for each in asked) / len(asked)):
            break
        wrong = next(choice for choice in reversed(one.choices) if choice != one.right)
        answers[one.identifier] = one.right if towards_right else wrong
    return answers


if __name__ == "__main__":
    main()
