"""What can be asked of the player's modules without a browser: prerequisites, and how much a learner loads."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from scorm.strings import player_strings
from tests.scorm_player.harness import STRINGS
from tools.plain import ROOT

PLAYER = ROOT / "scorm" / "static" / "scorm"
PLAIN = {"model12.js", "plain.js", "prerequisites.js"}
FOR_SUPPORT = {"calls.js", "measure.js", "stage.js"}  # fetched where calls are recorded, and by previews on a stage
SEQUENCED = {"activities.js", "choice.js", "rules.js", "sequenced.js", "sequencer.js"}
OF_2004 = {"languages.js", "model2004.js", "types.js"}
STATUS = {"a": "completed", "b": "failed", "c": "not attempted", "d": "passed"}
SCRIPTS = {
    "": True,
    "a": True,
    "b": False,
    "unknown": False,
    "a&d": True,
    "a & c": False,
    "a|c": True,
    "~c": True,
    "b=f": True,
    'b="failed"': True,
    "c<>n": False,
    "2*{a,b,d}": True,
    "3*{a,b,d}": False,
    "{a,d}": True,
    "(a|b)&~b": True,
    "a AND c": False,
    "a OR c": True,
    "a &": True,  # what cannot be read keeps nobody out
    "a b": True,
}
ASK = """
import { fulfilled } from "./prerequisites.js";
const { status, scripts } = JSON.parse(process.argv[2]);
console.log(JSON.stringify(scripts.map((script) => fulfilled(script, (id) => status[id] ?? "not attempted"))));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js here")
def test_prerequisites_are_read_as_the_standard_writes_them(tmp_path: Path):
    shutil.copy(PLAYER / "prerequisites.js", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "ask.js").write_text(ASK, encoding="utf-8")
    question = json.dumps({"status": STATUS, "scripts": list(SCRIPTS)})
    done = subprocess.run(["node", tmp_path / "ask.js", question], capture_output=True, text=True, check=True)
    assert dict(zip(SCRIPTS, json.loads(done.stdout), strict=True)) == SCRIPTS


def test_the_played_server_knows_every_word_of_the_player():
    assert set(STRINGS) == set(player_strings("de", package_bytes=0))


WALK = """
import { PlainCourse } from "./plain.js";
const [advances, exit, leaving] = JSON.parse(process.argv[2]);
const rest = { parent: null, kind: "sco", visible: true, prerequisites: "" };
const item = (identifier) => ({ identifier, title: identifier, ...rest });
const course = new PlainCourse({ items: [item("a"), item("b")], advances, onDeliver() {}, onEnd() {} });
course.start();
if (leaving) course.leaveFor("suspendAll");
course.finished({ said: () => ({ "cmi.core.lesson_status": "completed", "cmi.core.exit": exit }) });
console.log(course.current);
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js here")
@pytest.mark.parametrize(
    ("advances", "said", "is_leaving", "opened"),
    [(True, "", False, "b"), (False, "", False, "a"), (True, "suspend", False, "a"), (True, "", True, "a")],
)
def test_an_item_that_ends_opens_the_next_where_the_package_is_set_so(
    tmp_path: Path, advances: bool, said: str, is_leaving: bool, opened: str
):
    for name in ("plain.js", "prerequisites.js"):
        shutil.copy(PLAYER / name, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "walk.js").write_text(WALK, encoding="utf-8")
    question = json.dumps([advances, said, is_leaving])
    done = subprocess.run(["node", tmp_path / "walk.js", question], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == opened


@pytest.mark.parametrize(("without", "most"), [(SEQUENCED | OF_2004, 45_000), (PLAIN, 62_000)])
def test_the_player_of_a_course_stays_small_on_the_wire_even_where_only_gzip_is_spoken(without: set[str], most: int):
    own = [path for path in (*PLAYER.glob("*.js"), PLAYER / "player.css") if path.name not in without | FOR_SUPPORT]
    assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in own) <= most
